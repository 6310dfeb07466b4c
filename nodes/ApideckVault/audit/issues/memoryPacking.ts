import type { StoredConnection } from '../rules/snapshot';
import { type Severity, severityRank } from '../rules/verdict';

/** What the connections of all consumers to one service have in common. */
export interface ServiceKey {
	unified_api: string;
	service_id: string;
	connection_name: string | null;
}

/** One connection: its service, and what is stored about it. */
export interface StateEntry {
	service: ServiceKey;
	stored: StoredConnection;
}

/** The stored state of one consumer. */
export interface ConsumerState {
	/** It could not be read in the last run. `entries` are from an earlier run. */
	unreadable: boolean;
	entries: StateEntry[];
}

/** The stored state of all consumers, each encoded as text until it is needed. */
export interface EncodedConsumers {
	services: ServiceKey[];
	/** Severity and code as `critical.needs_auth`. */
	codes: string[];
	/** consumer_id → its encoded entries. A Map, so that an ID such as `__proto__` is safe. */
	consumers: Map<string, string>;
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Numbers below this take one character, the next 960 take two, all others five. */
const SHORT = 48;
const MEDIUM = SHORT + 15 * 64;
const LONG_PREFIX = '_';

/** Flags stored with the index of a code. */
const AUTHORIZED = 1;
const HAS_COMPANY = 2;
const FLAGS = 4;

/** Marks a consumer that could not be read. Never occurs in an entry. */
const UNREADABLE_FLAG = '!';

/** Format of companyFingerprint. */
const COMPANY_PATTERN = /^[\w-]{4}$/;

function encodeNumber(value: number): string {
	const digit = (shift: number) => DIGITS.charAt(Math.floor(value / 64 ** shift) % 64);
	if (value < SHORT) return DIGITS.charAt(value);
	if (value >= MEDIUM) return LONG_PREFIX + digit(3) + digit(2) + digit(1) + digit(0);
	const rest = value - SHORT;
	return DIGITS.charAt(SHORT + Math.floor(rest / 64)) + DIGITS.charAt(rest % 64);
}

/** Reads encoded numbers and texts in sequence. At the end it returns NaN or ''. */
class Decoder {
	private position = 0;

	constructor(private readonly text: string) {}

	get isAtEnd(): boolean {
		return this.position >= this.text.length;
	}

	take(length: number): string {
		this.position += length;
		return this.text.slice(this.position - length, this.position);
	}

	number(): number {
		const first = this.digit();
		if (first < SHORT) return first;
		if (first < 63) return SHORT + (first - SHORT) * 64 + this.digit();
		let value = 0;
		for (let count = 0; count < 4; count += 1) value = value * 64 + this.digit();
		return value;
	}

	private digit(): number {
		const digit = this.take(1);
		const value = digit === '' ? -1 : DIGITS.indexOf(digit);
		return value < 0 ? NaN : value;
	}
}

/** Encodes consumers one by one, with shared lists of services and codes. */
export class ConsumerEncoder implements EncodedConsumers {
	readonly services: ServiceKey[] = [];

	readonly codes: string[] = [];

	readonly consumers = new Map<string, string>();

	private readonly serviceIndex = new Map<string, number>();

	private readonly codeIndex = new Map<string, number>();

	/** Replaces an earlier entry of this consumer. */
	set(consumerId: string, { entries, unreadable }: ConsumerState): void {
		this.consumers.set(consumerId, entries.map((entry) => this.encodeEntry(entry)).join('') + (unreadable ? UNREADABLE_FLAG : ''));
	}

	private encodeEntry({ service, stored }: StateEntry): string {
		const { severity, code, authorized } = stored;
		const company = stored.company !== null && COMPANY_PATTERN.test(stored.company) ? stored.company : '';
		const serviceAt = this.indexOf(this.serviceIndex, JSON.stringify([service.unified_api, service.service_id]), () => this.services.push(service));
		const codeAt = this.indexOf(this.codeIndex, `${severity}.${code}`, () => this.codes.push(`${severity}.${code}`));
		const flags = (authorized ? AUTHORIZED : 0) + (company === '' ? 0 : HAS_COMPANY);
		return encodeNumber(serviceAt) + encodeNumber(codeAt * FLAGS + flags) + company;
	}

	private indexOf(indexes: Map<string, number>, key: string, append: () => number): number {
		const index = indexes.get(key) ?? append() - 1;
		indexes.set(key, index);
		return index;
	}
}

/** Decodes one consumer; undefined if the state has no entry for that ID. Decoding stops at the first invalid entry. */
export function decodeConsumer(state: EncodedConsumers, consumerId: string): ConsumerState | undefined {
	const encoded = state.consumers.get(consumerId);
	if (encoded === undefined) return undefined;
	const unreadable = encoded.endsWith(UNREADABLE_FLAG);
	const entries: StateEntry[] = [];
	const decoder = new Decoder(unreadable ? encoded.slice(0, -1) : encoded);
	while (!decoder.isAtEnd) {
		const service = state.services[decoder.number()];
		const codeAndFlags = decoder.number();
		const flags = codeAndFlags % FLAGS;
		const [severity = '', ...words] = (state.codes[Math.floor(codeAndFlags / FLAGS)] ?? '').split('.');
		const hasCompany = (flags & HAS_COMPANY) !== 0;
		const company = hasCompany ? decoder.take(4) : null;
		if (!service || severityRank(severity) < 0 || (company !== null && !COMPANY_PATTERN.test(company))) break;
		const stored = { severity: severity as Severity, code: words.join('.'), company, authorized: (flags & AUTHORIZED) !== 0 };
		entries.push({ service, stored });
	}
	return { unreadable, entries };
}

import type { RememberedConnection } from './condition';
import { severityRank, type Severity } from './verdict';

/** A kind of connection: what all consumers' connections to one service share. */
export interface ServiceKey {
	unified_api: string;
	service_id: string;
	connection_name: string | null;
}

/** One remembered connection: which service, and what was found. */
export interface MemoryEntry {
	service: ServiceKey;
	remembered: RememberedConnection;
}

/** What one consumer left in the memory. */
export interface ConsumerMemory {
	/** It could not be read in the last run; `entries` are from the run before. */
	unreadable: boolean;
	entries: MemoryEntry[];
}

/** What is remembered of consumers, packed as text until it is asked for. */
export interface PackedConsumers {
	services: ServiceKey[];
	/** Severity and code as `critical.needs_auth`. */
	codes: string[];
	/** consumer_id → its entries, packed. A Map, so that an id like `__proto__` is an id like any other. */
	consumers: Map<string, string>;
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
/** Numbers below this take one character, the next 960 take two, the others five. */
const SHORT = 48;
const MEDIUM = SHORT + 15 * 64;
const LONG_MARK = '_';

/** Flags beside the index of a code. */
const AUTHORIZED = 1;
const HAS_COMPANY = 2;
const FLAGS = 4;

/** Marks a consumer that could not be read. Never part of an entry. */
const UNREADABLE = '!';

/** companyFingerprint is of this length. */
const COMPANY = /^[\w-]{4}$/;

function packNumber(value: number): string {
	const digit = (shift: number) => DIGITS.charAt(Math.floor(value / 64 ** shift) % 64);
	if (value < SHORT) return DIGITS.charAt(value);
	if (value >= MEDIUM) return LONG_MARK + digit(3) + digit(2) + digit(1) + digit(0);
	const rest = value - SHORT;
	return DIGITS.charAt(SHORT + Math.floor(rest / 64)) + DIGITS.charAt(rest % 64);
}

/** Reads packed numbers and texts one after the other. What is not there reads as NaN or ''. */
class Unpacking {
	private at = 0;

	constructor(private readonly text: string) {}

	get isAtEnd(): boolean {
		return this.at >= this.text.length;
	}

	take(length: number): string {
		this.at += length;
		return this.text.slice(this.at - length, this.at);
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

/** Packs consumers one by one, against lists of services and codes that grow with them. */
export class PackingConsumers implements PackedConsumers {
	readonly services: ServiceKey[] = [];

	readonly codes: string[] = [];

	readonly consumers = new Map<string, string>();

	private readonly serviceIndex = new Map<string, number>();

	private readonly codeIndex = new Map<string, number>();

	/** Replaces what was packed of this consumer. */
	put(consumerId: string, { entries, unreadable }: ConsumerMemory): void {
		this.consumers.set(consumerId, entries.map((entry) => this.packEntry(entry)).join('') + (unreadable ? UNREADABLE : ''));
	}

	private packEntry({ service, remembered }: MemoryEntry): string {
		const { severity, code, authorized } = remembered;
		const company = remembered.company !== null && COMPANY.test(remembered.company) ? remembered.company : '';
		const serviceAt = this.indexOf(this.serviceIndex, JSON.stringify([service.unified_api, service.service_id]), () => this.services.push(service));
		const codeAt = this.indexOf(this.codeIndex, `${severity}.${code}`, () => this.codes.push(`${severity}.${code}`));
		const flags = (authorized ? AUTHORIZED : 0) + (company === '' ? 0 : HAS_COMPANY);
		return packNumber(serviceAt) + packNumber(codeAt * FLAGS + flags) + company;
	}

	private indexOf(indexes: Map<string, number>, key: string, append: () => number): number {
		const index = indexes.get(key) ?? append() - 1;
		indexes.set(key, index);
		return index;
	}
}

/** Unpacks what a memory holds of one consumer; undefined when it knows none of that id. It ends where it cannot be read. */
export function recallConsumer(memory: PackedConsumers, consumerId: string): ConsumerMemory | undefined {
	const packed = memory.consumers.get(consumerId);
	if (packed === undefined) return undefined;
	const unreadable = packed.endsWith(UNREADABLE);
	const entries: MemoryEntry[] = [];
	const unpacking = new Unpacking(unreadable ? packed.slice(0, -1) : packed);
	while (!unpacking.isAtEnd) {
		const service = memory.services[unpacking.number()];
		const state = unpacking.number();
		const flags = state % FLAGS;
		const [severity = '', ...words] = (memory.codes[Math.floor(state / FLAGS)] ?? '').split('.');
		const hasCompany = (flags & HAS_COMPANY) !== 0;
		const company = hasCompany ? unpacking.take(4) : null;
		if (!service || severityRank(severity) < 0 || (company !== null && !COMPANY.test(company))) break;
		const remembered = { severity: severity as Severity, code: words.join('.'), company, authorized: (flags & AUTHORIZED) !== 0 };
		entries.push({ service, remembered });
	}
	return { unreadable, entries };
}

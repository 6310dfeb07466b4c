import { createHash } from 'node:crypto';
import type { RememberedConnection } from './condition';
import { SEVERITIES, severityRank, type Severity } from './verdict';

const VERSION = 1;

/** The last sign of an encoded memory: a text cut short lacks it. */
const END = '.';

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

export type SeverityCounts = Record<Severity, number>;

/** What is remembered of consumers, packed as text until it is asked for. */
export interface PackedConsumers {
	services: ServiceKey[];
	/** Severity and code as `critical.needs_auth`. */
	codes: string[];
	/** consumer_id → its entries, packed. A Map, so that an id like `__proto__` is an id like any other. */
	consumers: Map<string, string>;
}

/** What a run leaves for the next one. */
export interface AuditMemory extends PackedConsumers {
	/** Fingerprint of what the audit looked at. */
	scopeKey: string;
	/** Unix milliseconds of the run. */
	at: number;
	totals: SeverityCounts;
}

const ENTRY = /^([0-9a-z]+)\.([0-9a-z]+)([+-])([\w-]{0,8})$/;
// Lone surrogates and control characters do not survive every database; the rest are this format's own signs.
const SPECIAL = /[%|:,!"\\\p{Cc}\p{Cs}]/gu;
const ESCAPED = /%([0-9a-f]{4})/g;

function escape(text: string): string {
	return text.replace(SPECIAL, (character) => `%${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function unescape(text: string): string {
	return text.replace(ESCAPED, (_match, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** What the audit looks at, as 12 characters: the same whatever the order of keys and of list entries. */
export function scopeFingerprint(scope: Record<string, unknown>): string {
	const parts = Object.keys(scope)
		.sort()
		.map((key) => [key, Array.isArray(scope[key]) ? (scope[key] as unknown[]).map(String).sort() : (scope[key] ?? null)]);
	return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 12);
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
		this.consumers.set(consumerId, entries.map((entry) => this.packEntry(entry)).join(',') + (unreadable ? '!' : ''));
	}

	private packEntry({ service, remembered }: MemoryEntry): string {
		const serviceAt = this.indexOf(this.serviceIndex, JSON.stringify([service.unified_api, service.service_id]), () => this.services.push(service));
		const code = `${remembered.severity}.${remembered.code}`;
		const codeAt = this.indexOf(this.codeIndex, code, () => this.codes.push(code));
		return `${serviceAt.toString(36)}.${codeAt.toString(36)}${remembered.authorized ? '+' : '-'}${remembered.company ?? ''}`;
	}

	private indexOf(indexes: Map<string, number>, key: string, append: () => number): number {
		const index = indexes.get(key) ?? append() - 1;
		indexes.set(key, index);
		return index;
	}
}

/** Unpacks what a memory holds of one consumer; undefined when it knows none of that id. Unreadable entries are left out. */
export function recallConsumer(memory: PackedConsumers, consumerId: string): ConsumerMemory | undefined {
	const packed = memory.consumers.get(consumerId);
	if (packed === undefined) return undefined;
	const unreadable = packed.endsWith('!');
	const entries: MemoryEntry[] = [];
	for (const text of packed.replace('!', '').split(',')) {
		const parts = ENTRY.exec(text);
		const service = memory.services[Number.parseInt(parts?.[1] ?? '', 36)];
		const [severity = '', code = ''] = (memory.codes[Number.parseInt(parts?.[2] ?? '', 36)] ?? '').split('.');
		if (!parts || !service || severityRank(severity) < 0) continue;
		const remembered = { severity: severity as Severity, code, company: parts[4] || null, authorized: parts[3] === '+' };
		entries.push({ service, remembered });
	}
	return { unreadable, entries };
}

/**
 * The memory as one text for n8n's static data: n8n wraps every nested object it finds there, a text it leaves alone.
 * About 20 characters per connection and the length of the id per consumer.
 */
export function encodeMemory(memory: AuditMemory): string {
	const { scopeKey, at, totals, services, codes, consumers } = memory;
	const rows: string[] = [];
	for (const [id, packed] of consumers) rows.push(`${escape(id)}:${packed}`);
	const header = {
		v: VERSION,
		scope: scopeKey,
		at,
		totals: SEVERITIES.map((severity) => totals[severity]),
		services: services.map((service) => [service.unified_api, service.service_id, service.connection_name ?? '']),
		codes,
	};
	return [escape(JSON.stringify(header)), ...rows, END].join('|');
}

function isTexts(value: unknown): value is string[] {
	return Array.isArray(value) && value.every((entry) => typeof entry === 'string');
}

function readHeader(text: string): Omit<AuditMemory, 'consumers'> | null {
	let header: Record<string, unknown> | null;
	try {
		header = JSON.parse(text) as Record<string, unknown> | null;
	} catch {
		return null;
	}
	if (header?.['v'] !== VERSION || typeof header['scope'] !== 'string' || typeof header['at'] !== 'number') return null;
	const { totals, services, codes } = header;
	if (!Array.isArray(totals) || !Array.isArray(services) || !services.every(isTexts) || !isTexts(codes)) return null;
	const amount = (index: number) => (typeof totals[index] === 'number' ? (totals[index] as number) : 0);
	return {
		scopeKey: header['scope'],
		at: header['at'],
		totals: { critical: amount(0), warning: amount(1), info: amount(2), ok: amount(3) },
		services: services.map(([unified_api = '', service_id = '', name = '']) => ({ unified_api, service_id, connection_name: name || null })),
		codes,
	};
}

/**
 * Reads what encodeMemory wrote.
 * @param value anything; another version, a text cut short or garbage count as no memory, which makes the next run a first run
 */
export function decodeMemory(value: unknown): AuditMemory | null {
	if (typeof value !== 'string') return null;
	const [first = '', ...rows] = value.split('|');
	const header = readHeader(unescape(first));
	if (!header || rows.pop() !== END) return null;
	const consumers = new Map<string, string>();
	for (const row of rows) {
		const [id = '', packed = ''] = row.split(':');
		consumers.set(unescape(id), packed);
	}
	return { ...header, consumers };
}

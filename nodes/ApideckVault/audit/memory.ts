import { createHash } from 'node:crypto';
import type { PackedConsumers, ServiceKey } from './memoryPacking';
import { SEVERITIES, severityRank, type Severity } from './verdict';

export { PackingConsumers, recallConsumer } from './memoryPacking';
export type { ConsumerMemory, MemoryEntry, PackedConsumers, ServiceKey } from './memoryPacking';

const VERSION = '2';

/** Before the checksum at the end of an encoded memory. A text cut short lacks it. */
const END = '.';
const CHECKSUM = 8;

/** Consumers between two pauses: well below a millisecond of work. */
const BATCH = 500;

/** No run was earlier: a time before it, such as seconds read as milliseconds, is damage. */
const EARLIEST = Date.UTC(2010, 0, 1);

/** A clock may be wrong by as much. */
const DAY_MS = 86_400_000;

export type SeverityCounts = Record<Severity, number>;

/** What a run leaves for the next one. */
export interface AuditMemory extends PackedConsumers {
	/** Fingerprint of what the audit looked at. */
	scopeKey: string;
	/** Unix milliseconds of the run. */
	at: number;
	totals: SeverityCounts;
}

// Lone surrogates and control characters do not survive every database; the rest are characters of this format and of JSON.
const SPECIAL = /[%|:,/!"\\\p{Cc}\p{Cs}]/gu;
const ESCAPED = /%([0-9a-f]{4})/g;

function escape(text: string): string {
	return text.replace(SPECIAL, (character) => `%${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function unescape(text: string): string {
	return text.replace(ESCAPED, (_match, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** What the audit looks at, as 16 characters: the same whatever the order of keys and of list entries, repeated ones included. */
export function scopeFingerprint(scope: Record<string, unknown>): string {
	const parts = Object.keys(scope)
		.sort()
		.map((key) => [key, Array.isArray(scope[key]) ? [...new Set((scope[key] as unknown[]).map((entry) => String(entry).trim()))].sort() : (scope[key] ?? null)]);
	return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
}

function encodeHeader({ scopeKey, at, totals, services, codes }: AuditMemory): string {
	return [
		VERSION,
		escape(scopeKey),
		at.toString(36),
		SEVERITIES.map((severity) => totals[severity].toString(36)).join(','),
		services.map(({ unified_api, service_id, connection_name }) => [unified_api, service_id, connection_name ?? ''].map(escape).join('/')).join(','),
		codes.map(escape).join(','),
	].join(':');
}

/**
 * The memory as one text for n8n's static data: n8n wraps every nested object it finds there, a text it leaves alone.
 * At most 8 characters per connection, and the length of the id and 2 per consumer; a checksum at the end.
 * In steps, because a large one takes longer than the event loop may be kept: the caller pauses at each.
 */
export function* encodingSteps(memory: AuditMemory): Generator<void, string> {
	const hash = createHash('sha256');
	const parts: string[] = [];
	let batch: string[] = [encodeHeader(memory)];
	const flush = () => {
		const part = `${batch.join('|')}|`;
		hash.update(part);
		parts.push(part);
		batch = [];
	};
	for (const [id, packed] of memory.consumers) {
		batch.push(`${escape(id)}:${packed}`);
		if (batch.length < BATCH) continue;
		flush();
		yield;
	}
	if (batch.length > 0) flush();
	return `${parts.join('')}${END}${hash.digest('base64url').slice(0, CHECKSUM)}`;
}

/** A whole number in base 36, as `toString(36)` writes it. */
function readWhole(text: string): number {
	return /^(0|[1-9a-z][0-9a-z]{0,9})$/.test(text) ? Number.parseInt(text, 36) : NaN;
}

function readServices(text: string): ServiceKey[] | null {
	const rows = text === '' ? [] : text.split(',').map((row) => row.split('/'));
	if (rows.some((row) => row.length !== 3)) return null;
	return rows.map(([unified_api = '', service_id = '', name = '']) => ({
		unified_api: unescape(unified_api),
		service_id: unescape(service_id),
		connection_name: unescape(name) || null,
	}));
}

function readHeader(text: string, now: number): Omit<AuditMemory, 'consumers'> | null {
	const [version, scopeKey, time = '', counts = '', serviceList = '', codeList = '', ...more] = text.split(':');
	if (version !== VERSION || scopeKey === undefined || more.length > 0) return null;
	const at = readWhole(time);
	if (!(at >= EARLIEST && at <= now + DAY_MS)) return null;
	const [critical = NaN, warning = NaN, info = NaN, ok = NaN, ...others] = counts.split(',').map(readWhole);
	if (others.length > 0 || [critical, warning, info, ok].some(Number.isNaN)) return null;
	const services = readServices(serviceList);
	const codes = codeList === '' ? [] : codeList.split(',').map(unescape);
	if (!services || codes.some((code) => severityRank(code.split('.')[0] ?? '') < 0)) return null;
	return { scopeKey: unescape(scopeKey), at, totals: { critical, warning, info, ok }, services, codes };
}

/**
 * Reads what encodingSteps wrote, in steps too.
 * @param value anything; another version, a text cut short or changed, a time that cannot be, and garbage count as no memory, which
 * makes the next run a first run
 */
export function* decodingSteps(value: unknown, now: number): Generator<void, AuditMemory | null> {
	if (typeof value !== 'string') return null;
	const end = value.length - CHECKSUM - END.length;
	const headerEnd = value.indexOf('|');
	if (headerEnd < 0 || headerEnd >= end || value.charAt(end - 1) !== '|' || value.charAt(end) !== END) return null;
	const header = readHeader(value.slice(0, headerEnd), now);
	if (!header) return null;
	const hash = createHash('sha256');
	const consumers = new Map<string, string>();
	let hashed = 0;
	for (let from = headerEnd + 1, count = 1; from < end; count += 1) {
		const to = value.indexOf('|', from);
		const [id, packed, ...more] = value.slice(from, to).split(':');
		if (id === undefined || packed === undefined || more.length > 0) return null;
		consumers.set(unescape(id), packed);
		from = to + 1;
		if (count % BATCH !== 0) continue;
		hash.update(value.slice(hashed, from));
		hashed = from;
		yield;
	}
	hash.update(value.slice(hashed, end));
	return hash.digest('base64url').slice(0, CHECKSUM) === value.slice(end + END.length) ? { ...header, consumers } : null;
}

function lastOf<T>(steps: Generator<void, T>): T {
	for (;;) {
		const step = steps.next();
		if (step.done) return step.value;
	}
}

/** encodingSteps without a pause. */
export function encodeMemory(memory: AuditMemory): string {
	return lastOf(encodingSteps(memory));
}

/** decodingSteps without a pause. */
export function decodeMemory(value: unknown, now = Date.now()): AuditMemory | null {
	return lastOf(decodingSteps(value, now));
}

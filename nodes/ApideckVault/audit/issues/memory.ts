import { createHash } from 'node:crypto';
import type { EncodedConsumers, ServiceKey } from './memoryPacking';
import { SEVERITIES, type Severity, severityRank } from '../rules/verdict';

export { ConsumerEncoder, decodeConsumer } from './memoryPacking';
export type { ConsumerState, StateEntry, EncodedConsumers, ServiceKey } from './memoryPacking';

const VERSION = '2';

/** End marker before the checksum. If it is missing, the data was truncated. */
const END_MARKER = '.';
const CHECKSUM_LENGTH = 8;

/** Consumers per step: well below a millisecond of work. */
const BATCH_SIZE = 500;

/** An earlier time, such as seconds read as milliseconds, means that the data is damaged. */
const EARLIEST_RUN = Date.UTC(2010, 0, 1);

/** Clock skew that is tolerated. */
const DAY_MS = 86_400_000;

export type SeverityCounts = Record<Severity, number>;

/** What a run stores for the next one. */
export interface AuditState extends EncodedConsumers {
	/** scopeFingerprint of what the audit covered. */
	scopeKey: string;
	/** Unix milliseconds of the run. */
	at: number;
	totals: SeverityCounts;
}

// Lone surrogates and control characters do not survive every database. The others have a meaning in this format or in JSON.
const SPECIAL = /[%|:,/!"\\\p{Cc}\p{Cs}]/gu;
const ESCAPED = /%([0-9a-f]{4})/g;

function escape(text: string): string {
	return text.replace(SPECIAL, (character) => `%${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

function unescape(text: string): string {
	return text.replace(ESCAPED, (_match, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}

/** What the audit covers, as 16 characters. The order of keys and list entries, and repeated entries, make no difference. */
export function scopeFingerprint(scope: Record<string, unknown>): string {
	const parts = Object.keys(scope)
		.sort()
		.map((key) => [key, Array.isArray(scope[key]) ? [...new Set((scope[key] as unknown[]).map((entry) => String(entry).trim()))].sort() : (scope[key] ?? null)]);
	return createHash('sha256').update(JSON.stringify(parts)).digest('base64url').slice(0, 16);
}

function encodeHeader({ scopeKey, at, totals, services, codes }: AuditState): string {
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
 * Encodes the state as one string, because n8n wraps every nested object in static data in a proxy.
 * It takes at most 8 characters per connection, the length of the ID plus 2 per consumer, and a checksum at the end.
 * It works in steps, because a large state would block the event loop for too long. The caller yields after each step.
 */
export function* encodeInSteps(state: AuditState): Generator<void, string> {
	const hash = createHash('sha256');
	const parts: string[] = [];
	let batch: string[] = [encodeHeader(state)];
	const flush = () => {
		const part = `${batch.join('|')}|`;
		hash.update(part);
		parts.push(part);
		batch = [];
	};
	for (const [id, packed] of state.consumers) {
		batch.push(`${escape(id)}:${packed}`);
		if (batch.length < BATCH_SIZE) continue;
		flush();
		yield;
	}
	if (batch.length > 0) flush();
	return `${parts.join('')}${END_MARKER}${hash.digest('base64url').slice(0, CHECKSUM_LENGTH)}`;
}

/** Parses a non-negative integer as written by `toString(36)`; NaN for anything else. */
function parseBase36(text: string): number {
	return /^(0|[1-9a-z][0-9a-z]{0,9})$/.test(text) ? Number.parseInt(text, 36) : NaN;
}

function parseServices(text: string): ServiceKey[] | null {
	const rows = text === '' ? [] : text.split(',').map((row) => row.split('/'));
	if (rows.some((row) => row.length !== 3)) return null;
	return rows.map(([unified_api = '', service_id = '', name = '']) => ({
		unified_api: unescape(unified_api),
		service_id: unescape(service_id),
		connection_name: unescape(name) || null,
	}));
}

function parseHeader(text: string, now: number): Omit<AuditState, 'consumers'> | null {
	const [version, scopeKey, time = '', counts = '', serviceList = '', codeList = '', ...more] = text.split(':');
	if (version !== VERSION || scopeKey === undefined || more.length > 0) return null;
	const at = parseBase36(time);
	if (!(at >= EARLIEST_RUN && at <= now + DAY_MS)) return null;
	const [critical = NaN, warning = NaN, info = NaN, ok = NaN, ...others] = counts.split(',').map(parseBase36);
	if (others.length > 0 || [critical, warning, info, ok].some(Number.isNaN)) return null;
	const services = parseServices(serviceList);
	const codes = codeList === '' ? [] : codeList.split(',').map(unescape);
	if (!services || codes.some((code) => severityRank(code.split('.')[0] ?? '') < 0)) return null;
	return { scopeKey: unescape(scopeKey), at, totals: { critical, warning, info, ok }, services, codes };
}

/**
 * Decodes the output of encodeInSteps, also in steps.
 * @param value any value
 * @returns null for another version, truncated or changed data, an impossible time, and anything else: then the run is a first run
 */
export function* decodeInSteps(value: unknown, now: number): Generator<void, AuditState | null> {
	if (typeof value !== 'string') return null;
	const end = value.length - CHECKSUM_LENGTH - END_MARKER.length;
	const headerEnd = value.indexOf('|');
	if (headerEnd < 0 || headerEnd >= end || value.charAt(end - 1) !== '|' || value.charAt(end) !== END_MARKER) return null;
	const header = parseHeader(value.slice(0, headerEnd), now);
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
		if (count % BATCH_SIZE !== 0) continue;
		hash.update(value.slice(hashed, from));
		hashed = from;
		yield;
	}
	hash.update(value.slice(hashed, end));
	return hash.digest('base64url').slice(0, CHECKSUM_LENGTH) === value.slice(end + END_MARKER.length) ? { ...header, consumers } : null;
}

function runToEnd<T>(steps: Generator<void, T>): T {
	for (;;) {
		const step = steps.next();
		if (step.done) return step.value;
	}
}

/** encodeInSteps without yielding. */
export function encodeState(state: AuditState): string {
	return runToEnd(encodeInSteps(state));
}

/** decodeInSteps without yielding. */
export function decodeState(value: unknown, now = Date.now()): AuditState | null {
	return runToEnd(decodeInSteps(value, now));
}

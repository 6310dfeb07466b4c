import type fc from 'fast-check';
import { DateTime } from 'luxon';

import { exact, exactValue, type Put } from './hostileRequest';
import * as values from './hostileValues';

/** What must come of a value: a request with it, one without it, or none; `any` leaves it open whether there is one. */
export type Meaning = { must: 'send' | 'any'; wire: Put | 'absent' } | { must: 'refuse' };

/** What a parameter takes. Written from the parameter's description and not from the node's code. */
export interface Kind {
	values: fc.Arbitrary<unknown>;
	/** Two harmless values, and how they look on the wire. */
	samples: [unknown, unknown];
	wires: [unknown, unknown];
	means(value: unknown): Meaning;
}

const REFUSE: Meaning = { must: 'refuse' };
const ABSENT: Meaning = { must: 'send', wire: 'absent' };
const send = (value: unknown, must: 'send' | 'any' = 'send'): Meaning => ({ must, wire: { json: exactValue(value), text: String(value) } });
const kind = (parts: Omit<Kind, 'wires'> & Partial<Kind>): Kind => ({ wires: parts.samples, ...parts });

/** A cell of a sheet without anything that can be seen counts as empty. */
const isEmpty = (value: unknown) => value === undefined || value === null || (typeof value === 'string' && value.replace(/[\p{Cc}\p{Cf}]/gu, '').trim() === '');
const isBroken = (text: string) => /\p{Cs}/u.test(text);
/** Whether a number that came as one is surely the one that was meant. */
const isSure = (value: number) => Number.isFinite(value) && !(Number.isInteger(value) && Math.abs(value) > Number.MAX_SAFE_INTEGER);

/** Whether a server may read a character beyond ASCII as one that means something in a path. */
const standsFor = (value: string) => Array.from(value).some((one) => one > '\u007f' && (/[./\\?#%;*|]/.test(one.normalize('NFKC')) || '\u2044\u2215\u29f8\u2216\u29f5\u29f9'.includes(one)));

/** An ID: a customer's own text, also in a header (`ascii`), or one of Apideck's, in a path (`path`). `empty`: what none means. */
export const identifier = ({ ascii = false, path = false, empty = 'refuse' as 'refuse' | 'absent' } = {}): Kind =>
	kind({
		values: values.value,
		samples: ['marker-a', 'marker-b'],
		means: (value) => {
			if (value === '' || (empty === 'absent' && isEmpty(value))) return empty === 'absent' ? ABSENT : REFUSE;
			if (typeof value === 'number') return isSure(value) ? send(String(value)) : REFUSE;
			if (typeof value !== 'string') return REFUSE;
			const edges = value.trim() !== value;
			// eslint-disable-next-line no-control-regex -- these are what is looked for
			const controls = /[\u0000-\u001f\u007f-\u009f]/.test(value);
			if (value === '.' || value === '..' || edges || controls || isBroken(value) || value.length > 512) return REFUSE;
			if (ascii && !/^[ -~]+$/.test(value)) return REFUSE;
			if (/^\p{Cf}+$/u.test(value)) return REFUSE;
			if (path && (/[/\\?#%;*|\p{Cf}]/u.test(value) || value.startsWith('.') || standsFor(value))) return REFUSE;
			return send(value);
		},
	});

/** A connection: a unified API, a plus sign, and an ID of the service. The values contain only one unified API, crm. */
export const connection = (): Kind => {
	const service = identifier({ path: true });
	return kind({
		values: values.connection,
		samples: ['crm+marker-a', 'crm+marker-b'],
		wires: ['marker-a', 'marker-b'],
		means: (value) => {
			const text = typeof value === 'string' ? value.trim() : '';
			return text.startsWith('crm+') ? service.means(text.slice(4)) : REFUSE;
		},
	});
};

/** Values that select nothing. */
export const isBlank = (value: unknown): boolean => {
	if (typeof value === 'string') return value.replace(/[\p{Cc}\p{Cf}]/gu, '').trim() === '';
	if (Array.isArray(value)) return value.every(isBlank);
	return isEmpty(value) || (Object.prototype.toString.call(value) === '[object Object]' && Object.values(value as object).every(isBlank));
};

/** The same, but the value must select something. `emptyList`: an empty list does, nothing else that is blank. */
export const filled = (kind: Kind, { emptyList = false } = {}): Kind => ({
	...kind,
	means: (value) => (isBlank(value) && !(emptyList && Array.isArray(value) && value.length === 0) ? REFUSE : kind.means(value)),
});

/** Any text. `max`: longer ones must not leave; `trimmed`: blanks round it do not count. */
export const text = ({ max = Infinity, trimmed = false, empty = 'absent' as 'absent' | 'refuse' } = {}): Kind =>
	kind({
		values: values.value,
		samples: ['marker-a', 'marker-b'],
		means: (value) => {
			if (isEmpty(value)) return empty === 'absent' ? ABSENT : REFUSE;
			if (typeof value === 'number') return isSure(value) ? send(String(value)) : REFUSE;
			if (typeof value !== 'string' || isBroken(value) || value.length > max) return REFUSE;
			return send(trimmed ? value.trim() : value);
		},
	});

/** A JSON object or list, as text or as a value. `hollow`: what a value without entries means. `editor`: whether the editor fills in an empty value, which counts as no value. */
export const json = (expected: 'object' | 'array', { empty = 'absent' as 'absent' | 'refuse', hollow = 'send' as 'send' | 'refuse', editor = true } = {}): Kind => {
	const sample = (name: string): unknown => (expected === 'array' ? [name] : { marker: name });
	const fits = (value: unknown) => (expected === 'array' ? Array.isArray(value) : Object.prototype.toString.call(value) === '[object Object]');
	return kind({
		values: values.json,
		samples: [sample('a'), sample('b')],
		means: (value) => {
			if (isEmpty(value)) return empty === 'absent' ? ABSENT : REFUSE;
			if (editor && typeof value === 'string' && value.length < 100 && value.replace(/[ \t\r\n]/g, '') === (expected === 'array' ? '[]' : '{}')) return empty === 'absent' ? ABSENT : REFUSE;
			if (hollow !== 'send' && fits(parsedOf(value)) && Object.keys(parsedOf(value) as object).length === 0) return REFUSE;
			if (typeof value === 'string') {
				let parsed: unknown;
				try {
					parsed = JSON.parse(value);
				} catch {
					return REFUSE;
				}
				// The last of two equal names counts, so only what is left must be exact: but a number that is dropped may be refused too.
				if (!fits(parsed) || depthOf(value) > 100) return REFUSE;
				const given = exact(value);
				const same = JSON.stringify(given) === JSON.stringify(exactValue(parsed));
				return same ? { must: hasDuplicates(value, parsed) ? 'any' : 'send', wire: { json: given, text: '' } } : REFUSE;
			}
			if (!fits(value) || !isSendable(value)) return REFUSE;
			return { must: 'send', wire: { json: exactValue(value), text: '' } };
		},
	});
};

function parsedOf(value: unknown): unknown {
	try {
		return typeof value === 'string' ? (JSON.parse(value) as unknown) : value;
	} catch {
		return undefined;
	}
}

/** A decision about resources, their fields, and what may be done with each. */
export const permissions = (): Kind => {
	const isObject = (value: unknown): value is object => Object.prototype.toString.call(value) === '[object Object]';
	const inner = json('object', { empty: 'refuse', hollow: 'refuse' });
	const isDecision = (value: unknown) =>
		isObject(value) &&
		Object.entries(value).every(
			([resource, fields]) =>
				resource.trim() !== '' &&
				isObject(fields) &&
				Object.keys(fields).length > 0 &&
				Object.entries(fields).every(
					([field, permission]: [string, unknown]) =>
						field.trim() !== '' && isObject(permission) && Object.keys(permission).length > 0 && Object.entries(permission).every(([name, given]) => ['read', 'write'].includes(name) && typeof given === 'boolean'),
				),
		);
	const sample = (field: string) => ({ 'hris.employees': { [field]: { read: true } } });
	return kind({
		values: values.json,
		samples: [sample('a'), sample('b')],
		means: (value) => (isDecision(parsedOf(value)) ? inner.means(value) : REFUSE),
	});
};

/** Brackets inside brackets, in valid JSON. */
function depthOf(text: string): number {
	let [depth, deepest] = [0, 0];
	for (const [token] of text.matchAll(/"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\]]/g)) {
		if (token === '{' || token === '[') deepest = Math.max(deepest, ++depth);
		if (token === '}' || token === ']') depth--;
	}
	return deepest;
}

const hasDuplicates = (text: string, parsed: unknown) => text.replace(/[^:]/g, '').length !== JSON.stringify(parsed).replace(/[^:]/g, '').length;

function isSendable(value: unknown): boolean {
	if (typeof value === 'number') return isSure(value);
	if (value instanceof Date) return !Number.isNaN(value.getTime());
	if (typeof value !== 'object' || value === null) return value !== undefined;
	return Object.values(value).every(isSendable);
}

/** A switch. */
export const boolean = ({ empty = 'absent' as 'absent' | 'refuse' } = {}): Kind =>
	kind({
		values: values.value,
		samples: [true, false],
		means: (value) => {
			if (isEmpty(value)) return empty === 'absent' ? ABSENT : REFUSE;
			if (typeof value === 'boolean') return send(value);
			const word = typeof value === 'string' ? value.trim().toLowerCase() : '';
			return word === 'true' || word === 'false' ? send(word === 'true') : REFUSE;
		},
	});

/** A number within bounds; one given as text counts if it is decimal. */
export const number = ({ min = -Infinity, max = Infinity, whole = false, sure = false, empty = 'absent' as 'absent' | 'refuse', wire = (given: number): unknown => given } = {}): Kind =>
	kind({
		values: values.json,
		samples: [37, 41],
		means: (value) => {
			if (isEmpty(value)) return empty === 'absent' ? ABSENT : REFUSE;
			const decimal = typeof value === 'string' && /^\s*[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?\s*$/i.test(value);
			if (typeof value !== 'number' && !decimal) return REFUSE;
			const given = Number(value);
			if (!Number.isFinite(given) || given < min || given > max || (whole && !Number.isInteger(given))) return REFUSE;
			if (typeof value === 'string') {
				const plain = value.trim().replace(/^\+/, '').replace(/\.(?!\d)/, '').replace(/^(-?)\./, '$10.').replace(/^(-?)0+(?=\d)/, '$1');
				return exact(plain) === exactValue(given) ? send(wire(given)) : REFUSE;
			}
			return sure && !isSure(value as number) ? REFUSE : send(wire(given));
		},
	});

/** One of a list of words. */
export const choice = (words: string[], { empty = 'any' as 'any' | 'refuse' } = {}): Kind =>
	kind({
		values: values.value,
		samples: [words[0], words[1]],
		means: (value) => {
			if (isEmpty(value)) return empty === 'any' ? { must: 'any', wire: 'absent' } : REFUSE;
			return typeof value === 'string' && words.includes(value) ? send(value) : REFUSE;
		},
	});

/** A unified API. */
export const unifiedApi = (): Kind =>
	kind({
		values: values.value,
		samples: ['crm', 'hris'],
		means: (value) => (typeof value === 'string' && value.length <= 64 && /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/.test(value) ? send(value) : REFUSE),
	});

/** Several words: a list, or a text with commas. `wire` says what stands for them; `check` refuses an entry. */
export const words = (check: (entry: string) => boolean, samples: [unknown, unknown], wire: (entries: string[]) => unknown, { empty = 'list' as 'list' | 'absent' | 'refuse' } = {}): Kind => ({
	values: values.list,
	samples,
	wires: [wire(entriesOf(samples[0]) ?? []), wire(entriesOf(samples[1]) ?? [])],
	means: (value) => {
		const entries = entriesOf(value);
		if (entries === undefined || !entries.every(check)) return REFUSE;
		if (entries.length === 0 && empty === 'refuse') return REFUSE;
		if (value === undefined || (entries.length === 0 && empty === 'absent')) return ABSENT;
		return send(wire(entries));
	},
});

function entriesOf(value: unknown): string[] | undefined {
	if (isEmpty(value)) return [];
	if (typeof value === 'string') return entriesOf(value.split(','));
	if (typeof value === 'number') return entriesOf([value]);
	if (!Array.isArray(value)) return undefined;
	const entries = value.map((entry: unknown) => {
		if (isEmpty(entry)) return '';
		return typeof entry === 'string' ? entry.trim() : typeof entry === 'number' && Number.isFinite(entry) ? String(entry) : undefined;
	});
	return entries.includes(undefined) ? undefined : entries.filter((entry): entry is string => entry !== undefined && entry !== '');
}

/** A moment; the workflow is in New York unless its settings say otherwise. */
export const date = ({ empty = 'absent' as 'absent' | 'refuse' } = {}): Kind =>
	kind({
		values: values.date,
		samples: ['2026-03-04T05:06:07Z', '2026-03-05T05:06:07Z'],
		wires: ['2026-03-04T05:06:07.000Z', '2026-03-05T05:06:07.000Z'],
		means: (value) => {
			if (isEmpty(value)) return empty === 'absent' ? ABSENT : REFUSE;
			// Unix seconds.
			if (typeof value === 'number' && Math.abs(value) < 100_000_000_000) return REFUSE;
			const moment = momentOf(value);
			if (!moment?.isValid || moment.toUTC().year < 1000 || moment.toUTC().year > 9999) return REFUSE;
			return send(moment.toUTC().toISO());
		},
	});

function momentOf(value: unknown): DateTime | undefined {
	if (value instanceof Date) return DateTime.fromJSDate(value);
	if (typeof value === 'number') return DateTime.fromMillis(Math.trunc(value));
	// A whole day: luxon takes a year or a month for its first day, and seven digits for the day of a year.
	if (typeof value !== 'string' || !/^\s*(\d{4}-\d\d-\d\d|\d{8}|\d{4}-?W\d\d-?\d|\d{4}-\d{3})(?!\d)/i.test(value)) return undefined;
	// luxon counts on past the 24 hours of a day.
	if (/[+-]([3-9]\d|2[4-9]|\d\d:?[6-9]\d)(:?\d\d)?$/.test(value.slice(11))) return undefined;
	return DateTime.fromISO(value.trim().replace(' ', 'T'), { zone: 'America/New_York' });
}

/** A web address, or the address of an app. */
export const address = (): Kind =>
	kind({
		values: values.address,
		samples: ['https://marker-a.example', 'https://marker-b.example'],
		means: (value) => {
			if (isEmpty(value)) return ABSENT;
			if (typeof value !== 'string') return REFUSE;
			const wanted = value.trim();
			if (/[\s\p{C}\p{Z}\\]/u.test(wanted) || !/^[a-z][a-z0-9+.-]*:\/./i.test(wanted) || !URL.canParse(wanted)) return REFUSE;
			const [scheme = ''] = wanted.toLowerCase().split(':');
			if (/^(about|blob|chrome|data|file|filesystem|ftp|intent|jar|javascript|resource|vbscript|view-source|wss?)$/.test(scheme)) return REFUSE;
			return /^https?$/.test(scheme) && !/^https?:\/\/[^/?#]/i.test(wanted) ? REFUSE : send(wanted);
		},
	});

/** How long a session lasts. */
export const lifetime = (): Kind =>
	kind({
		values: values.value,
		samples: ['31m', '32m'],
		means: (value) => {
			if (isEmpty(value)) return ABSENT;
			const [, amount = '', unit = ''] = /^\s*0*(\d+)\s*([smhdw])\s*$/.exec(typeof value === 'string' ? value : '') ?? [];
			return unit === '' || Number(amount) === 0 ? REFUSE : send(`${amount}${unit}`, 'any');
		},
	});

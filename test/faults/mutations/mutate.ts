import type { Random } from '../random';

type Path = ReadonlyArray<string | number>;

/** A readable description of one change of a JSON document. */
export interface Mutation {
	path: Path;
	kind: string;
}

/** Longest text that a mutation makes, in characters. */
const LONG = 200_000;
const MANY = 3_000;
const DEEP = 3_000;
/** Values below this depth are not changed, because they have the same types again. */
const MAX_DEPTH = 8;
const MAX_PATHS = 400;

/** Fields with consequences, such as owner, state, time and cursor. They are changed more often than others. */
const IMPORTANT_FIELDS = /^(id|consumer_id|unified_api|service_id|state|health|enabled|status_code|status|data|meta|next|connections|services|type_name|detail|form_fields|settings|\w+_at|created|modified|consent_state|integration_state)$/;

/** Names that every object inherits, and `__proto__`. */
const INHERITED = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'valueOf', 'length'];

/** JSON text, because `{ __proto__: … }` in source code would set the prototype. */
const PROTOTYPE_POLLUTION = JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"toString":1,"valueOf":null}') as unknown;

function deep(): unknown {
	let value: unknown = 'bottom';
	for (let level = 0; level < DEEP; level++) value = level % 2 === 0 ? [value] : { a: value };
	return value;
}

/** Replacements by kind. `value` is the original value. */
const REPLACEMENTS: Record<string, (random: Random, value: unknown) => unknown> = {
	null: () => null,
	'a boolean': (random) => random.chance(0.5),
	'an empty text': () => '',
	blanks: () => ' \t\n',
	'another text': (random) => random.pick(['victim', 'callable', 'ok', '404', 'OK', '../../consumers/victim', '={{ $json.x }}', 'javascript:alert(1)', '\u0000', '\ud800', '\u202e', '0', 'null', 'undefined', '[object Object]']),
	'an inherited name': (random) => random.pick(INHERITED),
	'a long text': (random) => random.pick(['a', '\\', '"', 'token=', ' ', '<', '0', 'key: ']).repeat(LONG).slice(0, LONG),
	zero: () => 0,
	'a negative number': () => -1,
	'a huge number': (random) => random.pick([1e300, 2 ** 53, 8.64e15, 8.64e15 + 1, Number.MAX_VALUE]),
	'a tiny number': (random) => random.pick([5e-324, 1e-7, 0.1]),
	'a status': (random) => random.pick([200, 204, 401, 404, 500]),
	'the same as text': (_random, value) => (typeof value === 'object' ? JSON.stringify(value) : String(value)),
	'a list around it': (_random, value) => [value],
	'an object around it': (_random, value) => ({ value }),
	'an empty list': () => [],
	'an empty object': () => ({}),
	'a list of null': () => [null],
	'odd lists': () => [[], {}, '', 0, null, [[null]]],
	'an object with inherited names': () => PROTOTYPE_POLLUTION,
	'thousands of entries': (_random, value) => Array.from({ length: MANY }, () => (Array.isArray(value) ? (value[0] as unknown) : value)),
	'thousands of keys': (_random, value) => Object.fromEntries(Array.from({ length: MANY }, (_, index) => [`key_${index}`, typeof value === 'object' ? index : value])),
	'deep nesting': () => deep(),
	'every entry twice': (_random, value) => (Array.isArray(value) ? [...(value as unknown[]), ...(value as unknown[])] : value),
};

/** Kinds that multiply data and therefore are not combined. */
const GROWING = new Set(['thousands of entries', 'thousands of keys', 'every entry twice', 'a long text', 'deep nesting']);

const KINDS = [...Object.keys(REPLACEMENTS), 'removed', 'an inherited name as key'];

/** The paths of all values of a document, including the root. */
function pathsOf(document: unknown): Path[] {
	const found: Path[] = [];
	const open: Array<{ value: unknown; path: Path }> = [{ value: document, path: [] }];
	for (let next = open.shift(); next && found.length < MAX_PATHS; next = open.shift()) {
		const { value, path } = next;
		found.push(path);
		if (typeof value !== 'object' || value === null || path.length >= MAX_DEPTH) continue;
		const entries = Array.isArray(value) ? [...value.slice(0, 5).entries()] : Object.entries(value);
		for (const [key, child] of entries) open.push({ value: child as unknown, path: [...path, key] });
	}
	return found;
}

/**
 * Changes a JSON document in one to three places.
 * @returns a new document, and what was changed
 */
export function mutate(document: unknown, random: Random): { document: unknown; mutations: Mutation[] } {
	let changed = document;
	const mutations: Mutation[] = [];
	let grown = false;
	for (let count = random.pick([1, 1, 1, 2, 3]); count > 0; count--) {
		const paths = pathsOf(changed);
		const important = paths.filter((path) => IMPORTANT_FIELDS.test(String(path.at(-1))));
		const path = random.pick(important.length > 0 && random.chance(0.5) ? important : paths);
		const kind = random.pick(KINDS.filter((name) => !grown || !GROWING.has(name)));
		grown ||= GROWING.has(kind);
		changed = change(changed, path, kind, random);
		mutations.push({ path, kind });
	}
	return { document: changed, mutations };
}

function change(document: unknown, path: Path, kind: string, random: Random): unknown {
	const [key, ...rest] = path;
	if (key === undefined) return replace(document, kind, random);
	if (Array.isArray(document)) {
		const copy: unknown[] = [...(document as unknown[])];
		if (rest.length === 0 && kind === 'removed') copy.splice(Number(key), 1);
		else copy[Number(key)] = change(copy[Number(key)], rest, kind, random);
		return copy;
	}
	const entries = Object.entries(document as object).flatMap(([name, value]: [string, unknown]): Array<[string, unknown]> => {
		if (name !== key) return [[name, value]];
		if (rest.length > 0) return [[name, change(value, rest, kind, random)]];
		if (kind === 'removed') return [];
		return kind === 'an inherited name as key' ? [[random.pick(INHERITED), value]] : [[name, replace(value, kind, random)]];
	});
	// `fromEntries` treats `__proto__` as an ordinary key.
	return Object.fromEntries(entries);
}

function replace(value: unknown, kind: string, random: Random): unknown {
	return REPLACEMENTS[kind]?.(random, value) ?? null;
}

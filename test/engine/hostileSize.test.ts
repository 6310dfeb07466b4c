import { check, referenceOf, send, parametersOf, checkRefusal } from './hostileCheck';
import { allLeaves } from './hostileModel';
import { HOSTILE_RUNS } from './hostileRuns';
import { HostileServer } from './hostileServer';
import { setUpServer } from './setUp';

const { server, engine } = setUpServer(HostileServer);

const MEGABYTE = 1_000_000;
const LEVELS = 10_000;

function nested(levels: number): unknown {
	let value: unknown = 1;
	for (let level = 0; level < levels; level++) value = level % 2 ? [value] : { a: value };
	return value;
}

/**
 * Maximum CPU time in milliseconds until a value is sent or rejected. CPU time, because other processes prolong the time on the clock. A
 * few hundred milliseconds are usual. Work that grows faster than the value takes minutes.
 */
const LIMIT = 10_000;

function stopwatch(): () => number {
	const start = process.cpuUsage();
	return () => {
		const { user, system } = process.cpuUsage(start);
		return Math.round((user + system) / 1_000);
	};
}

const HUGE: Array<[string, unknown]> = [
	['a text of 1 MB', 'a'.repeat(MEGABYTE)],
	['1 MB of three-byte characters', 'お'.repeat(MEGABYTE / 3)],
	['1 MB of quotes', '"\\'.repeat(MEGABYTE / 2)],
	['1 MB of blanks', ' '.repeat(MEGABYTE)],
	['1 MB of line breaks', '\r\n'.repeat(MEGABYTE / 2)],
	['1 MB of commas', ','.repeat(MEGABYTE)],
	['1 MB of digits', '9'.repeat(MEGABYTE)],
	['JSON with a text of 1 MB', JSON.stringify({ a: 'x"'.repeat(MEGABYTE / 3) })],
	['broken JSON of 1 MB', `[${'"\\u0041",'.repeat(MEGABYTE / 10)}`],
	['a JSON list of 1 MB', `[${'12345678901234567,'.repeat(MEGABYTE / 18)}1]`],
	['JSON of 10,000 levels', '['.repeat(LEVELS) + ']'.repeat(LEVELS)],
	['a JSON object of 10,000 levels', `${'{"a":'.repeat(LEVELS)}1${'}'.repeat(LEVELS)}`],
	['brackets that never close', '['.repeat(MEGABYTE)],
	['a list of 100,000', Array.from({ length: 100_000 }, (_unused, index) => index)],
	['an object with a text of 1 MB', { a: 'a'.repeat(MEGABYTE) }],
];

/** n8n itself walks through what an expression gives and gives up on these, so all parameters meet the same end. */
const DEEP: Array<[string, unknown]> = [
	['a list of 10,000 levels', [nested(LEVELS)]],
	['an object of 10,000 levels', { a: nested(LEVELS) }],
	['an object of 150 levels', { a: nested(150) }],
];

const leaves = allLeaves().filter(({ operation }) => !operation.startsWith('audit.'));
/** One of each kind and place: the options, say, are the same for every operation. */
const seen = new Set<string>();
const distinct = leaves.filter((leaf) => {
	const name = `${leaf.key} ${JSON.stringify(leaf.beside)}`;
	return HOSTILE_RUNS > 1 || (!seen.has(name) && seen.add(name));
});

it.each(distinct.map((leaf, index) => [`${leaf.operation} ${leaf.key} ${Object.values(leaf.beside).join(' ')}`, leaf, index] as const))('%s', async (_name, leaf, index) => {
	const world = { engine, server };
	const reference = await referenceOf(world, leaf);
	// All of them for every parameter take minutes: a third of them each time, another third from parameter to parameter.
	const huge = HUGE.filter((_one, at) => HOSTILE_RUNS > 1 || at % 5 === index % 5);
	for (const [what, value] of huge) {
		const used = stopwatch();
		await check(world, leaf, reference, [value]);
		const time = used();
		expect([what, time < LIMIT, time]).toEqual([what, true, time]);
	}
	for (const [what, value] of DEEP) {
		const used = stopwatch();
		const { items, sent, status } = await send(world, parametersOf(leaf, '={{ $json.v }}'), [value, { v: 1 }]);
		expect([what, status, items.length]).toEqual([what, 'success', 2]);
		checkRefusal(leaf, items[0]!);
		expect([sent.length <= 1, used() < LIMIT]).toEqual([true, true]);
	}
});

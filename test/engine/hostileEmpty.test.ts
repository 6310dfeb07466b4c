import { checkRefusal, parametersOf, send } from './hostileCheck';
import { allLeaves, allowsNothing, isSelecting, type Leaf } from './hostileModel';
import { HOSTILE_RUNS } from './hostileRuns';
import { HostileServer } from './hostileServer';
import { setUpServer } from './setUp';
import { byId, run } from './support';

const { server, engine } = setUpServer(HostileServer);

/** What an expression gives when it finds nothing. */
const EMPTY: unknown[] = [undefined, null, '', ' ', '\u00a0\t\n', '\u200b', [], [''], [null], [' ', ''], [[]], {}, { a: '' }];

/** An empty list or object is a value of a JSON parameter, and the only way to empty what it holds. */
const isJsonValue = ({ property, key }: Leaf, value: unknown): boolean => {
	const isJson = property.type === 'json' || /\.value$/.test(key);
	return isJson && typeof value === 'object' && value !== null && JSON.stringify(value) !== 'null';
};

const seen = new Set<string>();
/** Every parameter that selects, of every operation; the others once each, as the options of all operations are the same. */
const leaves = allLeaves().filter((leaf) => {
	const name = `${leaf.key} ${JSON.stringify(leaf.beside)}`;
	return isSelecting(leaf) || HOSTILE_RUNS > 1 || (!seen.has(name) && seen.add(name));
});
const cases = leaves.map((leaf) => [`${leaf.operation} ${leaf.key} ${Object.values(leaf.beside).join(' ')}`.trim(), leaf] as const);

it.each(cases.filter(([, leaf]) => isSelecting(leaf)))('S9: refuses an expression without a value in %s', async (_name, leaf) => {
	const values = EMPTY.filter((value) => !(allowsNothing(leaf) && JSON.stringify(value) === '[]'));
	const { items, sent, status } = await send({ engine, server }, parametersOf(leaf, '={{ $json.v }}'), values);
	expect(status).toBe('success');
	const passed = items.filter(({ json }) => !('error' in json)).map(({ pairedItem }) => values[(pairedItem as { item: number }).item]);
	expect(passed).toEqual([]);
	for (const item of items) checkRefusal(leaf, item);
	expect(sent).toEqual([]);
});

it.each(cases.filter(([, leaf]) => !isSelecting(leaf)))('W6: takes an expression without a value in %s as not given, or refuses it', async (_name, leaf) => {
	const world = { engine, server };
	const without = leaf.property.required === true ? [] : (await send(world, parametersOf(leaf, undefined), [null])).sent;
	const { sent: sample } = await send(world, parametersOf(leaf, '={{ $json.v }}'), [leaf.kind.samples[0]]);
	const { items, sent, status } = await send(world, parametersOf(leaf, '={{ $json.v }}'), EMPTY);
	expect(status).toBe('success');
	const passed = EMPTY.filter((_value, index) => {
		const own = items.filter(({ pairedItem }) => (pairedItem as { item: number }).item === index);
		const refused = own.find(({ json }) => 'error' in json);
		if (refused) checkRefusal(leaf, refused);
		return !refused;
	});
	const values = passed.filter((value) => isJsonValue(leaf, value));
	// Whatever the order in which the items were worked on: that may be what the parameter is about.
	const wanted = [...passed.filter((value) => !isJsonValue(leaf, value)).flatMap(() => without), ...values.flatMap(() => sample.map(inOutline))];
	const outlines = new Set(sample.map(inOutline));
	const left = sent.map((request) => JSON.stringify(request));
	for (const request of wanted.filter((one) => typeof one !== 'string').map((one) => JSON.stringify(one))) {
		expect(left).toContain(request);
		left.splice(left.indexOf(request), 1);
	}
	// With an empty list or object as its value, the request is the same in everything but the value.
	const rest = left.map((request) => inOutline(JSON.parse(request) as { method: string; path: unknown[] }));
	expect(rest.filter((outline) => !outlines.has(outline))).toEqual([]);
	expect(rest).toHaveLength(wanted.filter((one) => typeof one === 'string').length);
});

const inOutline = ({ method, path }: { method: string; path: unknown[] }): string => `${method} /${path.join('/')}`;

it('S9: a field that was left empty in the editor still means the default consumer', async () => {
	server.take();
	const { status } = await run(engine, server, { operation: 'getAll', consumer: byId('') }, { credential: { consumerId: 'default-co' } });
	expect([status, server.take()[0]!.headers.find(([header]) => header === 'x-apideck-consumer-id')?.[1]]).toEqual(['success', 'default-co']);
});

import { checkOutput, shapeRecords, type OutputShape } from '../../../nodes/ApideckVault/fields/output';
import type { Item } from '../../../nodes/ApideckVault/fields/item';

const SHAPE: OutputShape<Record<string, unknown>> = {
	fields: ['consumer_id', 'name', 'service_id', 'state'],
	ids: ['consumer_id'],
	simplify: (record) => record,
	asked: { consumer_id: 'acme' },
};
const itemOf = (output: string, fields: unknown) =>
	({ value: (name: string) => (name === 'output' ? output : fields), invalid: (message: string, description: string) => new Error(`${message} ${description}`) }) as unknown as Item;

it.each(['simplified', 'raw', 'selected'])('S10: the IDs that were asked for are in %s output, whatever the response says', (output) => {
	for (const record of [{}, { consumer_id: null }, { consumer_id: 'victim' }, { consumer_id: { a: 1 } }]) {
		expect(shapeRecords(itemOf(output, ['name']), [{ ...record, name: 'x' }], SHAPE, true)).toEqual([{ consumer_id: 'acme', name: 'x' }]);
	}
});

it.each<[unknown, string[]]>([
	[['name', ' state '], ['consumer_id', 'name', 'state']],
	['name,,state', ['consumer_id', 'name', 'state']],
	[['name', '', null, 'name'], ['consumer_id', 'name']],
	['NAME, State', ['consumer_id', 'name', 'state']],
])('W4: takes the selected fields %j', (fields, names) => {
	expect(Object.keys(shapeRecords(itemOf('selected', fields), [{ name: 1, state: 2 }], SHAPE, true)[0]!)).toEqual(names);
});

it.each<[unknown, string]>([
	['service', "'Fields' cannot hold \"service\" Choose from the list of 'Fields', such as service_id, "],
	[['name', 'nme'], "'Fields' cannot hold \"nme\""],
	['__proto__', "'Fields' cannot hold \"__proto__\""],
	[['constructor'], "'Fields' cannot hold \"constructor\""],
])('W4: refuses the selected fields %j and names some of those that there are', (fields, words) => {
	expect(() => checkOutput(itemOf('selected', fields), SHAPE.fields)).toThrow(words);
	expect(() => checkOutput(itemOf('selected', fields), SHAPE.fields)).toThrow("set 'Output' to Raw");
});

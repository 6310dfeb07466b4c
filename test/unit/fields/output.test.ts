import { shapeRecords, type OutputShape } from '../../../nodes/ApideckVault/fields/output';
import type { Item } from '../../../nodes/ApideckVault/fields/item';

const SHAPE: OutputShape<Record<string, unknown>> = {
	fields: ['consumer_id', 'name'],
	ids: ['consumer_id'],
	simplify: (record) => record,
	redact: (record) => record,
	added: { consumer_id: 'acme' },
};
const item = { value: (name: string) => (name === 'output' ? 'selected' : ['name']) } as unknown as Item;

it.each([
	['lacks', {}, 'acme'],
	['leaves empty', { consumer_id: null }, 'acme'],
	['has', { consumer_id: 'other' }, 'other'],
])('selected fields are filled in from what is known where the record %s them', (_name, record, consumer) => {
	expect(shapeRecords(item, [{ ...record, name: 'x' }], SHAPE, true)).toEqual([{ consumer_id: consumer, name: 'x' }]);
});

import type { IExecuteFunctions } from 'n8n-workflow';

import { recordOutput } from '../../../nodes/ApideckVault/actions/output';
import { ItemParameters } from '../../../nodes/ApideckVault/parameters/itemParameters';

const OUTPUT = recordOutput<Record<string, unknown>>({ fields: ['consumer_id', 'name', 'service_id', 'state'], ids: ['consumer_id'], simplify: (record) => record });

const chosen = (output: string, fields: unknown) => {
	const parameters = { output, fields };
	const context = { getNode: () => ({ name: 'Vault', parameters }), getNodeParameter: (name: 'output' | 'fields') => parameters[name] };
	return OUTPUT.read(new ItemParameters(context as unknown as IExecuteFunctions, 0));
};
const shown = (output: string, fields: unknown, record: object) =>
	OUTPUT.show([{ ...record }], { ...chosen(output, fields), ids: { consumer_id: 'acme' }, redactSecrets: true, reveals: [] }).map(({ json }) => json);

it.each(['simplified', 'raw', 'selected'])('S10: the IDs that were asked for are in %s output, whatever the response says', (output) => {
	for (const record of [{}, { consumer_id: null }, { consumer_id: 'victim' }, { consumer_id: { a: 1 } }]) {
		expect(shown(output, ['name'], { ...record, name: 'x' })).toEqual([{ name: 'x', consumer_id: 'acme' }]);
	}
});

it.each<[unknown, string[]]>([
	[['name', ' state '], ['name', 'state', 'consumer_id']],
	['name,,state', ['name', 'state', 'consumer_id']],
	[['name', '', null, 'name'], ['name', 'consumer_id']],
	['NAME, State', ['name', 'state', 'consumer_id']],
])('W4: takes the selected fields %j', (fields, names) => {
	expect(Object.keys(shown('selected', fields, { name: 1, state: 2 })[0]!)).toEqual(names);
});

it.each<[unknown, string]>([
	['service', "'Fields' cannot contain \"service\""],
	[['name', 'nme'], "'Fields' cannot contain \"nme\""],
	['__proto__', "'Fields' cannot contain \"__proto__\""],
	[['constructor'], "'Fields' cannot contain \"constructor\""],
])('W4: refuses the selected fields %j and names some of those that there are', (fields, words) => {
	const error = errorOf(() => chosen('selected', fields));
	expect(error.message).toBe(words);
	expect(error.description).toMatch(/^Select fields from the list of 'Fields', such as (service_id|consumer_id), .*set 'Output' to Raw/);
});

function errorOf(action: () => unknown): { message: string; description: string } {
	try {
		action();
	} catch (error) {
		return error as { message: string; description: string };
	}
	throw new Error('nothing was refused');
}

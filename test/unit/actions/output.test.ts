import type { IExecuteFunctions } from 'n8n-workflow';

import type { OperationContext } from '../../../nodes/ApideckVault/actions/operation';
import { listRecords, pagedRecords, plainOutput, recordOutput } from '../../../nodes/ApideckVault/actions/output';
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

describe('settings', () => {
	const SETTINGS = { settings: { instance_url: 'https://x.example', api_key: 'fake-key-123456' }, form_fields: [{ id: 'instance_url', type: 'text' }, { id: 'api_key', type: 'password' }] };
	const settingsOf = (record: Record<string, unknown>) => record['settings'];
	const withSettings = (simplifiedHasSettings: boolean) =>
		recordOutput<Record<string, unknown>>({ fields: ['settings'], ids: [], simplifiedHasSettings, simplify: ({ settings }) => ({ settings }) });
	const show = (simplifiedHasSettings: boolean, mode: 'raw' | 'selected' | 'simplified', redactSecrets: boolean) =>
		settingsOf(withSettings(simplifiedHasSettings).show([SETTINGS], { mode, fields: ['settings'], ids: {}, redactSecrets, reveals: [] })[0]!.json as Record<string, unknown>);
	const masked = { instance_url: 'https://x.example', api_key: expect.not.stringContaining('fake-key') as unknown };

	it('are masked while the form fields still show which of them are not sensitive', () => {
		expect(show(true, 'simplified', true)).toEqual(masked);
		expect(show(true, 'selected', true)).toEqual(masked);
		expect(show(false, 'selected', true)).toEqual(masked);
	});

	it('are left to the item loop if the output keeps the form fields or has no settings', () => {
		expect(show(true, 'raw', true)).toEqual(SETTINGS.settings);
		expect(show(false, 'simplified', true)).toEqual(SETTINGS.settings);
	});

	it('are not masked if *Redact Secrets* is off', () => {
		expect(show(true, 'simplified', false)).toEqual(SETTINGS.settings);
		expect(show(true, 'selected', false)).toEqual(SETTINGS.settings);
	});
});

describe('a record', () => {
	const show = (record: object, ids: Record<string, string> | undefined) => plainOutput.show([record], { mode: 'raw', fields: [], ids, redactSecrets: true, reveals: [] })[0]!.json;

	it('begins with its name, state, health and IDs, in this order', () => {
		const record = { z: 1, service_id: 'hubspot', health: 'ok', state: 'callable', unified_api: 'crm', name: 'HubSpot' };
		expect(Object.keys(show(record, { consumer_id: 'acme' }))).toEqual(['name', 'state', 'health', 'consumer_id', 'connection', 'unified_api', 'service_id', 'z']);
	});

	it('names its connection only if it has one', () => {
		expect(show({ unified_api: 'crm', service_id: 'hubspot' }, {})).toMatchObject({ connection: 'crm+hubspot' });
		for (const record of [{ unified_api: 'crm' }, { service_id: 'hubspot' }, {}]) expect(Object.keys(show(record, {}))).not.toContain('connection');
	});

	it('is returned unchanged if the node created it', () => {
		const record = { z: 1, name: 'x', unified_api: 'crm', service_id: 'hubspot' };
		expect(show(record, undefined)).toBe(record);
	});
});

describe('the pages of a list', () => {
	/** Serves these pages, one per request. */
	async function paged(pages: object[][], { limit = Infinity, unusable = 0 } = {}) {
		const hints: string[] = [];
		const request = async ({ query }: { query?: { cursor?: string } }) => {
			const page = Number(query?.cursor ?? 0);
			const next = page + 1 < pages.length ? String(page + 1) : null;
			return await Promise.resolve({ data: pages[page]!, meta: { cursors: { next } }, bytes: 10, unusable: page === 0 ? unusable : 0 });
		};
		const ctx = { vault: { request }, options: { request: {} }, addHint: (hint: string) => hints.push(hint) } as unknown as OperationContext;
		const found = await pagedRecords<{ id?: unknown }>(ctx, { method: 'GET', path: ['vault', 'logs'] }, limit, ({ id }) => id, (page) => page.map((json) => ({ json })));
		return { hints, found: found.map(({ json }) => json) };
	}

	it('become one list that contains each record once', async () => {
		const pages = [[{ id: 'a', at: 1 }, { id: 'b' }], [{ id: 'a', at: 2 }, { id: 'c' }, { id: 'c' }]];
		expect(await paged(pages)).toEqual({ hints: [], found: [{ id: 'a', at: 1 }, { id: 'b' }, { id: 'c' }] });
	});

	it.each([[undefined], [null], ['']])('keep every record whose ID is %p', async (id) => {
		const { found } = await paged([[{ id, at: 1 }, { id, at: 2 }], [{ id, at: 3 }]]);
		expect(found).toEqual([{ id, at: 1 }, { id, at: 2 }, { id, at: 3 }]);
	});

	it('drop a second record whose ID is 0 or false', async () => {
		expect((await paged([[{ id: 0 }, { id: false }], [{ id: 0 }, { id: false }]])).found).toEqual([{ id: 0 }, { id: false }]);
	});

	it('end at the limit', async () => {
		expect((await paged([[{ id: 1 }, { id: 2 }], [{ id: 3 }, { id: 4 }]], { limit: 3 })).found).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }]);
	});

	it.each([[1, "1 entry in Apideck's list could not be read and is not in the output."], [2, "2 entries in Apideck's list could not be read and are not in the output."]])('say that %d entries could not be read', async (unusable, hint) => {
		expect((await paged([[{ id: 1 }]], { unusable })).hints).toEqual([hint]);
	});
});

it('a list without pages is converted in batches, in order, without losing a record', async () => {
	const list = Array.from({ length: 450 }, (_, id) => ({ id }));
	const sizes: number[] = [];
	const found = await listRecords(list, (batch) => {
		sizes.push(batch.length);
		return batch.map((json) => ({ json }));
	});
	expect(found.map(({ json }) => json)).toEqual(list);
	expect(sizes).toEqual([200, 200, 50]);
});

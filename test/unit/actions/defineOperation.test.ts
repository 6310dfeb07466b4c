import type { IExecuteFunctions } from 'n8n-workflow';

import { defineList, defineOperation, defineTask } from '../../../nodes/ApideckVault/actions/defineOperation';
import type { Operation, OperationContext } from '../../../nodes/ApideckVault/actions/operation';
import { plainOutput, recordOutput } from '../../../nodes/ApideckVault/actions/output';
import { checkConnectionId } from '../../../nodes/ApideckVault/fields/connectionId';
import { ItemParameters } from '../../../nodes/ApideckVault/parameters/itemParameters';
import { mapped, shownWhen } from '../../../nodes/ApideckVault/parameters/param';
import { boolean, number, orDefault } from '../../../nodes/ApideckVault/parameters/scalars';
import { requiredText, text } from '../../../nodes/ApideckVault/parameters/text';
import type { VaultCall } from '../../../nodes/ApideckVault/transport/call';

const consumer = requiredText('Consumer', 'Enter a consumer.');
const connection = { consumer, connection: mapped(requiredText('Connection', 'Enter a connection.'), (id, errors) => checkConnectionId(errors, 'Connection', id)) };
const output = recordOutput<Record<string, unknown>>({ fields: ['name', 'state'], ids: ['consumer_id'], simplify: (record) => record });

/** Runs an operation for one item with these parameters, and returns its requests and its output. */
async function execute(operation: Operation, parameters: Record<string, unknown>, data: unknown = { name: 'x' }) {
	const requests: object[] = [];
	const context = {
		getNode: () => ({ name: 'Vault', type: 'vault', parameters }),
		getNodeParameter: (name: string, _index: number, fallback: unknown) => parameters[name] ?? fallback,
	};
	const item = new ItemParameters(context as unknown as IExecuteFunctions, 0);
	const ctx = {
		item,
		options: { redactSecrets: false },
		vault: { defaultConsumerId: 'default', defaultConsumer: 'the default consumer' },
		// Origins are used only in errors, which the engine tests cover.
		request: async ({ origins, ...call }: VaultCall) => {
			expect(origins).toBeDefined();
			requests.push(call);
			return await Promise.resolve({ data });
		},
	} as unknown as OperationContext;
	const found = await operation.prepare(item).execute(ctx);
	return { requests, json: found.map(({ json }) => json) };
}

/** For operations whose texts do not matter. */
const TEXTS = { name: 'Get', action: 'Get', description: 'Get' };

const VALUES = { consumer: 'acme', connection: 'crm+hubspot', output: 'simplified' };
const IDS = { consumer_id: 'acme', connection: 'crm+hubspot', unified_api: 'crm', service_id: 'hubspot' };
const PATH = ['vault', 'connections', 'crm', 'hubspot'];

describe('an operation on one record', () => {
	const get = defineOperation({ name: 'Get Thing', action: 'Get thing', description: 'Retrieve a thing', endpoint: 'GET /vault/connections/{unified_api}/{service_id}', params: connection, output });

	it('is described by its declaration', () => {
		expect(get.option).toEqual({ name: 'Get Thing', value: 'getThing', action: 'Get thing', description: 'Retrieve a thing' });
		expect(get.endpoints).toEqual(['GET /vault/connections/{unified_api}/{service_id}']);
		expect(get.properties.map(({ name }) => name)).toEqual(['consumer', 'connection', 'output', 'fields', 'options']);
		expect(Object.keys(get).sort()).toEqual(['endpoints', 'hasConcurrency', 'option', 'prepare', 'properties']);
	});

	it.each<[string, 'GET /vault/logs' | 'POST /vault/logs' | 'DELETE /vault/logs', string[]]>([
		['reads', 'GET /vault/logs', []],
		['writes', 'POST /vault/logs', ['reviewNotice']],
		['deletes', 'DELETE /vault/logs', ['permanentNotice', 'reviewNotice']],
	])('has notices above its parameters if it %s', (_name, endpoint, notices) => {
		const { properties } = defineOperation({ ...TEXTS, endpoint, params: { consumer }, output: plainOutput });
		expect(properties.map(({ name }) => name)).toEqual([...notices, 'consumer', 'options']);
	});

	it('has the concurrency among its options if it usually runs for several items', () => {
		const optionNames = ({ properties }: Operation) => properties.find(({ name }) => name === 'options')!.options!.map(({ name }) => name);
		expect([get.hasConcurrency, optionNames(get).includes('concurrency')]).toEqual([true, true]);
		const all = defineOperation({ ...TEXTS, name: 'Get The Whole List', endpoint: 'GET /vault/consumers', params: {}, output });
		expect([all.option.value, all.hasConcurrency, optionNames(all).includes('concurrency')]).toEqual(['getTheWholeList', false, false]);
	});

	it('fills the path and the header from the parameters, and gives the record its IDs', async () => {
		expect(await execute(get, VALUES)).toEqual({ requests: [{ method: 'GET', path: PATH, consumerId: 'acme' }], json: [{ ...IDS, name: 'x' }] });
	});

	it('does not repeat a consumer of the path in the header', async () => {
		const one = defineOperation({ ...TEXTS, endpoint: 'GET /vault/consumers/{consumer_id}', params: { consumer }, output });
		expect(await execute(one, VALUES)).toEqual({ requests: [{ method: 'GET', path: ['vault', 'consumers', 'acme'] }], json: [{ consumer_id: 'acme', name: 'x' }] });
	});

	it('applies its declarations to the request, and adds nothing else', async () => {
		const change = defineOperation({
			...TEXTS,
			value: 'other',
			endpoint: 'POST /vault/connections/{unified_api}/{service_id}/change',
			idempotent: false,
			notFoundAfterRetryIsSuccess: true,
			lockKey: ({ connection: { service_id: id } }) => `lock ${id}`,
			limits: { requests: 1 } as never,
			reveals: ['token'],
			params: connection,
			output,
			run: async ({ params, send }) => ({ got: await send({ body: { to: params.connection.service_id } }) }),
		});
		expect(change).toMatchObject({ option: { value: 'other' }, limits: { requests: 1 }, reveals: ['token'] });
		const request = { method: 'POST', path: [...PATH, 'change'], consumerId: 'acme', idempotent: false, notFoundAfterRetryIsSuccess: true, lockKey: 'lock hubspot', body: { to: 'hubspot' } };
		expect(await execute(change, VALUES)).toEqual({ requests: [request], json: [{ ...IDS, got: { name: 'x' } }] });
	});

	it('adds the IDs of the record, and drops placeholders that are not IDs', async () => {
		const renamed = defineOperation({
			...TEXTS,
			endpoint: 'POST /vault/connections/{unified_api}/{service_id}/move',
			recordIds: () => ({ service_id: 'xero', unified_api: undefined, id: 'one' }),
			params: connection,
			output: plainOutput,
		});
		expect((await execute(renamed, VALUES)).json).toEqual([{ consumer_id: 'acme', service_id: 'xero', id: 'one', name: 'x' }]);
	});

	it('sends nothing when a parameter, the output settings or its own check fails', async () => {
		const refusing = defineOperation({ ...TEXTS, endpoint: 'GET /vault/consumers', params: {}, output, run: ({ invalid }) => Promise.reject(invalid('Nothing fits', 'Change it.')) });
		await expect(execute(get, { ...VALUES, connection: ' ' })).rejects.toThrow("'Connection' is empty");
		await expect(execute(get, { ...VALUES, output: 'all' })).rejects.toThrow(`'Output' cannot be "all"`);
		await expect(execute(refusing, VALUES)).rejects.toThrow('Nothing fits');
		const incomplete = defineOperation({ ...TEXTS, endpoint: 'GET /vault/logs/{log_id}', params: {}, output });
		await expect(execute(incomplete, VALUES)).rejects.toThrow('GET /vault/logs/{log_id} needs a parameter for {log_id}');
	});

	it('does not read a hidden parameter', async () => {
		const hidden = defineOperation({
			...TEXTS,
			endpoint: 'GET /vault/consumers',
			params: { all: orDefault(boolean('All', { default: true, description: 'Whether all' })), most: shownWhen({ all: [false] }, number('Most', { default: 1, min: 1 })) },
			output,
			run: ({ params }) => Promise.resolve({ ...params }),
		});
		expect((await execute(hidden, { all: true, most: 'x', output: 'raw' })).json).toEqual([{ all: true, most: undefined }]);
		await expect(execute(hidden, { all: false, most: 'x', output: 'raw' })).rejects.toThrow("'Most' must be a number");
	});
});

describe('an operation that lists records', () => {
	const list = defineList({
		name: 'Get Many',
		action: 'Get many',
		description: 'List',
		endpoint: 'GET /vault/connections',
		params: { consumer, api: text('API') },
		output,
		query: ({ api }, { invalid }) => {
			if (api === 'bad') throw invalid('No such API', 'Choose another.');
			return { api };
		},
		limit: () => 2,
	});

	it('sends its query and returns no more than the limit', async () => {
		const found = await execute(list, { ...VALUES, api: 'crm' }, [{ name: 'a' }, { name: 'b' }, { name: 'c' }]);
		expect(found).toEqual({
			requests: [{ method: 'GET', path: ['vault', 'connections'], consumerId: 'acme', query: { api: 'crm' }, list: true }],
			json: [{ consumer_id: 'acme', name: 'a' }, { consumer_id: 'acme', name: 'b' }],
		});
	});

	it('sends nothing when its query is rejected, and no query when it has none', async () => {
		await expect(execute(list, { ...VALUES, api: 'bad' })).rejects.toThrow('No such API');
		const all = defineList({ ...TEXTS, endpoint: 'GET /vault/consumers', params: {}, output });
		expect(await execute(all, VALUES, [{ name: 'a' }, { name: 'b' }])).toEqual({ requests: [{ method: 'GET', path: ['vault', 'consumers'], list: true }], json: [{ name: 'a' }, { name: 'b' }] });
	});
});

describe('an operation of several requests', () => {
	const task = defineTask({
		name: 'Do It All',
		action: 'Do it all',
		description: 'Do',
		endpoints: ['GET /vault/consumers', 'POST /vault/sessions'],
		reveals: ['link'],
		options: {},
		params: { consumer },
		output,
		run: async (_ctx, params, show) => await Promise.resolve(show([{ name: params.consumer, state: 'a' }])),
	});

	it('gets its parameters and shapes its own output', async () => {
		expect(task).toMatchObject({ option: { value: 'doItAll' }, endpoints: ['GET /vault/consumers', 'POST /vault/sessions'], reveals: ['link'] });
		expect(await execute(task, VALUES)).toEqual({ requests: [], json: [{ name: 'acme', state: 'a' }] });
		expect((await execute(task, { ...VALUES, output: 'selected', fields: ['state'] })).json).toEqual([{ state: 'a' }]);
	});
});

import type { IDataObject } from 'n8n-workflow';

import { large, startSandbox, type LoggedRequest } from '../../tools/sandbox';
import { setUpVault } from './setUp';
import { byId, CONTINUE, CRM_PIPEDRIVE, ERROR_OUTPUT, FAST, retries, run } from './support';

const { sandbox, engine } = setUpVault();

/** Every parameter from the item: consumer, connection, output. */
const PER_ITEM = {
	operation: 'get',
	consumer: byId('={{ $json.consumer }}'),
	connection: { __rl: true, mode: 'list', value: '={{ $json.api }}+{{ $json.service }}' },
	output: '={{ $json.output ?? "simplified" }}',
	fields: ['state'],
};
const GOOD = { consumer: 'test-consumer', api: 'crm', service: 'pipedrive' };
const MISSING = { ...GOOD, service: 'no-such-service' };

/** The most requests that were open at one time, by what the client saw. */
function mostAtOnce(log: LoggedRequest[], latency: number): number {
	return Math.max(...log.map(({ at }) => log.filter((other) => other.at <= at && at < other.at + latency).length));
}

describe('items', () => {
	it('resolves every parameter for its own item, locators included', async () => {
		const { items } = await run(engine, sandbox, PER_ITEM, {
			items: [
				{ consumer: 'blue-fjord-bakery', api: 'accounting', service: 'xero' },
				{ consumer: 'copper-lantern-studio', api: 'crm', service: 'hubspot', output: 'selected' },
			],
		});
		expect(items).toEqual([
			{ json: expect.objectContaining({ consumer_id: 'blue-fjord-bakery', service_id: 'xero', name: 'Xero' }), pairedItem: { item: 0 } },
			{
				json: { consumer_id: 'copper-lantern-studio', connection: 'crm+hubspot', unified_api: 'crm', service_id: 'hubspot', state: 'callable' },
				pairedItem: { item: 1 },
			},
		]);
		expect(sandbox.requests.map(({ path, headers }) => `${headers['x-apideck-consumer-id']} ${path}`).sort()).toEqual([
			'blue-fjord-bakery /vault/connections/accounting/xero',
			'copper-lantern-studio /vault/connections/crm/hubspot',
		]);
	});

	it('keeps the order of 100 items over a server whose responses overtake each other', async () => {
		const many = await startSandbox({ scenario: large({ consumers: 100 }) });
		try {
			for (let digit = 0; digit < 10; digit++) {
				many.faults.add({ match: { path: new RegExp(`${digit}$`) }, times: Infinity, fault: { latencyMs: (digit * 37) % 50 } });
			}
			const ids = many.vault.consumerIds().reverse();
			const { items } = await run(engine, many, { resource: 'consumer', operation: 'get', consumer: byId('={{ $json.id }}') }, {
				items: ids.map((id) => ({ id })),
			});
			expect(items.map(({ json }) => json.consumer_id)).toEqual(ids);
			expect(items.map(({ pairedItem }) => pairedItem)).toEqual(ids.map((_, item) => ({ item })));
			expect(many.requests.map(({ path }) => path.split('/').at(-1))).not.toEqual(ids.slice().sort());
		} finally {
			await many.close();
		}
	});

	it.each([1, 3, 10])('has at most %d requests under way', async (concurrency) => {
		const latency = 60;
		const slow = await startSandbox({ latencyMs: latency });
		try {
			const items = Array.from({ length: concurrency * 3 }, () => ({}));
			const { status } = await run(engine, slow, { operation: 'get', ...CRM_PIPEDRIVE, options: { concurrency } }, { items });
			expect(status).toBe('success');
			expect(slow.requests).toHaveLength(items.length);
			expect(mostAtOnce(slow.requests, latency - 5)).toBe(concurrency);
		} finally {
			await slow.close();
		}
	});

	it('pairs every record of an operation that gives many', async () => {
		const { items } = await run(engine, sandbox, { operation: 'getAll', consumer: byId('={{ $json.id }}'), limit: 2, filters: { includeNotAdded: true } }, {
			items: [{ id: 'test-consumer' }, { id: 'blue-fjord-bakery' }],
		});
		expect(items.map(({ pairedItem, json }) => [pairedItem, json.consumer_id])).toEqual([
			[{ item: 0 }, 'test-consumer'],
			[{ item: 0 }, 'test-consumer'],
			[{ item: 1 }, 'blue-fjord-bakery'],
			[{ item: 1 }, 'blue-fjord-bakery'],
		]);
	});

	it('changes to one connection happen in the order of the items', async () => {
		sandbox.faults.add({ match: { method: 'PATCH' }, fault: { latencyMs: 80 } });
		const names = Array.from({ length: 8 }, (_, index) => ({ tenant: `tenant-${index}` }));
		await run(
			engine,
			sandbox,
			{ operation: 'update', consumer: byId('test-consumer'), connection: byId('hris+workday'), settingsMode: 'json', settingsJson: '={{ { tenant: $json.tenant } }}' },
			{ items: names },
		);
		const bodies = sandbox.requests.map(({ body }) => (JSON.parse(body) as { settings: IDataObject }).settings);
		expect(bodies).toEqual(names);
	});

	it('gives no item for no item', async () => {
		const { status, json } = await run(engine, sandbox, { operation: 'get', ...CRM_PIPEDRIVE }, { items: [] });
		expect([status, json]).toEqual(['success', []]);
		expect(sandbox.requests).toEqual([]);
	});
});

describe('errors', () => {
	const errorOf = async (parameters: object, options = {}) => {
		const { json, error } = await run(engine, sandbox, parameters, { ...CONTINUE, ...options });
		expect(error).toBeUndefined();
		expect(Object.keys(json[0]!)).toEqual(['error']);
		return json[0]!.error as IDataObject;
	};

	it('404: names the record and its parameters, with detail, type and ref of Apideck', async () => {
		const error = await errorOf({ operation: 'delete', ...CRM_PIPEDRIVE, connection: byId('crm+hubspot') });
		expect(error).toEqual({
			message: "Connection 'crm+hubspot' of consumer 'test-consumer' not found",
			description: expect.stringMatching(/^Connection 'crm\+hubspot' comes from 'Connection'\. Consumer 'test-consumer' comes from 'Consumer'\. Check the IDs.*connection crm\+hubspot was not found \(ConnectionNotFoundError\).*https:\/\/developers.apideck.com\/errors/) as unknown,
			httpCode: '404',
			reason: 'not_found',
			typeName: 'ConnectionNotFoundError',
			detail: 'connection crm+hubspot was not found',
			ref: 'https://developers.apideck.com/errors#connectionnotfounderror',
			requestId: null,
			attempts: 1,
			mayHaveBeenApplied: false,
		});
	});

	it('400: a setting of the wrong type', async () => {
		const error = await errorOf({
			operation: 'update',
			consumer: byId('test-consumer'),
			connection: byId('hris+workday'),
			settingsMode: 'json',
			settingsJson: '{"page_size":"many"}',
		});
		expect(error).toMatchObject({ httpCode: '400', reason: 'invalid_request', detail: 'body.settings.page_size must be a number' });
	});

	it('422: a token for a connection without such a grant', async () => {
		const error = await errorOf({ operation: 'token', ...CRM_PIPEDRIVE });
		expect(error).toMatchObject({ httpCode: '422', reason: 'invalid_state', typeName: 'InvalidStateError' });
		expect(error.description).toContain('Pipedrive does not use the client_credentials or password grant');
	});

	it('401: tells a wrong key from a token that could not be refreshed', async () => {
		const wrong = await errorOf({ operation: 'get', ...CRM_PIPEDRIVE }, { credential: { apiKey: 'sk_test_fake_other' } });
		expect(wrong).toMatchObject({ httpCode: '401', reason: 'credential_rejected', message: 'Apideck rejected the API key or app ID' });
		const refresh = await errorOf({ operation: 'token', consumer: byId('tidal-forge'), connection: byId('hris+personio'), options: retries({ maxRetries: 0 }) });
		expect(refresh).toMatchObject({ httpCode: '401', reason: 'connection_unauthorized', detail: 'Token refresh failed with 400 error' });
		expect(refresh.description).toContain('The API key is valid');
		expect(sandbox.requests).toHaveLength(2);
	});

	it('402: the plan', async () => {
		const error = await errorOf({ operation: 'get', ...CRM_PIPEDRIVE, consumer: byId('over-plan-company') });
		expect(error).toMatchObject({ httpCode: '402', reason: 'plan_limit', typeName: 'RequestLimitError' });
	});

	it.each([
		[403, 'access_denied'],
		[409, 'conflict'],
		[418, 'unexpected_response'],
		[501, 'not_supported'],
	])('%d: %s, sent once', async (status, reason) => {
		sandbox.faults.add({ fault: { status }, times: Infinity });
		expect(await errorOf({ operation: 'get', ...CRM_PIPEDRIVE })).toMatchObject({ httpCode: String(status), reason, attempts: 1 });
	});

	it.each([
		['a list where one connection was asked for', 'get', { status: 200, body: { data: null } }, 'has no data'],
		['nothing', 'get', { status: 200, body: '' }, 'not JSON'],
		['no content', 'getAll', { status: 204, body: '' }, 'not JSON'],
		['one object instead of a list', 'getAll', { status: 200, body: { status_code: 200, data: { id: 1 } } }, 'has no data'],
		['text in place of JSON', 'getAll', { status: 200, body: '[{"a":' }, 'not JSON'],
	])('says so when it gets %s', async (_name, operation, fault, words) => {
		sandbox.faults.add({ fault, times: Infinity });
		const error = await errorOf({ operation, ...CRM_PIPEDRIVE });
		expect(error.message).toContain(words);
		expect(error).toMatchObject({ reason: 'unexpected_response', attempts: 1 });
	});

	it('continues: the failed item becomes an error item in its place', async () => {
		const { items, status } = await run(engine, sandbox, PER_ITEM, { ...CONTINUE, items: [GOOD, MISSING, { ...GOOD, api: 'Not An API' }, GOOD] });
		expect(status).toBe('success');
		expect(items.map(({ json, pairedItem }) => [Object.keys(json)[0], pairedItem])).toEqual([
			['name', { item: 0 }],
			['error', { item: 1 }],
			['error', { item: 2 }],
			['name', { item: 3 }],
		]);
		expect(items[2]!.json.error).toMatchObject({ httpCode: null, message: expect.stringContaining("'Connection'") as unknown });
		expect(sandbox.requests).toHaveLength(3);
	});

	it('routes failed items to the error output and the others to the first', async () => {
		const result = await run(engine, sandbox, PER_ITEM, { ...ERROR_OUTPUT, items: [MISSING, GOOD, MISSING] });
		expect(result.status).toBe('success');
		expect(result.items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 1 }]);
		expect(result.errorItems.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
		expect(result.errorItems[0]!.json.error).toMatchObject({ httpCode: '404', typeName: 'ConnectorNotFoundError' });
	});

	it('stops: names the item, says what was carried out, waits for what is under way and sends nothing more', async () => {
		const items = Array.from({ length: 20 }, (_, index) => (index === 2 ? MISSING : GOOD));
		sandbox.faults.add({ match: { path: '/vault/connections/crm/pipedrive' }, times: Infinity, fault: { latencyMs: 150 } });
		const { status, error, run: record } = await run(engine, sandbox, { ...PER_ITEM, options: { concurrency: 5 } }, { items });
		expect(status).toBe('error');
		expect(error!.message).toBe("Apideck does not offer a connector for connection 'crm+no-such-service' [item 2]");
		expect(error!.description).toContain('4 of 20 items were processed before the run stopped');
		expect(error!.context.itemIndex).toBe(2);
		expect(record.data.resultData.runData.Good).toBeUndefined();
		expect(sandbox.requests).toHaveLength(5);
		expect(sandbox.requests.filter(({ aborted }) => aborted)).toEqual([]);
	});

	it('stops changes that were only waiting for their turn at the same connection', async () => {
		sandbox.faults.add({ match: { method: 'PATCH' }, after: 1, fault: { status: 422, latencyMs: 20 } });
		const { error } = await run(engine, sandbox, { operation: 'update', ...CRM_PIPEDRIVE, updateFields: { enabled: true } }, {
			items: Array.from({ length: 9 }, () => ({})),
		});
		expect(error!.message).toMatch(/\[item 1\]$/);
		expect(error!.description).toContain('1 of 9 items were processed');
		expect(sandbox.requests).toHaveLength(2);
	});

	it('lets a change that is being repeated come to its end before it stops', async () => {
		sandbox.faults.add({ match: { method: 'PATCH', consumerId: 'test-consumer' }, times: 2, fault: { status: 503 } });
		const { error } = await run(
			engine,
			sandbox,
			{ operation: 'update', consumer: byId('={{ $json.id }}'), connection: byId('crm+pipedrive'), updateFields: { enabled: false }, options: retries({ initialInterval: 60 }) },
			{ items: [{ id: 'test-consumer' }, { id: 'nobody' }] },
		);
		expect(error!.message).toMatch(/\[item 1\]$/);
		expect(error!.description).toContain('1 of 2 items were processed');
		expect(sandbox.vault.get({ consumerId: 'test-consumer', unifiedApi: 'crm', serviceId: 'pipedrive' })?.enabled).toBe(false);
	});

	it('reports the first failed item in input order', async () => {
		sandbox.faults.add({ match: { consumerId: 'blue-fjord-bakery' }, fault: { status: 404, latencyMs: 100 } });
		const { error } = await run(engine, sandbox, PER_ITEM, { items: [{ ...GOOD, consumer: 'blue-fjord-bakery' }, MISSING] });
		expect(error!.message).toMatch(/\[item 0\]$/);
	});

	it('does not name an item when there is only one', async () => {
		const { error } = await run(engine, sandbox, { ...PER_ITEM, options: FAST }, { items: [MISSING] });
		expect(error!.message).toBe("Apideck does not offer a connector for connection 'crm+no-such-service'");
		expect(error!.description).not.toContain('carried out');
	});
});

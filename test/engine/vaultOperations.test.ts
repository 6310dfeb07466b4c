import type { IDataObject } from 'n8n-workflow';

import type { Engine } from '../../embedded';
import { findOperation } from '../../nodes/ApideckVault/actions/operations';
import { startSandbox, type LoggedRequest, type Sandbox } from '../../sandbox';
import { CONTINUE, FAST, loadEngine, run, type RunOptions } from './support';
import type { VaultCase } from './vaultCase';
import { VAULT_CASES } from './vaultCases';

let sandbox: Sandbox;
let engine: Engine;
beforeAll(async () => {
	[sandbox, engine] = await Promise.all([startSandbox(), loadEngine()]);
});
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

const lineOf = ({ method, path, query }: LoggedRequest) => `${method} ${path}${query && `?${query}`}`;
/** Requests as the cases write them: a body only where there is one. */
const sent = () =>
	sandbox.requests.map((request) => [lineOf(request), ...(request.body === '' ? [] : [JSON.parse(request.body) as unknown])]);
const asSent = ([line, body]: [string, unknown?]) => (body === undefined ? [line] : [line, body]);

/** Runs a case, made ready, with the log holding its own requests only. */
async function go(name: string, test: VaultCase, parameters: object = {}, options: RunOptions = {}) {
	const [resource, operation] = name.split('.');
	const prepared = await test.prepare?.(sandbox);
	sandbox.clearRequests();
	return await run(engine, sandbox, { resource, operation, ...test.parameters, ...prepared, ...parameters }, options);
}

/** Whether a request is to an endpoint as the specification writes it. */
function isTo(endpoint: string, { method, path }: LoggedRequest): boolean {
	const [declared, template = ''] = endpoint.split(' ');
	const parts = template.split('/');
	const segments = path.split('/');
	return (
		declared === method &&
		parts.length === segments.length &&
		parts.every((part, index) => part.startsWith('{') || part === segments[index])
	);
}

describe.each(Object.entries(VAULT_CASES))('%s', (name, test) => {
	it('sends its request and shapes the answer', async () => {
		const { items, status, error } = await go(name, test);
		expect([status, error?.message]).toEqual(['success', undefined]);
		expect(sent()).toEqual([asSent(test.sends)]);
		const [count, first] = test.gives;
		expect(items).toHaveLength(count);
		expect(items[0]!.json).toEqual(first);
		for (const item of items) expect(item.pairedItem).toEqual({ item: 0 });
	});

	it('calls the endpoint that it declares, and names its consumer where the endpoint wants one', async () => {
		await go(name, test);
		const [resource = '', operation = ''] = name.split('.');
		const { endpoints } = findOperation(resource, operation)!;
		expect(endpoints).toHaveLength(1);
		const [request] = sandbox.requests;
		expect(isTo(endpoints[0]!, request!)).toBe(true);
		const header = request!.headers['x-apideck-consumer-id'];
		if (resource === 'consumer') expect(header).toBeUndefined();
		else expect(header).toBe((test.parameters as { consumer: { value: string } }).consumer.value);
	});

	it('reads every parameter for its own item', async () => {
		const { parameters, items, sends } = test.perItem;
		const alone = { ...test, parameters, prepare: undefined };
		const { items: output } = await go(name, alone, { options: { concurrency: 1 } }, { ...CONTINUE, items });
		expect(sent()).toEqual(sends.map(asSent));
		const consumers = sandbox.requests.map(({ headers }) => headers['x-apideck-consumer-id']);
		expect(consumers).toEqual(items.map(({ who }) => who));
		// A list can be empty; whatever there is belongs to its own item.
		for (const { json, pairedItem } of output) {
			const { who } = items[(pairedItem as { item: number }).item]!;
			if (who !== undefined && json.consumer_id !== undefined) expect(json.consumer_id).toBe(who);
		}
	});

	it('explains a 404 of Apideck', async () => {
		if (test.missing === undefined) sandbox.faults.add({ fault: { status: 404 } });
		const { status, error } = await go(name, test, test.missing);
		expect(status).toBe('error');
		expect(error).toMatchObject({ httpCode: '404', context: { vault: { reason: 'not_found', attempts: 1 } } });
		expect(error?.description).toMatch(/Apideck says: /);
		expect(sandbox.requests).toHaveLength(1);
	});

	it('explains a 422 and goes on with the next item', async () => {
		const prepared = { ...test, parameters: { ...test.parameters, ...(await test.prepare?.(sandbox)) }, prepare: undefined };
		sandbox.faults.add({ fault: { status: 422 }, times: 1 });
		const { items, status } = await go(name, prepared, { options: { concurrency: 1 } }, { ...CONTINUE, items: [{}, {}] });
		expect(status).toBe('success');
		const [first, second] = items;
		expect(Object.keys(first!.json)).toEqual(['error']);
		expect(first).toMatchObject({
			json: { error: { httpCode: '422', reason: 'invalid_state', typeName: 'InvalidStateError', mayHaveBeenApplied: false } },
			pairedItem: { item: 0 },
		});
		expect(second).toMatchObject({ pairedItem: { item: 1 } });
		expect(second!.json).toEqual(test.gives[1]);
		expect(sandbox.requests).toHaveLength(2);
	});

	it(`is ${test.repeats ? '' : 'not '}sent again after an answer that was lost`, async () => {
		const prepared = await test.prepare?.(sandbox);
		sandbox.faults.add({ fault: { reset: 'after' }, times: 1 });
		const { items, json, error } = await go(name, { ...test, prepare: undefined }, { ...prepared, options: FAST }, CONTINUE);
		expect(error).toBeUndefined();
		expect(sandbox.requests).toHaveLength(test.repeats ? 2 : 1);
		if (test.repeats) {
			expect(items).toHaveLength(test.gives[0]);
			expect(json[0]).toEqual(test.gives[1]);
		} else {
			expect(json[0]!.error).toMatchObject({ attempts: 1, mayHaveBeenApplied: true });
			expect((json[0]!.error as IDataObject).description).toContain('It was not repeated');
		}
	});
});

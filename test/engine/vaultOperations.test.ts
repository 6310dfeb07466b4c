import type { IDataObject } from 'n8n-workflow';

import { findOperation } from '../../nodes/ApideckVault/actions/router';
import type { LoggedRequest } from '../../tools/sandbox';
import { FIXTURES, REQUEST_FIXTURES } from '../operations';
import type { OperationFixture, RequestLine } from '../operations/fixture';
import { setUpVault } from './setUp';
import { CONTINUE, FAST, run, type RunOptions } from './support';

const { sandbox, engine } = setUpVault();

const lineOf = ({ method, path, query }: LoggedRequest) => `${method} ${path}${query && `?${query}`}`;
/** Requests as the fixtures write them: a body only where there is one. */
const sent = () =>
	sandbox.requests.map((request) => [lineOf(request), ...(request.body === '' ? [] : [JSON.parse(request.body) as unknown])]);
const asSent = ([line, body]: RequestLine) => (body === undefined ? [line] : [line, body]);

type Runnable = Pick<OperationFixture, 'parameters' | 'prepare'>;

const consumerOf = ({ parameters }: Runnable) => (parameters as { consumer?: { value: string } }).consumer?.value;
const prepare = async (fixture: Runnable) => await fixture.prepare?.(sandbox, [consumerOf(fixture) ?? 'test-consumer']);

/** Prepares and runs a fixture. The request log starts with its own requests. */
async function go(name: string, fixture: Runnable, parameters: object = {}, options: RunOptions = {}) {
	const [resource, operation] = name.split('.');
	const prepared = await prepare(fixture);
	sandbox.clearRequests();
	return await run(engine, sandbox, { resource, operation, ...fixture.parameters, ...prepared, ...parameters }, options);
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

describe.each(REQUEST_FIXTURES)('%s', (name, fixture) => {
	it('sends its request and shapes the response', async () => {
		const { items, status, error } = await go(name, fixture);
		expect([status, error?.message]).toEqual(['success', undefined]);
		expect(sent()).toEqual([asSent(fixture.request)]);
		const [count, first] = fixture.output();
		expect(items).toHaveLength(count);
		expect(items[0]!.json).toEqual(first);
		for (const item of items) expect(item.pairedItem).toEqual({ item: 0 });
	});

	it('calls the endpoint that it declares, and sends the consumer header where the endpoint takes one', async () => {
		await go(name, fixture);
		const [resource = '', operation = ''] = name.split('.');
		const { endpoints } = findOperation(resource, operation)!;
		expect(endpoints).toHaveLength(1);
		const [request] = sandbox.requests;
		expect(isTo(endpoints[0]!, request!)).toBe(true);
		const header = request!.headers['x-apideck-consumer-id'];
		if (resource === 'consumer') expect(header).toBeUndefined();
		else expect(header).toBe(consumerOf(fixture));
	});

	it('reads every parameter for its own item', async () => {
		const { parameters, items, requests } = fixture.perItem;
		const { items: output } = await go(name, { parameters }, { options: { concurrency: 1 } }, { ...CONTINUE, items });
		expect(sent()).toEqual(requests.map(asSent));
		const consumers = sandbox.requests.map(({ headers }) => headers['x-apideck-consumer-id']);
		expect(consumers).toEqual(items.map(({ who }) => who));
		// A list can be empty. Each record that there is belongs to its own item.
		for (const { json, pairedItem } of output) {
			const { who } = items[(pairedItem as { item: number }).item]!;
			if (who !== undefined && json.consumer_id !== undefined) expect(json.consumer_id).toBe(who);
		}
	});

	it('explains a 404 of Apideck', async () => {
		if (fixture.notFound === undefined) sandbox.faults.add({ fault: { status: 404 } });
		const { status, error } = await go(name, fixture, fixture.notFound);
		expect(status).toBe('error');
		expect(error).toMatchObject({ httpCode: '404', context: { vault: { reason: 'not_found', attempts: 1 } } });
		expect(error?.description).toMatch(/Apideck says: /);
		expect(sandbox.requests).toHaveLength(1);

		// Before Apideck's own words, it only names parameters that this operation has.
		const [resource = '', operation = ''] = name.split('.');
		const labels = findOperation(resource, operation)!.properties.map(({ displayName }) => displayName);
		const [ours = ''] = (error?.description ?? '').split('Apideck says: ');
		const named = [...ours.matchAll(/(?:comes from|and) (?:the expression in )?'([^']+)'/g)].map(([, label]) => label!);
		expect(named.filter((label) => !labels.includes(label))).toEqual([]);
		expect(named.length > 0).toBe(/ not found$| a connector for /.test(error!.message));
	});

	it('explains a 422 and continues with the next item', async () => {
		const prepared = { parameters: { ...fixture.parameters, ...(await prepare(fixture)) } };
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
		expect(second!.json).toEqual(fixture.output()[1]);
		expect(sandbox.requests).toHaveLength(2);
	});

	it(`is ${fixture.idempotent ? '' : 'not '}retried after a lost response`, async () => {
		const prepared = await prepare(fixture);
		sandbox.faults.add({ fault: { reset: 'after' }, times: 1 });
		const { items, json, error } = await go(name, { parameters: fixture.parameters }, { ...prepared, options: FAST }, CONTINUE);
		expect(error).toBeUndefined();
		expect(sandbox.requests).toHaveLength(fixture.idempotent ? 2 : 1);
		if (fixture.idempotent) {
			const [count, first] = fixture.output();
			expect(items).toHaveLength(count);
			expect(json[0]).toEqual(first);
		} else {
			expect(json[0]!.error).toMatchObject({ attempts: 1, mayHaveBeenApplied: true });
			expect((json[0]!.error as IDataObject).description).toContain('It was not retried');
		}
	});
});

describe.each(Object.entries(FIXTURES).filter(([, fixture]) => 'scans' in fixture))('%s', (name, fixture) => {
	it('scans the default scenario, calling only the endpoints that it declares', async () => {
		const { items, status, error } = await go(name, fixture);
		expect([status, error?.message]).toEqual(['success', undefined]);
		const [count, first] = fixture.output();
		expect(items).toHaveLength(count);
		expect(items[0]!.json).toEqual(first);
		const [resource = '', operation = ''] = name.split('.');
		const { endpoints } = findOperation(resource, operation)!;
		expect(sandbox.requests.filter((request) => !endpoints.some((endpoint) => isTo(endpoint, request)))).toEqual([]);
	});
});

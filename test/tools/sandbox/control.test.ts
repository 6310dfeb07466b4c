import axios from 'axios';

import { startSandbox, type Sandbox } from '../../../tools/sandbox';
import { call } from './call';

const CONNECTION = '/connection?consumer_id=test-consumer&unified_api=crm&service_id=pipedrive';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const control = async (method: string, path: string, data?: unknown, headers?: Record<string, string>) =>
	await axios.request({ method, url: `${sandbox.url}/_sandbox${path}`, data, headers, validateStatus: () => true });

describe('the control routes', () => {
	it('add, list and remove faults, also with patterns and without a limit', async () => {
		const { data } = await control('POST', '/faults', {
			match: { pathPattern: '/token$' },
			times: 'Infinity',
			fault: { status: 500 },
		});
		await control('POST', '/faults', { match: { path: '/connector/' }, fault: { status: 503 } });
		expect((await call(sandbox, 'POST', '/vault/connections/hris/workday/token')).status).toBe(500);
		expect((await call(sandbox, 'GET', '/connector/apis')).status).toBe(503);
		const listed = await control('GET', '/faults');
		expect(listed.data.data).toMatchObject([
			{ id: data.data.id, match: { path: '/\\/token$/' }, times: 'Infinity', hits: 1 },
			{ match: { path: '/connector/' }, times: 1, hits: 1 },
		]);
		expect((await control('DELETE', `/faults/${data.data.id}`)).status).toBe(200);
		expect((await call(sandbox, 'POST', '/vault/connections/hris/workday/token')).status).toBe(200);
		await control('DELETE', '/faults');
		expect(sandbox.faults.list()).toEqual([]);
	});

	it('reject an unknown fault', async () => {
		expect((await control('POST', '/faults', { fault: { stauts: 500 } })).status).toBe(400);
		expect((await control('POST', '/faults', {})).status).toBe(400);
	});

	it('show and clear the requests without control requests', async () => {
		await call(sandbox, 'GET', '/connector/apis?limit=1');
		const { data } = await control('GET', '/requests');
		expect(data.data).toMatchObject([{ method: 'GET', path: '/connector/apis', query: 'limit=1' }]);
		await control('DELETE', '/requests');
		expect(sandbox.requests).toHaveLength(0);
	});

	it("read and set a connection's raw state, and reset", async () => {
		await control('POST', CONNECTION, { state: 'invalid', health: 'someday', unified_api: 'ignored' });
		expect((await control('GET', CONNECTION)).data.data).toMatchObject({
			unified_api: 'crm',
			state: 'invalid',
			health: 'someday',
		});
		expect((await call(sandbox, 'GET', '/vault/connections/crm/pipedrive')).data.data).toMatchObject({
			state: 'invalid',
			health: 'someday',
		});
		await control('POST', '/reset');
		expect((await control('GET', CONNECTION)).data.data).toMatchObject({ state: 'callable', health: 'ok' });
		expect((await control('GET', '/connection')).status).toBe(400);
	});

	it('reject a web page that uses another host name', async () => {
		expect((await control('GET', '', undefined, { host: 'evil.example' })).status).toBe(401);
		expect((await control('GET', '')).data.data).toMatchObject({ scenario: 'default', consumers: 37 });
	});
});

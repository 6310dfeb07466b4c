import axios from 'axios';

import { defaultScenario, startSandbox, type ConnectionRecord, type Sandbox, type Transition } from '../../../tools/sandbox';
import { call } from './call';
import { startEndpoint } from './endpoint';

let sandbox: Sandbox;
let endpoint: Awaited<ReturnType<typeof startEndpoint>>;
beforeAll(async () => {
	sandbox = await startSandbox();
	endpoint = await startEndpoint();
});
beforeEach(async () => {
	sandbox.reset();
	await sandbox.webhooks.add({ unified_api: 'vault', status: 'enabled', delivery_url: endpoint.url, events: ['*'] });
	endpoint.received.length = 0;
});
afterAll(async () => {
	await sandbox.close();
	await endpoint.close();
});

const PIPEDRIVE = { consumerId: 'test-consumer', unifiedApi: 'crm', serviceId: 'pipedrive' };

async function eventsOf(act: () => unknown): Promise<string[]> {
	await sandbox.idle();
	endpoint.received.length = 0;
	await act();
	await sandbox.idle();
	return endpoint.types();
}

const write = async (method: string, path: string, body?: unknown) => {
	const response = await call(sandbox, method, `/vault/connections/${path}`, { body });
	expect(response.status).toBeLessThan(300);
};

describe('events of API calls', () => {
	it('a first authorization sends created, updated, callable', async () => {
		await write('DELETE', 'crm/pipedrive');
		const tokens = { credentials: { access_token: 'fake', refresh_token: 'fake' } };
		expect(await eventsOf(() => write('POST', 'crm/pipedrive/import', tokens))).toEqual(['created', 'updated', 'callable']);
		const [created, , callable] = endpoint.events();
		expect(created?.body.payload?.entity).toMatchObject({ state: 'added' });
		expect(callable?.body.payload?.entity).toMatchObject({ state: 'callable', health: 'ok' });
	});

	it('a reauthorization sends updated, and callable only when it becomes callable', async () => {
		const tokens = { credentials: { access_token: 'fake' } };
		expect(await eventsOf(() => write('POST', 'crm/pipedrive/import', tokens))).toEqual(['updated']);
		sandbox.transition(PIPEDRIVE, 'revoked');
		expect(await eventsOf(() => write('POST', 'crm/pipedrive/import', tokens))).toEqual(['updated', 'callable']);
	});

	it('disabling, changing, enabling and deleting a connection sends events', async () => {
		expect(await eventsOf(() => write('PATCH', 'crm/pipedrive', { enabled: false }))).toEqual(['disabled']);
		expect(await eventsOf(() => write('PATCH', 'crm/pipedrive', { metadata: { plan: 'gold' } }))).toEqual(['updated']);
		expect(await eventsOf(() => write('PATCH', 'crm/pipedrive', { enabled: true }))).toEqual(['updated']);
		expect(await eventsOf(() => write('DELETE', 'crm/pipedrive'))).toEqual(['deleted']);
		expect(endpoint.events()[0]?.body.payload?.entity).toMatchObject({ service_id: 'pipedrive', state: 'callable' });
	});

	it('a fetched token and a failed refresh send events', async () => {
		expect(await eventsOf(() => write('POST', 'hris/workday/token'))).toEqual(['updated']);
		const refused = { body: {}, consumerId: 'copper-lantern-studio' };
		expect(await eventsOf(() => call(sandbox, 'POST', '/vault/connections/crm/hubspot/validate', refused))).toEqual([
			expect.stringMatching(/^token_refresh\./),
		]);
	});

	it('deleting a consumer sends an event for each connection', async () => {
		const added = (await call(sandbox, 'GET', '/vault/connections?configured=true')).data.data.length;
		const events = await eventsOf(() => call(sandbox, 'DELETE', '/vault/consumers/test-consumer'));
		expect(events).toEqual(Array(added).fill('deleted'));
		expect(added).toBeGreaterThan(1);
	});

	it('a rejected write sends no event', async () => {
		const body = { settings: { service_user_id: 7 } };
		expect(await eventsOf(() => call(sandbox, 'PATCH', '/vault/connections/hris/hibob', { body }))).toEqual([]);
	});
});

describe('transitions', () => {
	it.each<[Transition, string[], Partial<ConnectionRecord>]>([
		['revoked', ['revoked'], { state: 'added', health: 'revoked' }],
		['disabled', ['disabled'], { enabled: false, state: 'callable' }],
		['invalid', ['updated'], { state: 'invalid' }],
		['token_refresh.pending', ['token_refresh.pending'], { state: 'callable', health: 'pending_refresh' }],
		['token_refresh.failed', ['token_refresh.failed'], { state: 'added', health: 'needs_auth' }],
		['downstream.degraded', ['downstream.degraded'], { state: 'callable', health: 'degraded' }],
	])('%s', async (transition, events, record) => {
		const result = sandbox.transition(PIPEDRIVE, transition);
		expect(result.connection).toMatchObject(record);
		expect(result.events).toEqual(events.map((event) => `vault.connection.${event}`));
		await sandbox.idle();
		expect(endpoint.types()).toEqual(events);
	});

	it.each<[Transition, Transition, string[]]>([
		['token_refresh.pending', 'token_refresh.recovered', ['token_refresh.recovered']],
		['token_refresh.pending', 'token_refresh.failed', ['token_refresh.failed']],
		['downstream.degraded', 'downstream.recovered', ['downstream.recovered']],
		['downstream.degraded', 'revoked', ['revoked']],
		['revoked', 'callable', ['updated', 'callable']],
		['invalid', 'callable', ['updated', 'callable']],
		['disabled', 'enabled', ['updated']],
		['deleted', 'created', ['created']],
		['deleted', 'callable', ['created', 'updated', 'callable']],
	])('%s followed by %s', async (first, second, events) => {
		sandbox.transition(PIPEDRIVE, first);
		expect(await eventsOf(() => sandbox.transition(PIPEDRIVE, second))).toEqual(events);
	});

	it('a migration sends migrated with the source, created for the target, deleted for the source', async () => {
		sandbox.transition({ ...PIPEDRIVE, serviceId: 'hubspot' }, 'callable');
		sandbox.transition({ ...PIPEDRIVE, serviceId: 'hubspot' }, 'deleted');
		const events = await eventsOf(() => sandbox.transition(PIPEDRIVE, 'migrated', { target: 'hubspot' }));
		expect(events).toEqual(['migrated', 'created', 'deleted']);
		const entities = endpoint.events().map(({ body }) => body.payload?.entity);
		expect(entities).toMatchObject([
			{ service_id: 'hubspot', migrated_from: 'pipedrive' },
			{ service_id: 'hubspot' },
			{ service_id: 'pipedrive' },
		]);
		expect(entities[1]).not.toHaveProperty('migrated_from');
		expect(sandbox.vault.get(PIPEDRIVE)).toBeUndefined();
		expect(() => sandbox.transition(PIPEDRIVE, 'migrated', { target: 'hubspot' })).toThrow('Unknown Connection');
	});

	it('a missing connection can only be created or made callable', () => {
		sandbox.transition(PIPEDRIVE, 'deleted');
		expect(() => sandbox.transition(PIPEDRIVE, 'revoked')).toThrow('Unknown Connection');
		expect(() => sandbox.transition({ ...PIPEDRIVE, consumerId: 'nobody' }, 'callable')).toThrow('Unknown Consumer');
	});

	it('every integration of the default scenario can be made callable', () => {
		const { integrations } = defaultScenario(Date.now());
		expect(integrations.length).toBeGreaterThan(15);
		for (const { unified_api: unifiedApi, service_id: serviceId } of integrations) {
			const key = { consumerId: 'test-consumer', unifiedApi, serviceId };
			expect(sandbox.transition(key, 'callable').connection).toMatchObject({ state: 'callable', health: 'ok' });
		}
	});
});

describe('transitions over HTTP', () => {
	const control = async (method: string, path: string, data?: unknown) =>
		await axios.request({ method, url: `${sandbox.url}/_sandbox${path}`, data, validateStatus: () => true });
	const QUERY = 'consumer_id=test-consumer&unified_api=crm&service_id=pipedrive';

	it('a transition responds with the events and the record', async () => {
		const { data } = await control('POST', `/connection/transition?${QUERY}`, { event: 'revoked' });
		expect(data.data).toMatchObject({ events: ['vault.connection.revoked'], connection: { health: 'revoked' } });
		await control('GET', '/idle');
		expect(endpoint.types()).toEqual(['revoked']);
		expect((await control('POST', `/connection/transition?${QUERY}`, { event: 'exploded' })).status).toBe(400);
		expect((await control('POST', '/connection/transition', { event: 'revoked' })).status).toBe(400);
		expect((await control('POST', `/connection/transition?${QUERY}`, { event: 'migrated' })).status).toBe(400);
	});

	it("a manual change of a connection's raw state sends events", async () => {
		await control('POST', `/connection?${QUERY}`, { state: 'invalid' });
		await control('POST', `/connection?${QUERY}`, { state: 'callable', health: 'degraded' });
		await control('POST', `/connection?${QUERY}`, { health: 'degraded' });
		await control('GET', '/idle');
		expect(endpoint.types()).toEqual(['updated', 'downstream.degraded', 'callable']);
	});
});

import { NodeApiError, type IDataObject } from 'n8n-workflow';

import { jsonOf, WebhookServer, type Engine, type WorkflowDefinition } from '../../tools/engine';
import { startSandbox, type Sandbox, type Transition } from '../../tools/sandbox';
import { byId, FAST, loadEngine, run, until } from './support';
import { credentialFor, Opened, storedBy, triggerWorkflow } from './triggerSupport';

let sandbox: Sandbox;
let engine: Engine;
const opened = new Opened();
beforeAll(async () => {
	[sandbox, engine] = await Promise.all([startSandbox({ webhooks: { retryScale: 1 / 180_000 } }), loadEngine()]);
});
beforeEach(() => sandbox.reset());
afterEach(async () => await opened.close());
afterAll(async () => await sandbox.close());

let count = 0;
const XERO = { consumerId: 'blue-fjord-bakery', unifiedApi: 'accounting', serviceId: 'xero' };
const HUBSPOT = { consumerId: 'blue-fjord-bakery', unifiedApi: 'crm', serviceId: 'hubspot' };
const PIPEDRIVE = { ...HUBSPOT, serviceId: 'pipedrive' };

async function publish(parameters: object = { events: ['*'] }, credential: IDataObject = {}, id = `end-to-end-${++count}`) {
	const definition = triggerWorkflow(engine, parameters, id);
	const server = opened.add(await WebhookServer.start(engine, definition, { credentials: credentialFor(sandbox, credential) }));
	await server.activate();
	return server;
}

const subscriptions = () => sandbox.webhooks.subscriptions.list();

/** The output of the last node of each run, oldest first. */
async function outputs(server: WebhookServer): Promise<IDataObject[][]> {
	await sandbox.idle();
	return (await server.finished()).map((result) => {
		expect(result.status).toBe('success');
		return jsonOf(result.run, 'After');
	});
}

const types = async (server: WebhookServer) =>
	(await outputs(server)).map(([item]) => String(item?.event_type).replace('vault.connection.', ''));

describe('from a change at Apideck to a run', () => {
	it('publishing starts no run, a change starts one, and unpublishing removes the subscription', async () => {
		const byHand = await sandbox.webhooks.add({ unified_api: 'vault', status: 'enabled', delivery_url: `${sandbox.url}/none`, events: ['*'] });
		const server = await publish();
		expect([server.statuses, server.runs]).toEqual([[200], []]);
		expect(subscriptions()).toMatchObject([{ id: byHand.id }, { status: 'enabled', delivery_url: server.url, events: ['*'] }]);

		sandbox.webhooks.subscriptions.change(byHand.id, { status: 'disabled' });
		sandbox.transition(XERO, 'revoked');
		expect(await types(server)).toEqual(['revoked']);

		await server.deactivate();
		expect(subscriptions().map(({ id }) => id)).toEqual([byHand.id]);
		expect(storedBy(server.staticData).subscriptions).toEqual({});
		sandbox.transition(XERO, 'callable');
		expect(await types(server)).toEqual(['revoked']);
	});

	it.each<Transition>(['revoked', 'token_refresh.pending', 'disabled', 'invalid', 'downstream.degraded'])(
		'%s produces the fields of an audit finding, so that an expression works behind both',
		async (transition) => {
			const server = await publish();
			sandbox.transition(HUBSPOT, transition);
			const [item] = (await outputs(server)).at(-1) ?? [];
			const audit = await run(engine, sandbox, {
				resource: 'audit',
				operation: 'getFindings',
				output: 'raw',
				consumerScope: 'one',
				consumer: byId(HUBSPOT.consumerId),
				filters: { services: 'hubspot' },
				options: { ...FAST, includeHealthy: true },
			});
			const [finding] = audit.json;
			expect(finding).toMatchObject({ connection: 'crm+hubspot', consumer_name: 'Blue Fjord Bakery' });
			// The audit also reads the details, which for a degraded connection contain the time of the failure.
			const expected = transition === 'downstream.degraded' ? expect.stringContaining('failed with a network error') : finding?.reason;
			const { event_type: type, event_id: id, occurred_at: at, ...shared } = item ?? {};
			expect([type, id, at].every((own) => typeof own === 'string')).toBe(true);
			expect({ ...shared, consumer_name: 'Blue Fjord Bakery' }).toEqual({ ...finding, reason: expected as unknown });
		},
	);

	it('the documented sequences start one run per event, in order', async () => {
		const server = await publish();
		sandbox.transition(PIPEDRIVE, 'callable');
		expect(await types(server)).toEqual(['created', 'updated', 'callable']);
		sandbox.transition(PIPEDRIVE, 'token_refresh.pending');
		sandbox.transition(PIPEDRIVE, 'token_refresh.recovered');
		sandbox.transition(PIPEDRIVE, 'downstream.degraded');
		sandbox.transition(PIPEDRIVE, 'downstream.recovered');
		sandbox.transition(PIPEDRIVE, 'deleted');
		const later = ['token_refresh.pending', 'token_refresh.recovered', 'downstream.degraded', 'downstream.recovered', 'deleted'];
		expect((await types(server)).slice(3)).toEqual(later);
	});

	it('the payload of a migration contains the previous service', async () => {
		const server = await publish({ events: ['vault.connection.migrated'], options: { includePayload: true } });
		sandbox.transition(HUBSPOT, 'migrated', { target: 'pipedrive' });
		expect(await outputs(server)).toMatchObject([
			[{ connection: 'crm+pipedrive', payload: { entity: { migrated_from: 'hubspot' }, service_id: 'apideck-vault', execution_attempt: 1 } }],
		]);
	});

	it('only selected events are registered, and filters exclude others', async () => {
		const server = await publish({ events: ['vault.connection.disabled'], filters: { services: 'xero', consumerPrefix: 'blue-' } });
		for (const key of [HUBSPOT, XERO, { ...XERO, consumerId: 'ember-and-oak' }]) sandbox.transition(key, 'disabled');
		sandbox.transition(XERO, 'enabled');
		expect(await outputs(server)).toMatchObject([[{ consumer_id: 'blue-fjord-bakery', connection: 'accounting+xero', enabled: false }]]);
		expect(sandbox.deliveries).toHaveLength(3);
		expect(server.statuses).toEqual([200, 200, 200, 200]);
	});

	it('settings are masked in the run by default', async () => {
		sandbox.vault.set(HUBSPOT, { settings: { portal: 'fake-secret-setting' } });
		const server = await publish({ events: ['*'], options: { includePayload: true } });
		sandbox.transition(HUBSPOT, 'revoked');
		expect((await outputs(server)).at(-1)).toMatchObject([{ payload: { entity: { settings: { portal: '[redacted]' } } } }]);
		for (const { run: record } of await server.finished()) expect(JSON.stringify(record)).not.toContain('fake-secret-setting');
		expect(sandbox.deliveries.at(-1)?.event.entity.settings).toMatchObject({ portal: 'fake-secret-setting' });
	});

	it.each(['recursive', 'arraysAsTheyAre'] as const)('the published signature "%s" is accepted', async (form) => {
		sandbox.webhooks.options.signature = form;
		const metadata = { list: [{ z: 1, a: [{ y: 1, b: '😀' }] }] };
		sandbox.vault.set(XERO, { settings: { ...metadata }, metadata });
		const server = await publish();
		sandbox.transition(XERO, 'revoked');
		expect(await types(server)).toEqual(['revoked']);
		sandbox.webhooks.options.signature = 'recursive';
	});

	it('two workflows both receive an event, and unpublishing one does not affect the other', async () => {
		const [one, two] = [await publish(), await publish()];
		sandbox.transition(XERO, 'revoked');
		expect([await types(one), await types(two)]).toEqual([['revoked'], ['revoked']]);
		await one.deactivate();
		expect(subscriptions()).toMatchObject([{ delivery_url: two.url, status: 'enabled' }]);
		sandbox.transition(XERO, 'disabled');
		expect([await types(one), await types(two)]).toEqual([['revoked'], ['revoked', 'disabled']]);
	});
});

describe('after a failure', () => {
	it('publishing with an unreachable URL fails with a resolution and leaves no subscription', async () => {
		const definition: WorkflowDefinition = triggerWorkflow(engine, {}, 'unreachable');
		const server = await WebhookServer.start(engine, definition, { credentials: credentialFor(sandbox) });
		const { url } = server;
		await server.close();
		const error = await server.activate().then(() => undefined, (reason: unknown) => reason as NodeApiError);
		expect(error?.message).toBe(`Apideck called ${new URL(url).origin} but did not get a valid response`);
		expect(error?.description).toMatch(/WEBHOOK_URL.*tunnel/);
		expect([subscriptions(), storedBy(server.staticData).subscriptions ?? {}]).toEqual([[], {}]);
	});

	it('publishing with a rejected API key fails with that reason', async () => {
		await expect(publish({ events: ['*'] }, { apiKey: 'sk_test_fake_wrong' })).rejects.toThrow(/API key/);
		expect(subscriptions()).toEqual([]);
	});

	it('publishing with a lost response is cleaned up, and the next attempt leaves one subscription', async () => {
		const server = await WebhookServer.start(engine, triggerWorkflow(engine, {}, 'lost-response'), { credentials: credentialFor(sandbox) });
		opened.add(server);
		sandbox.faults.add({ match: { method: 'POST', path: '/webhook/webhooks' }, fault: { reset: 'after' } });
		await expect(server.activate()).rejects.toBeInstanceOf(NodeApiError);
		expect(subscriptions()).toEqual([]);
		await server.activate();
		expect(subscriptions()).toHaveLength(1);
	});

	it('publishing again enables a subscription that Apideck disabled after its last retry', async () => {
		const server = await publish({ events: ['*'] }, {}, 'retry-limit');
		const { port } = new URL(server.url);
		await server.close();
		sandbox.transition(XERO, 'revoked');
		await until(() => subscriptions()[0]?.status === 'disabled');
		expect(subscriptions()).toMatchObject([{ disabled_reason: 'retry_limit' }]);
		const again = await WebhookServer.start(engine, triggerWorkflow(engine, { events: ['*'] }, 'retry-limit'), {
			credentials: credentialFor(sandbox),
			port: Number(port),
			staticData: server.staticData,
		});
		opened.add(again);
		await again.deactivate();
		await again.activate();
		expect(subscriptions()).toMatchObject([{ status: 'enabled', delivery_url: server.url }]);
		sandbox.transition(XERO, 'disabled');
		expect(await types(again)).toEqual(['disabled']);
	});

	it('a failed delete is reported and can be repeated', async () => {
		const server = await publish();
		sandbox.faults.add({ match: { method: 'DELETE' }, fault: { status: 403 } });
		await expect(server.deactivate()).rejects.toBeInstanceOf(NodeApiError);
		expect(subscriptions()).toHaveLength(1);
		await server.deactivate();
		expect(subscriptions()).toEqual([]);
	});
});

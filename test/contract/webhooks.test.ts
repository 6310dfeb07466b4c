import { startSandbox, type Sandbox } from '../../tools/sandbox';
import { startEndpoint } from '../tools/sandbox/endpoint';
import { vendorClient } from './vendorClient';

let sandbox: Sandbox;
let client: ReturnType<typeof vendorClient>;
let endpoint: Awaited<ReturnType<typeof startEndpoint>>;
beforeAll(async () => {
	sandbox = await startSandbox({ webhooks: { retryScale: 1 / 60_000 } });
	client = vendorClient(sandbox);
	endpoint = await startEndpoint();
});
beforeEach(() => {
	sandbox.reset();
	endpoint.received.length = 0;
	endpoint.statusFor = () => 200;
});
afterAll(async () => {
	await sandbox.close();
	await endpoint.close();
});

async function create(description: string | null = null) {
	const { createWebhookResponse } = await client.webhook.webhooks.create({
		createWebhookRequest: {
			description,
			unifiedApi: 'vault',
			status: 'enabled',
			deliveryUrl: endpoint.url,
			events: ['vault.connection.revoked', 'vault.connection.callable'],
		},
	});
	if (!createWebhookResponse?.data.id) throw new Error('The client saw no created webhook');
	return { ...createWebhookResponse, id: createWebhookResponse.data.id };
}

describe("webhook subscriptions, through Apideck's own client", () => {
	it('creates, gets, updates and deletes', async () => {
		const { id, statusCode, data } = await create('Alerts');
		expect(statusCode).toBe(201);
		expect(data).toMatchObject({
			description: 'Alerts',
			unifiedApi: 'vault',
			status: 'enabled',
			disabledReason: 'none',
			deliveryUrl: endpoint.url,
			executeBaseUrl: expect.stringMatching(/^https:/),
			createdAt: expect.any(Date),
		});
		expect((await client.webhook.webhooks.get({ id })).getWebhookResponse?.data).toEqual(data);
		const updated = await client.webhook.webhooks.update({ id, updateWebhookRequest: { status: 'disabled', events: ['*'] } });
		expect(updated.updateWebhookResponse?.data).toMatchObject({ id, status: 'disabled', events: ['*'] });
		const deleted = await client.webhook.webhooks.delete({ id });
		expect(deleted.deleteWebhookResponse?.data).toMatchObject({ id });
		await expect(client.webhook.webhooks.get({ id })).rejects.toMatchObject({ statusCode: 404, typeName: 'EntityNotFoundError' });
	});

	it('pages over all of them', async () => {
		const created: string[] = [];
		for (let count = 0; count < 5; count++) created.push((await create()).id);
		const seen: Array<string | undefined> = [];
		for await (const page of await client.webhook.webhooks.list({ limit: 2 })) {
			seen.push(...(page.getWebhooksResponse?.data ?? []).map(({ id }) => id));
		}
		expect(seen).toEqual(created);
	});

	it('treats a URL that does not respond as a disabled webhook', async () => {
		endpoint.statusFor = () => 503;
		const { data } = await create();
		expect(data).toMatchObject({ status: 'disabled', disabledReason: 'delivery_url_validation_failed' });
		const moved = { deliveryUrl: `${endpoint.url}/2`, status: 'enabled' as const };
		const update = await client.webhook.webhooks.update({ id: data.id ?? '', updateWebhookRequest: moved });
		expect(update.updateWebhookResponse?.data).toMatchObject({ disabledReason: 'delivery_url_validation_failed' });
	});
});

describe("the event log, through Apideck's own client", () => {
	it('lists deliveries, with filters', async () => {
		await create();
		endpoint.statusFor = () => (endpoint.events().length < 2 ? 500 : 200);
		const key = { consumerId: 'test-consumer', unifiedApi: 'crm', serviceId: 'pipedrive' };
		sandbox.transition(key, 'revoked');
		sandbox.transition(key, 'callable');
		await sandbox.idle();
		const list = async (filter: object) => {
			const logs = [];
			for await (const page of await client.webhook.eventLogs.list({ filter })) {
				logs.push(...(page.getWebhookEventLogsResponse?.data ?? []));
			}
			return logs;
		};
		expect((await list({})).map(({ eventType }) => eventType)).toEqual(['vault.connection.callable', 'vault.connection.revoked']);
		const [log] = await list({ eventType: 'vault.connection.revoked', success: true, service: { id: 'pipedrive' } });
		expect(log).toMatchObject({
			consumerId: 'test-consumer',
			unifiedApi: 'vault',
			statusCode: 200,
			executionAttempt: 2,
			attempts: [{ statusCode: 500 }, { statusCode: 200 }],
		});
		expect(await list({ statusCodes: [404, 503] })).toEqual([]);
		expect(await list({ consumerId: 'nobody' })).toEqual([]);
	});
});

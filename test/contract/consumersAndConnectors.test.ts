import { COMPANIES } from '../../tools/sandbox/scenarios/default/companies';
import { EDGE_CASES } from '../../tools/sandbox/scenarios/default/edgeCases';
import { setUpSandbox } from '../engine/setUp';
import { vendorClient } from './vendorClient';

const sandbox = setUpSandbox();
let client: ReturnType<typeof vendorClient>;
beforeAll(() => {
	client = vendorClient(sandbox);
});

describe("consumers, through Apideck's own client", () => {
	it('pages with its iterator over all of them, in order', async () => {
		const ids: string[] = [];
		let pages = 0;
		for await (const page of await client.vault.consumers.list({ limit: 10 })) {
			pages++;
			ids.push(...(page.getConsumersResponse?.data ?? []).map(({ consumerId }) => consumerId ?? ''));
		}
		expect(pages).toBe(4);
		expect(ids).toEqual([...COMPANIES, ...EDGE_CASES].map(({ id }) => id));
	});

	it('lists services but no connections, gets connections with ISO times', async () => {
		const listed = await client.vault.consumers.list({ filter: { consumerId: 'copper' } });
		expect(listed.getConsumersResponse?.data).toMatchObject([
			{ consumerId: 'copper-lantern-studio', services: ['hubspot', 'quickbooks'] },
		]);
		const { getConsumerResponse } = await client.vault.consumers.get({ consumerId: 'copper-lantern-studio' });
		const [hubspot, quickbooks] = getConsumerResponse?.data.connections ?? [];
		expect(hubspot).toMatchObject({
			serviceId: 'hubspot',
			health: 'pending_refresh',
			id: 'sandbox-app+copper-lantern-studio',
		});
		expect(Date.parse(hubspot?.credentialsExpireAt ?? '')).toBeGreaterThan(Date.now());
		expect(quickbooks).toMatchObject({
			serviceId: 'quickbooks',
			credentialsExpireAt: null,
			metadata: { companyId: '9130350000000001' },
		});
	});

	it('creates, updates and deletes one', async () => {
		await client.vault.consumers.create({
			createConsumerRequest: { consumerId: 'new co/1', metadata: { accountName: 'New Co' } },
		});
		await client.vault.consumers.update({
			consumerId: 'new co/1',
			updateConsumerRequest: { metadata: { email: 'ops@new.example' } },
		});
		const { getConsumerResponse } = await client.vault.consumers.get({ consumerId: 'new co/1' });
		expect(getConsumerResponse?.data).toMatchObject({
			metadata: { accountName: 'New Co', email: 'ops@new.example' },
			connections: [],
		});
		const { deleteConsumerResponse } = await client.vault.consumers.delete({ consumerId: 'new co/1' });
		expect(deleteConsumerResponse?.data.consumerId).toBe('new co/1');
		await expect(client.vault.consumers.get({ consumerId: 'new co/1' })).rejects.toMatchObject({ statusCode: 404 });
	});

	it('creates a session, and with it a new consumer', async () => {
		const { createSessionResponse } = await client.vault.sessions.create({
			consumerId: 'brand-new',
			session: {
				consumerMetadata: { accountName: 'Brand New' },
				redirectUri: 'https://app.example/done',
				settings: { unifiedApis: ['crm'], isolationMode: true },
			},
		});
		const { sessionUri, sessionToken } = createSessionResponse?.data ?? {};
		expect(sessionUri).toBe(`https://vault.apideck.com/session/${sessionToken}`);
		const claims = JSON.parse(Buffer.from(sessionToken?.split('.')[1] ?? '', 'base64url').toString('utf8'));
		expect(claims).toMatchObject({
			consumer_id: 'brand-new',
			application_id: 'sandbox-app',
			settings: { session_length: '1h' },
		});
		expect(claims.exp - claims.iat).toBe(3600);
		const { getConsumerResponse } = await client.vault.consumers.get({ consumerId: 'brand-new' });
		expect(getConsumerResponse?.data.metadata?.accountName).toBe('Brand New');
	});
});

describe("connectors and APIs, through Apideck's own client", () => {
	it('pages through the catalogue of one unified API', async () => {
		const ids: Array<string | undefined> = [];
		for await (const page of await client.connector.connectors.list({
			filter: { unifiedApi: 'crm', status: 'live' },
			limit: 3,
		})) {
			ids.push(...(page.getConnectorsResponse?.data ?? []).map(({ serviceId }) => serviceId));
		}
		expect(ids).toEqual([
			'salesforce',
			'hubspot',
			'pipedrive',
			'zoho-crm',
			'odoo',
			'activecampaign',
			'close',
			'copper',
			'teamleader',
		]);
	});

	it('gets one connector by its service id', async () => {
		const { getConnectorResponse } = await client.connector.connectors.get({ id: 'quickbooks' });
		expect(getConnectorResponse?.data).toMatchObject({
			id: 'accounting+quickbooks',
			authType: 'oauth2',
			migrationTargets: ['intuit-enterprise-suite'],
		});
	});

	it('lists APIs, unified and platform', async () => {
		const { getApisResponse } = await client.connector.apis.list({ limit: 200, filter: { status: 'live' } });
		const byType = (type: string) => getApisResponse?.data.filter((api) => api.type === type).map(({ id }) => id);
		expect(byType('unified')).toContain('crm');
		expect(byType('platform')).toEqual(['vault', 'connector']);
	});
});

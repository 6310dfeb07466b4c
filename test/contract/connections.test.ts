import { setUpSandbox } from '../engine/setUp';
import { vendorClient } from './vendorClient';

const PIPEDRIVE = { unifiedApi: 'crm', serviceId: 'pipedrive' };
const WORKDAY = { unifiedApi: 'hris', serviceId: 'workday' };

const sandbox = setUpSandbox();
let client: ReturnType<typeof vendorClient>;
beforeAll(() => {
	client = vendorClient(sandbox);
});

const get = async (key: typeof PIPEDRIVE) => (await client.vault.connections.get(key)).getConnectionResponse?.data;

describe("connections, through Apideck's own client", () => {
	it('lists every integration of the application, or one side of configured, or one API', async () => {
		const list = async (request: { api?: string; configured?: boolean }) =>
			(await client.vault.connections.list(request)).getConnectionsResponse?.data.map(
				({ id, state }) => `${id} ${state}`,
			);
		const [all, configured, rest, crm] = [
			await list({}),
			await list({ configured: true }),
			await list({ configured: false }),
			await list({ api: 'crm', configured: true }),
		];
		expect(configured).toEqual([
			'crm+salesforce callable',
			'crm+pipedrive callable',
			'accounting+netsuite callable',
			'hris+workday callable',
		]);
		expect(crm).toEqual(['crm+salesforce callable', 'crm+pipedrive callable']);
		expect(rest).toContain('crm+hubspot available');
		expect(all).toHaveLength((configured?.length ?? 0) + (rest?.length ?? 0));
	});

	it('gets one with its times as numbers', async () => {
		const connection = await get(PIPEDRIVE);
		expect(connection).toMatchObject({ id: 'crm+pipedrive', state: 'callable', health: 'ok', credentialsExpireAt: 0 });
		expect(connection?.createdAt).toBeGreaterThan(1_600_000_000_000);
		expect(connection?.authorizeUrl).toContain(
			'https://unify.apideck.com/vault/authorize/pipedrive/sandbox-app?state=',
		);
		expect((await get(WORKDAY))?.authorizeUrl).toBeNull();
	});

	it('updates what is writable and keeps nested configuration', async () => {
		const { updateConnectionResponse } = await client.vault.connections.update({
			...PIPEDRIVE,
			connection: {
				enabled: false,
				settings: { instance_url: 'https://new.pipedrive.example' },
				metadata: { additionalProperties: { plan: 'enterprise', account: { name: 'My Company' } } },
				configuration: [
					{
						resource: 'leads',
						defaults: [
							{
								id: 'ProductInterest',
								options: [
									{
										label: 'Group',
										id: '1234',
										optionType: 'group',
										options: [
											{ label: 'A', optionType: 'simple', value: 12.5 },
											{ label: 'B', optionType: 'simple', value: ['team', 'general'] },
										],
									},
								],
								value: 'GC5000 series',
							},
						],
					},
				],
			},
		});
		expect(updateConnectionResponse?.data).toMatchObject({
			enabled: false,
			settings: { instance_url: 'https://new.pipedrive.example' },
			metadata: { additionalProperties: { plan: 'enterprise', account: { name: 'My Company' } } },
			configuration: [
				{
					resource: 'leads',
					defaults: [
						{
							id: 'ProductInterest',
							value: 'GC5000 series',
							options: [{ label: 'Group', options: [{ value: 12.5 }, { value: ['team', 'general'] }] }],
						},
					],
				},
			],
		});
		expect(await get(PIPEDRIVE)).toMatchObject({
			enabled: false,
			settings: { instance_url: 'https://new.pipedrive.example' },
		});
	});

	it('deletes: the connection is available again', async () => {
		await client.vault.connections.delete(PIPEDRIVE);
		expect(await get(PIPEDRIVE)).toMatchObject({ state: 'available', enabled: false, createdAt: 0, settings: {} });
	});

	it('imports tokens, and says when settings are still missing', async () => {
		const credentials = {
			accessToken: 'fake-access',
			refreshToken: 'fake-refresh',
			issuedAt: new Date(),
			expiresIn: 3600,
		};
		const hubspot = await client.vault.connections.imports({
			unifiedApi: 'crm',
			serviceId: 'hubspot',
			connectionImportData: { credentials, metadata: { plan: 'gold' } },
		});
		expect(hubspot.createConnectionResponse?.data).toMatchObject({ state: 'callable', health: 'ok', enabled: true });
		const xero = await client.vault.connections.imports({
			unifiedApi: 'accounting',
			serviceId: 'xero',
			connectionImportData: { credentials, settings: null },
		});
		expect(xero.createConnectionResponse?.data).toMatchObject({ state: 'authorized', health: 'missing_settings' });
		const greenhouse = await client.vault.connections.imports({
			unifiedApi: 'ats',
			serviceId: 'greenhouse',
			connectionImportData: { settings: { api_key: 'fake-key-not-a-secret' } },
		});
		expect(greenhouse.createConnectionResponse?.data).toMatchObject({ state: 'callable' });
	});

	it('authorises a token with and without a body, and validates', async () => {
		sandbox.vault.set(
			{ consumerId: 'test-consumer', ...WORKDAY },
			{ authorization: 'none', state: 'added', health: 'needs_auth' },
		);
		expect((await client.vault.connections.token(WORKDAY)).getConnectionResponse?.data.state).toBe('callable');
		expect(
			(await client.vault.connections.token({ ...WORKDAY, requestBody: {} })).getConnectionResponse?.data.health,
		).toBe('ok');
		const { validateConnectionStateResponse } = await client.vault.validateConnection.state(PIPEDRIVE);
		expect(validateConnectionStateResponse?.data).toEqual({ id: 'crm+pipedrive', state: 'callable' });
	});

	it('reads and writes the settings of one resource', async () => {
		const read = await client.vault.connectionSettings.list({ ...WORKDAY, resource: 'employees' });
		expect(read.getConnectionResponse?.data.configuration?.map(({ resource }) => resource)).toEqual(['employees']);
		const written = await client.vault.connectionSettings.update({
			...WORKDAY,
			resource: 'employees',
			connection: {
				configuration: [{ resource: 'employees', defaults: [{ id: 'custom_organization', value: 'wholesale' }] }],
			},
		});
		expect(written.updateConnectionResponse?.data.configuration?.[0]?.defaults?.[0]).toMatchObject({
			id: 'custom_organization',
			value: 'wholesale',
		});
		const again = await client.vault.connectionSettings.list({ ...WORKDAY, resource: 'employees' });
		expect(again.getConnectionResponse?.data.configuration?.[0]?.defaults?.[0]?.value).toBe('wholesale');
	});
});

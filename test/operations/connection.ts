import type { Sandbox } from '../../tools/sandbox';
import { byId } from '../engine/byId';
import { CONSUMERS } from '../faults/scenario';
import { call } from '../tools/sandbox/call';
import {
	AT_SALESFORCE,
	CLIENT_SALESFORCE,
	forEachName,
	like,
	NAMED,
	NAMES,
	prepareEach,
	SALESFORCE,
	SALESFORCE_IDS,
	secretSettings,
	UNKNOWN_SERVICE,
	type RequestFixture,
} from './fixture';

const PIPEDRIVE = { ...SALESFORCE, connection: byId('crm+pipedrive') };
const WORKDAY = { consumer: byId('test-consumer'), connection: byId('hris+workday') };
const QUICKBOOKS = { consumer: byId('copper-lantern-studio'), connection: byId('accounting+quickbooks') };
const BAMBOO = { consumer: byId('harbour-light-hotels'), connection: byId('hris+bamboohr') };
const SCOPES = { 'hris.employees': { email: { read: true, write: false } } };
const CONSENT = { id: 'con_1', created_at: '2026-01-01T00:00:00.000Z', granted: true, resources: SCOPES };

const CLIENT_PIPEDRIVE = { unifiedApi: 'crm', serviceId: 'pipedrive' };
const CLIENT_BAMBOO = { unifiedApi: 'hris', serviceId: 'bamboohr', consumerId: 'harbour-light-hotels' };

/** A token as the consumer's browser would return it. */
async function issueConfirmToken(sandbox: Sandbox, consumerId: string, serviceId: string): Promise<string> {
	const body = { consumer_id: consumerId, unified_api: 'crm', service_id: serviceId };
	const { data } = await call(sandbox, 'POST', '/_sandbox/confirm-tokens', { body });
	return (data as { data: { confirm_token: string } }).data.confirm_token;
}

/** The token that a sandbox issues at that position. */
const issued = (position: number) => `sandbox-confirm-${String(position).padStart(4, '0')}`;
const CONFIRMATIONS = CONSUMERS.map((who, index) => ({ who, token: issued(index + 1) }));

/** A settings form with one secret. */
const secretForm = (value: string) => ({
	settingsMode: 'fields',
	settings: {
		mappingMode: 'defineBelow',
		value: { password: value },
		schema: [{ id: 'password', displayName: 'Password', type: 'string', display: true, required: false, defaultMatch: false }],
	},
});

export const CONNECTION: Record<string, RequestFixture> = {
	getAll: {
		parameters: { consumer: byId('copper-lantern-studio'), filters: { configurationStatus: 'configured' } },
		request: ['GET /vault/connections?configured=true'],
		preview: { parameters: { consumer: byId('={{ $json.consumer_id }}'), filters: {} }, itemsFrom: 'consumer.getAll', nullable: ['updated_at'] },
		output: () => [2, like({ connection: 'crm+hubspot', consumer_id: 'copper-lantern-studio', health: 'pending_refresh' })],
		perItem: {
			parameters: { consumer: NAMED.consumer, filters: { api: '={{ $json.api }}' } },
			items: NAMES,
			requests: NAMES.map(({ api }) => [`GET /vault/connections?api=${api}`]),
		},
		idempotent: true,
		client: [
			{ call: async (client) => await client.vault.connections.list({ configured: true }) },
			{ parameters: { filters: { api: 'crm', configurationStatus: 'notConfigured' } }, call: async (client) => await client.vault.connections.list({ api: 'crm', configured: false }) },
		],
		faults: { parameters: { returnAll: true, filters: { configurationStatus: 'configured' } } },
		secrets: { parameters: () => ({ returnAll: true, filters: {} }) },
	},
	get: {
		parameters: PIPEDRIVE,
		request: ['GET /vault/connections/crm/pipedrive'],
		preview: {
			parameters: { consumer: byId('={{ $json.consumer_id }}'), connection: byId('={{ $json.connection }}') },
			itemsFrom: 'connection.getAll',
			open: ['settings'],
			nullable: ['settings', 'updated_at'],
		},
		output: () => [1, like({ connection: 'crm+pipedrive', consumer_id: 'test-consumer', service_id: 'pipedrive', state: 'callable' })],
		perItem: { parameters: NAMED, items: NAMES, requests: forEachName('GET', '') },
		notFound: UNKNOWN_SERVICE,
		idempotent: true,
		client: [{ call: async (client) => await client.vault.connections.get(CLIENT_PIPEDRIVE) }],
		faults: { parameters: { connection: SALESFORCE.connection, output: 'raw' } },
	},
	update: {
		parameters: { ...PIPEDRIVE, updateFields: { enabled: true, metadata: '{"plan": "pro"}' } },
		request: ['PATCH /vault/connections/crm/pipedrive', { enabled: true, metadata: { plan: 'pro' } }],
		preview: 'connection.get',
		output: () => [1, like({ consumer_id: 'test-consumer', service_id: 'pipedrive', enabled: true })],
		perItem: {
			parameters: { ...NAMED, updateFields: { enabled: '={{ $json.at === "xero" }}' } },
			items: NAMES,
			requests: NAMES.map(({ api, at }) => [`PATCH /vault/connections/${api}/${at}`, { enabled: at === 'xero' }]),
		},
		notFound: UNKNOWN_SERVICE,
		idempotent: true,
		client: [
			{
				call: async (client) =>
					await client.vault.connections.update({ ...CLIENT_PIPEDRIVE, connection: { enabled: true, metadata: { additionalProperties: { plan: 'pro' } } } }),
			},
		],
		faults: [
			{
				parameters: {
					connection: byId('hris+workday'),
					settingsMode: 'json',
					settingsJson: '={{ { tenant: "tenant of " + $json.who, password: "fake-password-of-" + $json.who } }}',
					updateFields: { enabled: true, metadata: '={{ { owner: $json.who } }}' },
				},
			},
			{
				title: 'one connection',
				parameters: { consumer: byId(CONSUMERS[0]), updateFields: { metadata: '={{ { step: $json.step } }}' } },
				items: [1, 2, 3, 4, 5, 6].map((step) => ({ step })),
				shared: true,
			},
		],
		secrets: { parameters: (secret) => ({ ...secretForm(`={{ ${secret('inputPassword')} }}`), updateFields: {} }), texts: 1 },
	},
	delete: {
		parameters: PIPEDRIVE,
		request: ['DELETE /vault/connections/crm/pipedrive'],
		output: () => [1, { deleted: true, ...SALESFORCE_IDS, connection: 'crm+pipedrive', service_id: 'pipedrive' }],
		perItem: { parameters: NAMED, items: NAMES, requests: forEachName('DELETE', '') },
		notFound: UNKNOWN_SERVICE,
		idempotent: true,
		client: [{ call: async (client) => await client.vault.connections.delete(CLIENT_PIPEDRIVE) }],
		faults: { deletes: true },
	},
	import: {
		parameters: {
			consumer: byId('xylo-instruments'),
			connection: byId('crm+hubspot'),
			credentials: { accessToken: 'fake-access', refreshToken: 'fake-refresh', issuedAt: '2026-01-31T08:00:00Z', expiresIn: 3600 },
			additionalFields: { metadata: '{"plan": "pro"}' },
		},
		request: [
			'POST /vault/connections/crm/hubspot/import',
			{
				credentials: { refresh_token: 'fake-refresh', access_token: 'fake-access', issued_at: '2026-01-31T08:00:00.000Z', expires_in: 3600 },
				metadata: { plan: 'pro' },
			},
		],
		preview: 'connection.get',
		output: () => [1, like({ consumer_id: 'xylo-instruments', service_id: 'hubspot', state: 'callable' })],
		perItem: {
			parameters: { ...NAMED, credentials: { accessToken: '={{ "fake-token-of-" + $json.at }}' } },
			items: NAMES,
			requests: NAMES.map(({ api, at }) => [`POST /vault/connections/${api}/${at}/import`, { credentials: { access_token: `fake-token-of-${at}` } }]),
		},
		notFound: UNKNOWN_SERVICE,
		idempotent: true,
		client: [
			{
				call: async (client) =>
					await client.vault.connections.imports({
						unifiedApi: 'crm',
						serviceId: 'hubspot',
						connectionImportData: {
							credentials: { accessToken: 'fake-access', refreshToken: 'fake-refresh', issuedAt: new Date('2026-01-31T08:00:00Z'), expiresIn: 3600 },
							metadata: { plan: 'pro' },
						},
					}),
			},
		],
		faults: {
			parameters: {
				connection: byId('crm+zoho-crm'),
				settingsMode: 'json',
				settingsJson: '{"region": "eu"}',
				credentials: { accessToken: '={{ "fake-access-token-of-" + $json.who }}', refreshToken: 'fake-refresh-token', expiresIn: 3600 },
				additionalFields: {},
			},
		},
		secrets: {
			parameters: (secret) => ({
				...secretSettings(secret),
				credentials: { accessToken: `={{ ${secret('accessToken')} }}`, refreshToken: `={{ ${secret('refreshToken')} }}`, expiresIn: 3600 },
				additionalFields: {},
			}),
			texts: 6,
		},
	},
	token: {
		parameters: WORKDAY,
		request: ['POST /vault/connections/hris/workday/token', {}],
		preview: 'connection.get',
		output: () => [1, like({ consumer_id: 'test-consumer', service_id: 'workday', state: 'callable' })],
		perItem: { parameters: NAMED, items: NAMES, requests: forEachName('POST', '/token', {}) },
		notFound: UNKNOWN_SERVICE,
		idempotent: false,
		client: [{ call: async (client) => await client.vault.connections.token({ unifiedApi: 'hris', serviceId: 'workday', requestBody: {} }) }],
	},
	create: {
		parameters: {
			consumer: byId('xylo-instruments'),
			connection: byId('hris+hibob'),
			settingsMode: 'json',
			settingsJson: '{"service_user_id": "S-1", "token": "fake-token-value"}',
			additionalFields: { metadata: '{"plan": "pro"}' },
		},
		request: ['POST /vault/connections/hris/hibob', { settings: { service_user_id: 'S-1', token: 'fake-token-value' }, metadata: { plan: 'pro' } }],
		preview: 'connection.get',
		output: () => [1, like({ consumer_id: 'xylo-instruments', service_id: 'hibob', state: 'callable' })],
		perItem: {
			parameters: { ...NAMED, additionalFields: { enabled: '={{ $json.at === "xero" }}' } },
			items: NAMES,
			requests: NAMES.map(({ api, at }) => [`POST /vault/connections/${api}/${at}`, { enabled: at === 'xero' }]),
		},
		notFound: UNKNOWN_SERVICE,
		idempotent: false,
		client: 'missing',
		faults: {
			parameters: { settingsJson: '={{ { service_user_id: $json.who, token: "fake-token-of-" + $json.who } }}', additionalFields: {} },
		},
		secrets: { parameters: (secret) => ({ ...secretSettings(secret), additionalFields: {} }), texts: 3 },
	},
	validate: {
		parameters: SALESFORCE,
		request: [`POST ${AT_SALESFORCE}/validate`, {}],
		output: () => [1, { ...SALESFORCE_IDS, id: 'crm+salesforce', state: 'callable' }],
		perItem: { parameters: NAMED, items: NAMES, requests: forEachName('POST', '/validate', {}) },
		notFound: { consumer: byId('xylo-instruments') },
		idempotent: false,
		client: [{ call: async (client) => await client.vault.validateConnection.state({ ...CLIENT_SALESFORCE, requestBody: {} }) }],
	},
	migrate: {
		parameters: { ...QUICKBOOKS, targetService: byId('intuit-enterprise-suite') },
		request: ['POST /vault/connections/accounting/quickbooks/migrate', { target_service_id: 'intuit-enterprise-suite' }],
		preview: 'connection.get',
		output: () => [1, like({ consumer_id: 'copper-lantern-studio', service_id: 'intuit-enterprise-suite', state: 'callable' })],
		perItem: {
			parameters: { ...NAMED, targetService: byId('={{ $json.at }}-2') },
			items: NAMES,
			requests: NAMES.map(({ api, at }) => [`POST /vault/connections/${api}/${at}/migrate`, { target_service_id: `${at}-2` }]),
		},
		notFound: { consumer: byId('xylo-instruments') },
		idempotent: true,
		client: [
			{
				call: async (client) =>
					await client.vault.connections.migrate({
						unifiedApi: 'accounting',
						serviceId: 'quickbooks',
						consumerId: 'copper-lantern-studio',
						connectionMigrateData: { targetServiceId: 'intuit-enterprise-suite' },
					}),
			},
		],
		secrets: { parameters: () => ({ targetService: byId('hubspot') }), texts: 1 },
	},
	confirm: {
		parameters: SALESFORCE,
		prepare: async (sandbox) => ({ confirmToken: await issueConfirmToken(sandbox, 'test-consumer', 'salesforce') }),
		request: [`POST ${AT_SALESFORCE}/confirm`, { confirm_token: issued(1) }],
		output: () => [1, { ...SALESFORCE_IDS, confirmed: true }],
		perItem: {
			parameters: { ...NAMED, confirmToken: '={{ "token of " + $json.at }}' },
			items: NAMES,
			requests: NAMES.map(({ api, at }) => [`POST /vault/connections/${api}/${at}/confirm`, { confirm_token: `token of ${at}` }]),
		},
		notFound: { confirmToken: 'made-up' },
		idempotent: false,
		client: 'missing',
		faults: {
			parameters: { connection: PIPEDRIVE.connection, confirmToken: '={{ $json.token }}' },
			items: [...CONFIRMATIONS, { who: CONSUMERS[0], token: 'made-up-token' }],
			prepare: async (sandbox) => {
				for (const consumerId of CONSUMERS) await issueConfirmToken(sandbox, consumerId, 'pipedrive');
			},
		},
		secrets: { parameters: (secret) => ({ confirmToken: `={{ ${secret('confirmToken')} }}` }), texts: 1 },
	},
	getConsents: {
		parameters: BAMBOO,
		prepare: async (sandbox) => {
			const body = { resources: SCOPES, granted: true };
			await call(sandbox, 'PATCH', '/vault/connections/hris/bamboohr/consent', { body, consumerId: 'harbour-light-hotels' });
			return {};
		},
		request: ['GET /vault/connections/hris/bamboohr/consent'],
		preview: 'connection.updateConsent',
		output: () => [1, like({ consumer_id: 'harbour-light-hotels', service_id: 'bamboohr', granted: true, resources: SCOPES })],
		perItem: { parameters: NAMED, items: NAMES, requests: forEachName('GET', '/consent') },
		notFound: UNKNOWN_SERVICE,
		idempotent: true,
		client: [{ call: async (client) => await client.vault.connectionConsents.list(CLIENT_BAMBOO) }],
		faults: { prepare: (sandbox) => void prepareEach('hris', 'bamboohr', { consents: [CONSENT] })(sandbox, CONSUMERS) },
	},
	updateConsent: {
		parameters: { ...BAMBOO, decision: 'allow', consentScope: 'json', consentResources: JSON.stringify(SCOPES) },
		request: ['PATCH /vault/connections/hris/bamboohr/consent', { resources: SCOPES, granted: true }],
		preview: { open: ['resources'] },
		output: () => [1, like({ consumer_id: 'harbour-light-hotels', granted: true, resources: SCOPES })],
		perItem: {
			parameters: { ...NAMED, decision: '={{ $json.at === "xero" ? "allow" : "deny" }}' },
			items: NAMES,
			requests: NAMES.map(({ api, at }) => [`PATCH /vault/connections/${api}/${at}/consent`, { resources: '*', granted: at === 'xero' }]),
		},
		notFound: UNKNOWN_SERVICE,
		idempotent: false,
		client: [
			{ call: async (client) => await client.vault.connectionConsent.update({ ...CLIENT_BAMBOO, updateConsentRequest: { resources: SCOPES, granted: true } }) },
			{
				parameters: { consentScope: 'all', decision: 'deny' },
				call: async (client) => await client.vault.connectionConsent.update({ ...CLIENT_BAMBOO, updateConsentRequest: { resources: '*', granted: false } }),
			},
		],
		faults: { parameters: { decision: '={{ $json.who === "acme-a" ? "deny" : "allow" }}' } },
		secrets: 'omitted',
	},
	createCallbackState: {
		parameters: { ...SALESFORCE, redirectUri: 'https://app.example.com/done' },
		request: [`POST ${AT_SALESFORCE}/callback-state`, { redirect_uri: 'https://app.example.com/done' }],
		output: () => [1, { ...SALESFORCE_IDS, callback_state: expect.stringMatching(/^[\w-]+\.[\w-]+\.sandbox-not-a-signature$/) as unknown }],
		perItem: {
			parameters: { ...NAMED, redirectUri: '={{ $json.at === "xero" ? "https://x.example" : "" }}' },
			items: NAMES,
			requests: NAMES.map(({ api, at }) => [`POST /vault/connections/${api}/${at}/callback-state`, at === 'xero' ? { redirect_uri: 'https://x.example' } : {}]),
		},
		notFound: UNKNOWN_SERVICE,
		idempotent: true,
		client: [
			{
				call: async (client) =>
					await client.vault.createCallback.state({ ...CLIENT_SALESFORCE, createCallbackState: { redirectUri: 'https://app.example.com/done' } }),
			},
			{ parameters: { redirectUri: '' }, call: async (client) => await client.vault.createCallback.state({ ...CLIENT_SALESFORCE, createCallbackState: {} }) },
		],
		secrets: { parameters: () => ({ redirectUri: '' }), reveals: ['callbackState'] },
	},
};

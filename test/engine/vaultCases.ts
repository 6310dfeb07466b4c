import type { Sandbox } from '../../sandbox';
import { call } from '../sandbox/call';
import { byId } from './support';
import { AT, BAMBOO, each, IDS, like, NAMED, NAMES, NO_CONSUMER, NO_SERVICE, QUICKBOOKS, SALESFORCE, SCOPES, type VaultCase } from './vaultCase';
import { RESOURCE_CASES } from './vaultResourceCases';

/** The first one that a sandbox gives out. */
const FIRST_ISSUED = 'sandbox-confirm-0001';

/** A token as the consumer's browser would bring it back. */
const confirmToken = async (sandbox: Sandbox) => {
	const body = { consumer_id: 'test-consumer', unified_api: 'crm', service_id: 'salesforce' };
	const { data } = await call(sandbox, 'POST', '/_sandbox/confirm-tokens', { body });
	return { confirmToken: (data as { data: { confirm_token: string } }).data.confirm_token };
};

const CONNECTION: Record<string, VaultCase> = {
	'connection.create': {
		parameters: {
			consumer: byId('xylo-instruments'),
			unifiedApi: 'hris',
			service: byId('hibob'),
			settingsMode: 'json',
			settingsJson: '{"service_user_id": "S-1", "token": "fake-token-value"}',
			additionalFields: { metadata: '{"plan": "pro"}' },
		},
		sends: ['POST /vault/connections/hris/hibob', { settings: { service_user_id: 'S-1', token: 'fake-token-value' }, metadata: { plan: 'pro' } }],
		gives: [1, like({ consumer_id: 'xylo-instruments', service_id: 'hibob', state: 'callable' })],
		perItem: {
			parameters: { ...NAMED, additionalFields: { enabled: '={{ $json.at === "xero" }}' } },
			items: NAMES,
			sends: NAMES.map(({ api, at }) => [`POST /vault/connections/${api}/${at}`, { enabled: at === 'xero' }]),
		},
		missing: NO_SERVICE,
		repeats: false,
	},
	'connection.validate': {
		parameters: SALESFORCE,
		sends: [`POST ${AT}/validate`, {}],
		gives: [1, { ...IDS, id: 'crm+salesforce', state: 'callable' }],
		perItem: { parameters: NAMED, items: NAMES, sends: each('POST', '/validate', {}) },
		missing: { consumer: byId('xylo-instruments') },
		repeats: false,
	},
	'connection.migrate': {
		parameters: { ...QUICKBOOKS, targetService: byId('intuit-enterprise-suite') },
		sends: ['POST /vault/connections/accounting/quickbooks/migrate', { target_service_id: 'intuit-enterprise-suite' }],
		gives: [1, like({ consumer_id: 'copper-lantern-studio', service_id: 'intuit-enterprise-suite', state: 'callable' })],
		perItem: {
			parameters: { ...NAMED, targetService: byId('={{ $json.at }}-2') },
			items: NAMES,
			sends: NAMES.map(({ api, at }) => [`POST /vault/connections/${api}/${at}/migrate`, { target_service_id: `${at}-2` }]),
		},
		missing: { consumer: byId('xylo-instruments') },
		repeats: true,
	},
	'connection.confirm': {
		parameters: SALESFORCE,
		prepare: confirmToken,
		sends: [`POST ${AT}/confirm`, { confirm_token: FIRST_ISSUED }],
		gives: [1, { ...IDS, confirmed: true }],
		perItem: {
			parameters: { ...NAMED, confirmToken: '={{ "token of " + $json.at }}' },
			items: NAMES,
			sends: NAMES.map(({ api, at }) => [`POST /vault/connections/${api}/${at}/confirm`, { confirm_token: `token of ${at}` }]),
		},
		missing: { confirmToken: 'made-up' },
		repeats: false,
	},
	'connection.getConsents': {
		parameters: BAMBOO,
		prepare: async (sandbox) => {
			const body = { resources: SCOPES, granted: true };
			await call(sandbox, 'PATCH', '/vault/connections/hris/bamboohr/consent', { body, consumerId: 'harbour-light-hotels' });
			return {};
		},
		sends: ['GET /vault/connections/hris/bamboohr/consent'],
		gives: [1, like({ consumer_id: 'harbour-light-hotels', service_id: 'bamboohr', granted: true, resources: SCOPES })],
		perItem: { parameters: NAMED, items: NAMES, sends: each('GET', '/consent') },
		missing: NO_SERVICE,
		repeats: true,
	},
	'connection.updateConsent': {
		parameters: { ...BAMBOO, granted: true, consentScope: 'json', consentResources: JSON.stringify(SCOPES) },
		sends: ['PATCH /vault/connections/hris/bamboohr/consent', { resources: SCOPES, granted: true }],
		gives: [1, like({ consumer_id: 'harbour-light-hotels', granted: true, resources: SCOPES })],
		perItem: {
			parameters: { ...NAMED, granted: '={{ $json.at === "xero" }}' },
			items: NAMES,
			sends: NAMES.map(({ api, at }) => [`PATCH /vault/connections/${api}/${at}/consent`, { resources: '*', granted: at === 'xero' }]),
		},
		missing: NO_SERVICE,
		repeats: false,
	},
	'connection.createCallbackState': {
		parameters: { ...SALESFORCE, redirectUri: 'https://app.example.com/done' },
		sends: [`POST ${AT}/callback-state`, { redirect_uri: 'https://app.example.com/done' }],
		gives: [1, { ...IDS, callback_state: expect.stringMatching(/^[\w-]+\.[\w-]+\.sandbox-not-a-signature$/) as unknown }],
		perItem: {
			parameters: { ...NAMED, redirectUri: '={{ $json.at === "xero" ? "https://x.example" : "" }}' },
			items: NAMES,
			sends: NAMES.map(({ api, at }) => [
				`POST /vault/connections/${api}/${at}/callback-state`,
				at === 'xero' ? { redirect_uri: 'https://x.example' } : {},
			]),
		},
		missing: NO_SERVICE,
		repeats: true,
	},
};

const CONSUMER: Record<string, VaultCase> = {
	'consumer.create': {
		parameters: { consumerId: 'new/co', consumerMetadata: { accountName: 'New Co', email: 'ops@new.example' } },
		sends: ['POST /vault/consumers', { consumer_id: 'new/co', metadata: { account_name: 'New Co', email: 'ops@new.example' } }],
		gives: [1, like({ consumer_id: 'new/co', account_name: 'New Co', email: 'ops@new.example', services: [] })],
		perItem: {
			parameters: { consumerId: '={{ $json.id }}', consumerMetadata: { userName: '={{ $json.user }}' } },
			items: [{ id: 'first', user: '' }, { id: 4711, user: 'Jo' }],
			sends: [['POST /vault/consumers', { consumer_id: 'first' }], ['POST /vault/consumers', { consumer_id: '4711', metadata: { user_name: 'Jo' } }]],
		},
		repeats: false,
	},
	'consumer.update': {
		parameters: { consumer: byId('blue-fjord-bakery'), consumerMetadata: { image: 'https://x.example/logo.png' } },
		sends: ['PATCH /vault/consumers/blue-fjord-bakery', { metadata: { image: 'https://x.example/logo.png' } }],
		gives: [1, like({ consumer_id: 'blue-fjord-bakery', account_name: 'Blue Fjord Bakery' })],
		perItem: {
			parameters: { consumer: byId('={{ $json.id }}'), consumerMetadata: { accountName: '={{ $json.name }}' } },
			items: [{ id: 'お店-7', name: 'A' }, { id: 'tidal-forge', name: 'B' }],
			sends: [
				['PATCH /vault/consumers/%E3%81%8A%E5%BA%97-7', { metadata: { account_name: 'A' } }],
				['PATCH /vault/consumers/tidal-forge', { metadata: { account_name: 'B' } }],
			],
		},
		missing: NO_CONSUMER,
		repeats: true,
	},
	'consumer.delete': {
		parameters: { consumer: byId('umber-field-farms') },
		sends: ['DELETE /vault/consumers/umber-field-farms'],
		gives: [1, { deleted: true, consumer_id: 'umber-field-farms' }],
		perItem: {
			parameters: { consumer: byId('={{ $json.id }}') },
			items: [{ id: 'tidal-forge' }, { id: 'Blue Hill & Co / Retail' }],
			sends: [['DELETE /vault/consumers/tidal-forge'], ['DELETE /vault/consumers/Blue%20Hill%20%26%20Co%20%2F%20Retail']],
		},
		missing: NO_CONSUMER,
		repeats: true,
	},
	'consumer.getRequestCounts': {
		parameters: { consumer: byId('test-consumer'), startDate: '2026-01-01T00:00:00Z', endDate: '2026-01-31T00:00:00+01:00' },
		sends: ['GET /vault/consumers/test-consumer/stats?start_datetime=2026-01-01T00%3A00%3A00.000Z&end_datetime=2026-01-30T23%3A00%3A00.000Z'],
		gives: [
			1,
			like({
				consumer_id: 'test-consumer',
				start_datetime: '2026-01-01T00:00:00.000Z',
				end_datetime: '2026-01-30T23:00:00.000Z',
				aggregated_request_count: expect.any(Number) as unknown,
				request_counts: { unify: expect.any(Number) as unknown, proxy: expect.any(Number) as unknown, vault: expect.any(Number) as unknown },
			}),
		],
		perItem: {
			parameters: { consumer: byId('={{ $json.id }}'), startDate: '={{ $json.from }}', endDate: '={{ DateTime.fromISO("2026-02-01T00:00:00Z") }}' },
			items: [{ id: 'a', from: '2026-01-01T00:00:00Z' }, { id: 'b', from: 1_767_225_600_000 }],
			sends: ['a', 'b'].map((id) => [`GET /vault/consumers/${id}/stats?start_datetime=2026-01-01T00%3A00%3A00.000Z&end_datetime=2026-02-01T00%3A00%3A00.000Z`]),
		},
		missing: NO_CONSUMER,
		repeats: true,
	},
	'session.create': {
		parameters: {
			consumer: byId('test-consumer'),
			redirectUri: 'https://app.example.com/done',
			sessionSettings: { sessionLength: '30m', allowActions: ['reauthorize'], showLogs: false, unifiedApis: ['crm'] },
			theme: { vaultName: 'Acme', primaryColor: '#112233' },
			consumerMetadata: { accountName: 'Trial' },
			customConsumerSettings: '{"flag": true}',
		},
		sends: [
			'POST /vault/sessions',
			{
				consumer_metadata: { account_name: 'Trial' },
				redirect_uri: 'https://app.example.com/done',
				settings: { unified_apis: ['crm'], show_logs: false, session_length: '30m', allow_actions: ['reauthorize'] },
				theme: { primary_color: '#112233', vault_name: 'Acme' },
				custom_consumer_settings: { flag: true },
			},
		],
		gives: [
			1,
			{
				consumer_id: 'test-consumer',
				session_uri: expect.stringMatching(/^https:\/\/vault\.apideck\.com\/session\//) as unknown,
				session_token: expect.any(String) as unknown,
				expires_at: expect.stringMatching(/^\d{4}-.*Z$/) as unknown,
			},
		],
		perItem: {
			parameters: { consumer: byId('={{ $json.who }}'), sessionSettings: { sessionLength: '={{ $json.length }}', unifiedApis: '={{ "crm, hris" }}' } },
			items: [{ who: 'test-consumer', length: '2 d' }, { who: 'tidal-forge', length: '3h' }],
			sends: [
				['POST /vault/sessions', { settings: { unified_apis: ['crm', 'hris'], session_length: '2d' } }],
				['POST /vault/sessions', { settings: { unified_apis: ['crm', 'hris'], session_length: '3h' } }],
			],
		},
		repeats: false,
	},
	'log.getAll': {
		parameters: { consumer: byId('test-consumer'), limit: 3, filters: { httpMethods: ['GET', 'POST'], statusCodes: '500, 404' } },
		sends: [
			'GET /vault/logs?filter%5Bhttp_methods%5D=GET&filter%5Bhttp_methods%5D=POST&filter%5Bstatus_codes%5D=500&filter%5Bstatus_codes%5D=404&limit=3',
		],
		gives: [3, like({ consumer_id: 'test-consumer', status_code: expect.any(Number) as unknown, operation_id: expect.any(String) as unknown })],
		perItem: {
			parameters: { consumer: byId('={{ $json.who }}'), limit: '={{ $json.many }}', filters: { path: '={{ $json.path }}' } },
			items: [{ who: 'test-consumer', many: 2, path: '/crm' }, { who: 'tidal-forge', many: 5, path: '/hris' }],
			sends: [['GET /vault/logs?filter%5Bpath%5D=%2Fcrm&filter%5Bpath_match_mode%5D=CONTAINS&limit=2'], ['GET /vault/logs?filter%5Bpath%5D=%2Fhris&filter%5Bpath_match_mode%5D=CONTAINS&limit=5']],
		},
		missing: NO_CONSUMER,
		repeats: true,
	},
};

/** By `resource.operation`. */
export const VAULT_CASES: Record<string, VaultCase> = { ...CONNECTION, ...CONSUMER, ...RESOURCE_CASES };

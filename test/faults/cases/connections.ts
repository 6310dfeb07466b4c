import type { Sandbox } from '../../../sandbox';
import { byId } from '../../engine/support';
import { call } from '../../sandbox/call';
import { CONSUMERS, NOBODY } from '../scenario';
import { at, EACH, faultCase, prepareEach, SALESFORCE, WHO, type FaultCase } from './faultCase';

const SCOPES = { 'hris.employees': { email: { read: true, write: false } } };
const CONSENT = { id: 'con_1', created_at: '2026-01-01T00:00:00.000Z', granted: true, resources: SCOPES };

/** Tokens as browsers would bring them back, in the order of the consumers. */
async function giveConfirmTokens(sandbox: Sandbox): Promise<void> {
	for (const consumerId of CONSUMERS) {
		const body = { consumer_id: consumerId, unified_api: 'crm', service_id: 'pipedrive' };
		await call(sandbox, 'POST', '/_sandbox/confirm-tokens', { body });
	}
}

const CONFIRMATIONS = CONSUMERS.map((who, index) => ({ who, token: `sandbox-confirm-${String(index + 1).padStart(4, '0')}` }));

export const CONNECTION_CASES: FaultCase[] = [
	faultCase('connection.get', { ...SALESFORCE, output: 'raw' }),
	faultCase('connection.getAll', { ...WHO, returnAll: true, filters: { configured: true } }),
	faultCase('connection.update', {
		...at('hris', 'workday'),
		settingsMode: 'json',
		settingsJson: '={{ { tenant: "tenant of " + $json.who, password: "fake-password-of-" + $json.who } }}',
		updateFields: { enabled: true, metadata: '={{ { owner: $json.who } }}' },
	}),
	faultCase(
		'connection.update, one connection',
		{ ...at('crm', 'pipedrive'), consumer: byId(CONSUMERS[0]), updateFields: { metadata: '={{ { step: $json.step } }}' } },
		{ items: [1, 2, 3, 4, 5, 6].map((step) => ({ step })), shared: true },
	),
	faultCase('connection.delete', at('crm', 'pipedrive'), { deletes: true }),
	faultCase('connection.import', {
		...at('crm', 'zoho-crm'),
		settingsMode: 'json',
		settingsJson: '{"region": "eu"}',
		credentials: { accessToken: '={{ "fake-access-token-of-" + $json.who }}', refreshToken: 'fake-refresh-token', expiresIn: 3600 },
	}),
	faultCase('connection.token', at('hris', 'workday')),
	faultCase('connection.create', {
		...at('hris', 'hibob'),
		settingsMode: 'json',
		settingsJson: '={{ { service_user_id: $json.who, token: "fake-token-of-" + $json.who } }}',
	}),
	faultCase('connection.validate', SALESFORCE),
	faultCase('connection.migrate', { ...at('accounting', 'quickbooks'), targetService: byId('intuit-enterprise-suite') }),
	faultCase(
		'connection.confirm',
		{ ...at('crm', 'pipedrive'), confirmToken: '={{ $json.token }}' },
		{ items: [...CONFIRMATIONS, { who: CONSUMERS[0], token: 'made-up-token' }], prepare: giveConfirmTokens },
	),
	faultCase('connection.getConsents', at('hris', 'bamboohr'), { prepare: prepareEach('hris', 'bamboohr', { consents: [CONSENT] }) }),
	faultCase('connection.updateConsent', {
		...at('hris', 'bamboohr'),
		granted: '={{ $json.who !== "acme-a" }}',
		consentScope: 'json',
		consentResources: JSON.stringify(SCOPES),
	}),
	faultCase('connection.createCallbackState', { ...SALESFORCE, redirectUri: 'https://app.example.com/done' }),
];

export const CONSUMER_CASES: FaultCase[] = [
	faultCase(
		'consumer.create',
		{ consumerId: '={{ $json.who }}', consumerMetadata: { accountName: '={{ "New " + $json.who }}' } },
		{ items: CONSUMERS.map((id) => ({ who: `new/${id}` })) },
	),
	faultCase('consumer.get', { ...WHO, output: 'raw' }),
	faultCase(
		'consumer.getAll',
		{ returnAll: true, filters: { search: '={{ $json.search }}' } },
		{ items: [...CONSUMERS.map((id) => ({ search: id })), { search: 'company' }] },
	),
	faultCase('consumer.update', { ...WHO, consumerMetadata: { email: '={{ "ops@" + $json.who + ".example" }}' } }),
	faultCase('consumer.delete', WHO, { deletes: true }),
	faultCase('consumer.getRequestCounts', { ...WHO, startDate: '2026-01-01T00:00:00Z', endDate: '2026-02-01T00:00:00Z' }),
	faultCase(
		'session.create',
		{ ...WHO, redirectUri: 'https://app.example.com/done', consumerMetadata: { userName: '={{ "User of " + $json.who }}' } },
		{ items: [...EACH.filter(({ who }) => who !== NOBODY), { who: 'new-consumer' }], volatile: ['expires_at'] },
	),
	// The second half of the consumers asks for more than one page.
	faultCase(
		'log.getAll',
		{ ...WHO, limit: '={{ $json.many }}' },
		{ items: EACH.map((item, index) => ({ ...item, many: index % 2 === 0 ? 3 : 205 })) },
	),
];

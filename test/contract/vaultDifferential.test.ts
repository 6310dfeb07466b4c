import type { Apideck } from '@apideck/unify';

import type { Engine } from '../../embedded';
import { startSandbox, type Sandbox } from '../../sandbox';
import { byId, loadEngine } from '../engine/support';
import { VAULT_CASES } from '../engine/vaultCases';
import { clientSends, nodeSends, type Wire } from './compare';

let sandbox: Sandbox;
let engine: Engine;
beforeAll(async () => {
	[sandbox, engine] = await Promise.all([startSandbox(), loadEngine()]);
});
beforeEach(() => sandbox.reset());
afterAll(async () => await sandbox.close());

interface Pair {
	/** Of the node, over those of the operation's case. */
	parameters?: object;
	call: (client: Apideck) => Promise<unknown>;
	/** What the client adds on its own account, taken out of its request before the two are compared. */
	without?: (theirs: Wire) => Wire;
}

const SALESFORCE = { unifiedApi: 'crm', serviceId: 'salesforce' };
const BAMBOO = { unifiedApi: 'hris', serviceId: 'bamboohr', consumerId: 'harbour-light-hotels' };
const SCOPES = { 'hris.employees': { email: { read: true, write: false } } };
const SETTINGS = { unifiedApis: ['crm' as const], hideResourceSettings: true, sandboxMode: true, isolationMode: true, sessionLength: '30m', showLogs: false, showSuggestions: true, showSidebar: false, autoRedirect: true, hideGuides: true, allowActions: ['reauthorize' as const, 'delete' as const] };
const THEME = { favicon: 'https://x.example/f', logo: 'https://x.example/l', primaryColor: '#111111', sidepanelBackgroundColor: '#222222', sidepanelTextColor: '#333333', vaultName: 'Acme', privacyUrl: 'https://x.example/p', termsUrl: 'https://x.example/t' };
const METADATA = { accountName: 'New Co', userName: 'Jo', email: 'jo@new.example', image: 'https://x.example/i.png' };
const [START, END] = ['2026-01-01T00:00:00.000Z', '2026-01-31T00:00:00.000Z'];

/** By operation; several where one does not show everything. */
const PAIRS: Record<string, Pair[]> = {
	'connection.validate': [{ call: async (client) => await client.vault.validateConnection.state({ ...SALESFORCE, requestBody: {} }) }],
	'connection.migrate': [
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
	'connection.getConsents': [{ call: async (client) => await client.vault.connectionConsents.list(BAMBOO) }],
	'connection.updateConsent': [
		{ call: async (client) => await client.vault.connectionConsent.update({ ...BAMBOO, updateConsentRequest: { resources: SCOPES, granted: true } }) },
		{
			parameters: { consentScope: 'all', granted: false },
			call: async (client) => await client.vault.connectionConsent.update({ ...BAMBOO, updateConsentRequest: { resources: '*', granted: false } }),
		},
	],
	'connection.createCallbackState': [
		{
			call: async (client) =>
				await client.vault.createCallback.state({ ...SALESFORCE, createCallbackState: { redirectUri: 'https://app.example.com/done' } }),
		},
		{ parameters: { redirectUri: '' }, call: async (client) => await client.vault.createCallback.state({ ...SALESFORCE, createCallbackState: {} }) },
	],
	'consumer.create': [
		{
			parameters: { consumerId: 'new co/1', consumerMetadata: METADATA },
			call: async (client) => await client.vault.consumers.create({ createConsumerRequest: { consumerId: 'new co/1', metadata: METADATA } }),
		},
		{
			parameters: { consumerId: 'plain', consumerMetadata: {} },
			call: async (client) => await client.vault.consumers.create({ createConsumerRequest: { consumerId: 'plain' } }),
		},
	],
	'consumer.update': [
		{
			parameters: { consumer: byId('Blue Hill & Co / Retail'), consumerMetadata: METADATA },
			call: async (client) => await client.vault.consumers.update({ consumerId: 'Blue Hill & Co / Retail', updateConsumerRequest: { metadata: METADATA } }),
		},
	],
	'consumer.delete': [
		{
			parameters: { consumer: byId('Blue Hill & Co / Retail') },
			call: async (client) => await client.vault.consumers.delete({ consumerId: 'Blue Hill & Co / Retail' }),
		},
	],
	'consumer.getRequestCounts': [
		{
			parameters: { startDate: START, endDate: END },
			call: async (client) => await client.vault.consumerRequestCounts.list({ consumerId: 'test-consumer', startDatetime: START, endDatetime: END }),
		},
	],
	'session.create': [
		{
			parameters: { redirectUri: 'https://app.example.com/done', sessionSettings: SETTINGS, theme: THEME, consumerMetadata: METADATA, customConsumerSettings: '{"flag": true}' },
			call: async (client) =>
				await client.vault.sessions.create({
					session: { redirectUri: 'https://app.example.com/done', settings: SETTINGS, theme: THEME, consumerMetadata: METADATA, customConsumerSettings: { flag: true } },
				}),
		},
		{
			parameters: { redirectUri: '', sessionSettings: {}, theme: {}, consumerMetadata: {}, customConsumerSettings: '' },
			call: async (client) => await client.vault.sessions.create({ session: {} }),
		},
	],
	'settings.get': [{ call: async (client) => await client.vault.connectionSettings.list({ ...SALESFORCE, resource: 'opportunities' }) }],
	'settings.update': [
		{
			call: async (client) =>
				await client.vault.connectionSettings.update({
					...SALESFORCE,
					resource: 'opportunities',
					connection: { configuration: [{ resource: 'opportunities', defaults: [{ id: 'Probability', value: 40 }] }] },
				}),
		},
	],
	'settings.getCustomFields': [
		{ call: async (client) => await client.vault.customFields.list({ ...SALESFORCE, resource: 'leads', resourceId: '77' }) },
		{ parameters: { recordId: '' }, call: async (client) => await client.vault.customFields.list({ ...SALESFORCE, resource: 'leads' }) },
	],
	'customMapping.getAll': [{ call: async (client) => await client.vault.customMappings.list(SALESFORCE) }],
	'customMapping.getConnectionMappings': [
		{ call: async (client) => await client.vault.connectionCustomMappings.list({ ...SALESFORCE, resource: 'contacts' }) },
	],
	'log.getAll': [
		{
			parameters: {
				limit: 7,
				filters: {
					connectorId: 'crm+salesforce', path: '/crm/contacts', pathMatchMode: 'STARTS_WITH', httpMethods: ['GET', 'POST'],
					startDate: START, endDate: END, statusCodes: '500, 502', excludeUnifiedApis: ['vault', 'proxy'],
				},
			},
			call: async (client) =>
				await client.vault.logs.list({
					limit: 7,
					filter: {
						connectorId: 'crm+salesforce', path: '/crm/contacts', pathMatchMode: 'STARTS_WITH', httpMethods: ['GET', 'POST'],
						startDate: new Date(START), endDate: new Date(END), statusCodes: [500, 502], excludeUnifiedApis: 'vault,proxy',
					},
				}),
		},
		{
			parameters: { limit: 20, filters: { httpMethods: ['GET'], statusCodes: '404' } },
			call: async (client) => await client.vault.logs.list({ limit: 20, filter: { httpMethod: 'GET', statusCode: 404 } }),
			// It names the default way of comparing paths even where there is no path to compare.
			without: (theirs) => ({ ...theirs, query: theirs.query.split('&').filter((pair) => !pair.includes('path_match_mode')).join('&') }),
		},
		{ parameters: { limit: 20, filters: {} }, call: async (client) => await client.vault.logs.list({ limit: 20 }) },
	],
};

/** The order of a query's pairs is free, but not that of the values of one key. */
const ordered = (request: Wire) => {
	const query: Record<string, string[]> = {};
	for (const [key, value] of new URLSearchParams(request.query)) (query[key] ??= []).push(value);
	return { ...request, query };
};

const all = Object.entries(PAIRS).flatMap(([name, pairs]) => pairs.map((pair, index) => [name, index + 1, pair] as const));

it.each(all)("%s (%i): node and vendor's client send the same, and the client accepts the answer", async (name, _number, pair) => {
	const { parameters: own, prepare } = VAULT_CASES[name]!;
	const [resource, operation] = name.split('.');
	const prepared = await prepare?.(sandbox);
	const who = { consumerId: (own as { consumer?: { value: string } }).consumer?.value ?? 'test-consumer' };
	const ours = await nodeSends(engine, sandbox, { resource, operation, ...own, ...prepared, ...pair.parameters }, who);
	sandbox.reset();
	await prepare?.(sandbox);
	const theirs = await clientSends(sandbox, pair.call, who);
	expect(theirs).toMatchObject({ answer: expect.any(Object) as unknown });
	expect(theirs).not.toHaveProperty('error');
	// To a status that it does not expect the client answers so, and does not reject.
	expect(theirs).not.toHaveProperty('answer.unexpectedErrorResponse');
	expect(theirs.requests).toHaveLength(1);
	const expected = theirs.requests.map((request) => pair.without?.(request) ?? request);
	expect(ours.map(ordered)).toEqual(expected.map(ordered));
});

it("the client's page iterator goes through the whole log", async () => {
	const ids: string[] = [];
	await clientSends(
		sandbox,
		async (client) => {
			for await (const page of await client.vault.logs.list({ limit: 200, filter: { httpMethods: ['GET'] } })) {
				for (const { id } of page.getLogsResponse?.data ?? []) ids.push(id);
			}
		},
		{ consumerId: 'test-consumer' },
	);
	expect(ids.length).toBeGreaterThan(200);
	expect(new Set(ids).size).toBe(ids.length);
});

it('covers every operation that the client has and no other test compares', () => {
	// The client has none of these: they are marked as excluded or internal in the specification.
	const unknown = ['connection.create', 'connection.confirm', 'settings.getSchema', 'settings.getExample', 'customMapping.get', 'customMapping.create', 'customMapping.update', 'customMapping.delete'];
	expect([...Object.keys(PAIRS), ...unknown].sort()).toEqual(Object.keys(VAULT_CASES).sort());
});

import { byId } from '../engine/byId';
import {
	AT_SALESFORCE,
	CLIENT_SALESFORCE,
	forEachResource,
	like,
	NAMED_RESOURCE,
	NAMES,
	SALESFORCE,
	SALESFORCE_IDS,
	SALESFORCE_SIMPLIFIED,
	UNKNOWN_RESOURCE,
	type RequestFixture,
} from './fixture';

const LEADS = { ...SALESFORCE, apiResource: byId('leads') };
const OPPORTUNITIES = { ...SALESFORCE, apiResource: byId('opportunities') };

export const SETTINGS: Record<string, RequestFixture> = {
	get: {
		parameters: OPPORTUNITIES,
		request: [`GET ${AT_SALESFORCE}/opportunities/config`],
		preview: 'settings.update',
		output: () => [
			1,
			like({ ...SALESFORCE_SIMPLIFIED, resource: 'opportunities', state: 'callable', defaults: [{ id: 'Probability', target: 'resource', value: 12.5 }] }),
		],
		perItem: { parameters: NAMED_RESOURCE, items: NAMES, requests: forEachResource('config') },
		notFound: UNKNOWN_RESOURCE,
		idempotent: true,
		client: [{ call: async (client) => await client.vault.connectionSettings.list({ ...CLIENT_SALESFORCE, resource: 'opportunities' }) }],
		secrets: { parameters: () => ({ apiResource: byId('leads') }) },
	},
	update: {
		parameters: { ...OPPORTUNITIES, defaults: { entries: [{ id: 'Probability', type: 'number', value: '40' }] } },
		request: [`PATCH ${AT_SALESFORCE}/opportunities/config`, { configuration: [{ resource: 'opportunities', defaults: [{ id: 'Probability', value: 40 }] }] }],
		preview: { parameters: { settingsMode: 'json', defaultsJson: '={{ [{ id: "Probability", value: $json.value }] }}' }, items: [{ value: 'web' }, { value: 1.5 }, { value: true }, { value: ['a'] }] },
		output: () => [1, like({ resource: 'opportunities', defaults: [{ id: 'Probability', target: 'resource', value: 40 }] })],
		perItem: {
			parameters: { ...NAMED_RESOURCE, settingsMode: 'json', defaultsJson: '={{ [{ id: $json.at, value: true }] }}' },
			items: NAMES,
			requests: NAMES.map(({ api, at }) => [
				`PATCH /vault/connections/${api}/${at}/${at}s/config`,
				{ configuration: [{ resource: `${at}s`, defaults: [{ id: at, value: true }] }] },
			]),
		},
		notFound: UNKNOWN_RESOURCE,
		idempotent: true,
		client: [
			{
				call: async (client) =>
					await client.vault.connectionSettings.update({
						...CLIENT_SALESFORCE,
						resource: 'opportunities',
						connection: { configuration: [{ resource: 'opportunities', defaults: [{ id: 'Probability', value: 40 }] }] },
					}),
			},
		],
		faults: { parameters: { settingsMode: 'json', defaultsJson: '={{ [{ id: "Probability", value: $json.who.length }] }}' } },
		secrets: 'omitted',
	},
	getSchema: {
		parameters: LEADS,
		request: [`GET ${AT_SALESFORCE}/leads/schema`],
		preview: { open: ['schema'] },
		output: () => [1, { ...SALESFORCE_IDS, resource: 'leads', schema: like({ type: 'object', title: 'leads' }) }],
		perItem: { parameters: NAMED_RESOURCE, items: NAMES, requests: forEachResource('schema') },
		notFound: UNKNOWN_RESOURCE,
		idempotent: true,
		client: 'missing',
	},
	getExample: {
		parameters: LEADS,
		request: [`GET ${AT_SALESFORCE}/leads/example`],
		preview: { open: ['example_response'] },
		output: () => [1, { ...SALESFORCE_IDS, resource: 'leads', example_response: like({ object: 'leads' }) }],
		perItem: { parameters: NAMED_RESOURCE, items: NAMES, requests: forEachResource('example') },
		notFound: UNKNOWN_RESOURCE,
		idempotent: true,
		client: 'missing',
	},
	getCustomFields: {
		parameters: { ...LEADS, recordId: '77' },
		request: [`GET ${AT_SALESFORCE}/leads/custom-fields?resource_id=77`],
		output: () => [2, like({ ...SALESFORCE_IDS, resource: 'leads', id: 'cf_tier', name: 'Tier', finder: "$.custom_fields[?(@.id=='cf_tier')].value" })],
		perItem: {
			parameters: { ...NAMED_RESOURCE, recordId: '={{ $json.at.length }}' },
			items: NAMES,
			requests: [
				['GET /vault/connections/crm/salesforce/salesforces/custom-fields?resource_id=10'],
				['GET /vault/connections/accounting/xero/xeros/custom-fields?resource_id=4'],
			],
		},
		notFound: UNKNOWN_RESOURCE,
		idempotent: true,
		client: [
			{ call: async (client) => await client.vault.customFields.list({ ...CLIENT_SALESFORCE, resource: 'leads', resourceId: '77' }) },
			{ parameters: { recordId: '' }, call: async (client) => await client.vault.customFields.list({ ...CLIENT_SALESFORCE, resource: 'leads' }) },
		],
		secrets: { parameters: () => ({ recordId: '' }) },
	},
};

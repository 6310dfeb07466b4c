import type { Sandbox } from '../../sandbox';
import { byId } from './support';
import { AT, each, IDS, like, MAPPING, NAMED, NAMES, NO_SERVICE, SALESFORCE, TIER, type VaultCase } from './vaultCase';

const mapped = async (sandbox: Sandbox) => {
	sandbox.vault.set(
		{ consumerId: 'test-consumer', unifiedApi: 'crm', serviceId: 'salesforce' },
		{ custom_mappings: { 'crm+contacts+loyalty_tier': '$.tier' } },
	);
	return await Promise.resolve({});
};

const LEADS = { ...SALESFORCE, apiResource: byId('leads') };
const ANY = { ...NAMED, apiResource: byId('={{ $json.at }}s') };
const eachResource = (rest: string): Array<[string]> =>
	NAMES.map(({ api, at }) => [`GET /vault/connections/${api}/${at}/${at}s/${rest}`]);

const SETTINGS: Record<string, VaultCase> = {
	'settings.get': {
		parameters: { ...SALESFORCE, apiResource: byId('opportunities') },
		sends: [`GET ${AT}/opportunities/config`],
		gives: [
			1,
			like({ ...IDS, resource: 'opportunities', state: 'callable', defaults: [{ id: 'Probability', target: 'resource', value: 12.5 }] }),
		],
		perItem: { parameters: ANY, items: NAMES, sends: eachResource('config') },
		missing: { apiResource: byId('no-such-resource') },
		repeats: true,
	},
	'settings.update': {
		parameters: {
			...SALESFORCE,
			apiResource: byId('opportunities'),
			defaults: { entries: [{ id: 'Probability', type: 'number', value: '40' }] },
		},
		sends: [
			`PATCH ${AT}/opportunities/config`,
			{ configuration: [{ resource: 'opportunities', defaults: [{ id: 'Probability', value: 40 }] }] },
		],
		gives: [1, like({ resource: 'opportunities', defaults: [{ id: 'Probability', target: 'resource', value: 40 }] })],
		perItem: {
			parameters: { ...ANY, defaultsJson: '={{ [{ id: $json.at, value: true }] }}' },
			items: NAMES,
			sends: NAMES.map(({ api, at }) => [
				`PATCH /vault/connections/${api}/${at}/${at}s/config`,
				{ configuration: [{ resource: `${at}s`, defaults: [{ id: at, value: true }] }] },
			]),
		},
		missing: { apiResource: byId('no-such-resource') },
		repeats: true,
	},
	'settings.getSchema': {
		parameters: LEADS,
		sends: [`GET ${AT}/leads/schema`],
		gives: [1, { ...IDS, resource: 'leads', schema: like({ type: 'object', title: 'leads' }) }],
		perItem: { parameters: ANY, items: NAMES, sends: eachResource('schema') },
		missing: { apiResource: byId('no-such-resource') },
		repeats: true,
	},
	'settings.getExample': {
		parameters: LEADS,
		sends: [`GET ${AT}/leads/example`],
		gives: [1, { ...IDS, resource: 'leads', example_response: like({ object: 'leads' }) }],
		perItem: { parameters: ANY, items: NAMES, sends: eachResource('example') },
		missing: { apiResource: byId('no-such-resource') },
		repeats: true,
	},
	'settings.getCustomFields': {
		parameters: { ...LEADS, recordId: '77' },
		sends: [`GET ${AT}/leads/custom-fields?resource_id=77`],
		gives: [2, like({ ...IDS, resource: 'leads', id: 'cf_tier', name: 'Tier', finder: "$.custom_fields[?(@.id=='cf_tier')].value" })],
		perItem: {
			parameters: { ...ANY, recordId: '={{ $json.at.length }}' },
			items: NAMES,
			sends: [
				['GET /vault/connections/crm/salesforce/salesforces/custom-fields?resource_id=10'],
				['GET /vault/connections/accounting/xero/xeros/custom-fields?resource_id=4'],
			],
		},
		missing: { apiResource: byId('no-such-resource') },
		repeats: true,
	},
};

const MAPPED = { ...IDS, id: 'crm+contacts+loyalty_tier', label: 'Loyalty tier', key: 'loyalty_tier', required: false, custom_field: true, example: 'gold' };
const PICKED = { ...NAMED, targetField: byId('={{ $json.api }}+a b') };
const WRITTEN = { ...PICKED, mappingValue: byId('={{ "$." + $json.at }}') };
const eachMapping = (method: string, withBody: boolean): Array<[string, unknown?]> =>
	NAMES.map(({ api, at }) => [`${method} /vault/custom-mappings/${api}/${at}/${api}%2Ba%20b`, withBody ? { value: `$.${at}` } : undefined]);

const MAPPINGS: Record<string, VaultCase> = {
	'customMapping.getAll': {
		parameters: { ...SALESFORCE, returnAll: true },
		prepare: mapped,
		sends: ['GET /vault/custom-mappings/crm/salesforce'],
		gives: [1, { ...MAPPED, value: '$.tier' }],
		perItem: { parameters: NAMED, items: NAMES, sends: each('GET', '', undefined, 'custom-mappings') },
		missing: NO_SERVICE,
		repeats: true,
	},
	'customMapping.get': {
		parameters: { ...SALESFORCE, ...TIER },
		sends: [`GET ${MAPPING}`],
		gives: [1, { ...MAPPED, value: null }],
		perItem: { parameters: PICKED, items: NAMES, sends: eachMapping('GET', false) },
		missing: { targetField: byId('crm+contacts+nothing') },
		repeats: true,
	},
	'customMapping.create': {
		parameters: { ...SALESFORCE, ...TIER, mappingValue: byId('$.custom.tier') },
		sends: [`POST ${MAPPING}`, { value: '$.custom.tier' }],
		gives: [1, { ...MAPPED, value: '$.custom.tier' }],
		perItem: { parameters: WRITTEN, items: NAMES, sends: eachMapping('POST', true) },
		missing: { targetField: byId('crm+contacts+nothing') },
		repeats: false,
	},
	'customMapping.update': {
		parameters: { ...SALESFORCE, ...TIER, mappingValue: byId('$.other') },
		prepare: mapped,
		sends: [`PATCH ${MAPPING}`, { value: '$.other' }],
		gives: [1, { ...MAPPED, value: '$.other' }],
		perItem: { parameters: WRITTEN, items: NAMES, sends: eachMapping('PATCH', true) },
		missing: { targetField: byId('crm+contacts+nothing') },
		repeats: true,
	},
	'customMapping.delete': {
		parameters: { ...SALESFORCE, ...TIER },
		prepare: mapped,
		sends: [`DELETE ${MAPPING}`],
		gives: [1, { deleted: true, ...IDS, target_field_id: 'crm+contacts+loyalty_tier' }],
		perItem: { parameters: PICKED, items: NAMES, sends: eachMapping('DELETE', false) },
		missing: { targetField: byId('crm+contacts+nothing') },
		repeats: true,
	},
	'customMapping.getConnectionMappings': {
		parameters: { ...SALESFORCE, apiResource: byId('contacts') },
		prepare: mapped,
		sends: [`GET ${AT}/contacts/custom-mappings`],
		gives: [1, { ...MAPPED, value: '$.tier' }],
		perItem: { parameters: ANY, items: NAMES, sends: eachResource('custom-mappings') },
		missing: { apiResource: byId('no-such-resource') },
		repeats: true,
	},
};

/** Cases of resource settings and custom mappings. */
export const RESOURCE_CASES: Record<string, VaultCase> = { ...SETTINGS, ...MAPPINGS };

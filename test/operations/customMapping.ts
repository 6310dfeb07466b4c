import { byId } from '../engine/byId';
import { CONSUMERS } from '../faults/scenario';
import {
	AT_SALESFORCE,
	CLIENT_SALESFORCE,
	forEachName,
	forEachResource,
	NAMED,
	NAMED_RESOURCE,
	NAMES,
	prepareEach,
	SALESFORCE,
	SALESFORCE_IDS,
	SALESFORCE_SIMPLIFIED,
	UNKNOWN_RESOURCE,
	UNKNOWN_SERVICE,
	type RequestFixture,
	type RequestLine,
} from './fixture';

const MAPPING = '/vault/custom-mappings/crm/salesforce/crm%2Bcontacts%2Bloyalty_tier';
const LOYALTY_TIER = { ...SALESFORCE, targetField: byId('crm+contacts+loyalty_tier') };
const UNKNOWN_FIELD = { targetField: byId('crm+contacts+nothing') };
const mapped = prepareEach('crm', 'salesforce', { custom_mappings: { 'crm+contacts+loyalty_tier': '$.tier' } });

const RECORD = { ...SALESFORCE_SIMPLIFIED, id: 'crm+contacts+loyalty_tier', label: 'Loyalty tier', key: 'loyalty_tier', required: false, custom_field: true, example: 'gold' };
const PICKED = { ...NAMED, targetField: byId('={{ $json.api }}+a b') };
const WRITTEN = { ...PICKED, mappingValue: byId('={{ "$." + $json.at }}') };
const forEachMapping = (method: string, withBody: boolean): RequestLine[] =>
	NAMES.map(({ api, at }) => [`${method} /vault/custom-mappings/${api}/${at}/${api}%2Ba%20b`, withBody ? { value: `$.${at}` } : undefined]);
const FAULT_VALUE = { mappingValue: byId('={{ "$.tier_of_" + $json.who }}') };

export const CUSTOM_MAPPING: Record<string, RequestFixture> = {
	getAll: {
		parameters: { ...SALESFORCE, returnAll: true },
		prepare: mapped,
		request: ['GET /vault/custom-mappings/crm/salesforce'],
		preview: { nullable: ['value', 'example'] },
		output: () => [1, { ...RECORD, value: '$.tier' }],
		perItem: { parameters: NAMED, items: NAMES, requests: forEachName('GET', '', undefined, 'custom-mappings') },
		notFound: UNKNOWN_SERVICE,
		idempotent: true,
		client: [{ call: async (client) => await client.vault.customMappings.list(CLIENT_SALESFORCE) }],
	},
	get: {
		parameters: LOYALTY_TIER,
		request: [`GET ${MAPPING}`],
		preview: 'customMapping.getAll',
		output: () => [1, { ...RECORD, value: null }],
		perItem: { parameters: PICKED, items: NAMES, requests: forEachMapping('GET', false) },
		notFound: UNKNOWN_FIELD,
		idempotent: true,
		client: 'missing',
		faults: { prepare: (sandbox) => void mapped(sandbox, CONSUMERS) },
		secrets: 'omitted',
	},
	create: {
		parameters: { ...LOYALTY_TIER, mappingValue: byId('$.custom.tier') },
		request: [`POST ${MAPPING}`, { value: '$.custom.tier' }],
		preview: 'customMapping.getAll',
		output: () => [1, { ...RECORD, value: '$.custom.tier' }],
		perItem: { parameters: WRITTEN, items: NAMES, requests: forEachMapping('POST', true) },
		notFound: UNKNOWN_FIELD,
		idempotent: false,
		client: 'missing',
		faults: { parameters: FAULT_VALUE },
		secrets: 'omitted',
	},
	update: {
		parameters: { ...LOYALTY_TIER, mappingValue: byId('$.other') },
		prepare: mapped,
		request: [`PATCH ${MAPPING}`, { value: '$.other' }],
		preview: 'customMapping.getAll',
		output: () => [1, { ...RECORD, value: '$.other' }],
		perItem: { parameters: WRITTEN, items: NAMES, requests: forEachMapping('PATCH', true) },
		notFound: UNKNOWN_FIELD,
		idempotent: true,
		client: 'missing',
		faults: { parameters: FAULT_VALUE },
		secrets: 'omitted',
	},
	delete: {
		parameters: LOYALTY_TIER,
		prepare: mapped,
		request: [`DELETE ${MAPPING}`],
		output: () => [1, { deleted: true, ...SALESFORCE_IDS, target_field_id: 'crm+contacts+loyalty_tier' }],
		perItem: { parameters: PICKED, items: NAMES, requests: forEachMapping('DELETE', false) },
		notFound: UNKNOWN_FIELD,
		idempotent: true,
		client: 'missing',
		faults: { deletes: true },
		secrets: 'omitted',
	},
	getConnectionMappings: {
		parameters: { ...SALESFORCE, apiResource: byId('contacts') },
		prepare: mapped,
		request: [`GET ${AT_SALESFORCE}/contacts/custom-mappings`],
		preview: 'customMapping.getAll',
		output: () => [1, { ...RECORD, value: '$.tier' }],
		perItem: { parameters: NAMED_RESOURCE, items: NAMES, requests: forEachResource('custom-mappings') },
		notFound: UNKNOWN_RESOURCE,
		idempotent: true,
		client: [{ call: async (client) => await client.vault.connectionCustomMappings.list({ ...CLIENT_SALESFORCE, resource: 'contacts' }) }],
		secrets: 'omitted',
	},
};

import { byId } from '../../engine/support';
import { faultCase, prepareEach, SALESFORCE, type FaultCase } from './faultCase';

const LEADS = { ...SALESFORCE, apiResource: byId('leads') };
const TIER = { targetField: byId('crm+contacts+loyalty_tier') };
const mapped = prepareEach('crm', 'salesforce', { custom_mappings: { 'crm+contacts+loyalty_tier': '$.tier' } });

/** Resource settings and custom mappings, all on the consumers' Salesforce. */
export const RESOURCE_CASES: FaultCase[] = [
	faultCase('settings.get', { ...SALESFORCE, apiResource: byId('opportunities') }),
	faultCase('settings.update', {
		...SALESFORCE,
		apiResource: byId('opportunities'),
		defaultsJson: '={{ [{ id: "Probability", value: $json.who.length }] }}',
	}),
	faultCase('settings.getSchema', LEADS),
	faultCase('settings.getExample', LEADS),
	faultCase('settings.getCustomFields', { ...LEADS, recordId: '77' }),
	faultCase('customMapping.getAll', { ...SALESFORCE, returnAll: true }, { prepare: mapped }),
	faultCase('customMapping.get', { ...SALESFORCE, ...TIER }, { prepare: mapped }),
	faultCase('customMapping.create', { ...SALESFORCE, ...TIER, mappingValue: byId('={{ "$.tier_of_" + $json.who }}') }),
	faultCase('customMapping.update', { ...SALESFORCE, ...TIER, mappingValue: byId('={{ "$.tier_of_" + $json.who }}') }, { prepare: mapped }),
	faultCase('customMapping.delete', { ...SALESFORCE, ...TIER }, { prepare: mapped, deletes: true }),
	faultCase('customMapping.getConnectionMappings', { ...SALESFORCE, apiResource: byId('contacts') }, { prepare: mapped }),
];

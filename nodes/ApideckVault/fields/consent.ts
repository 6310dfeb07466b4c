import type { INodeProperties } from 'n8n-workflow';

import type { DataScopesResources } from '../vault/consent';
import { readBoolean } from './boolean';
import type { Item } from './item';
import { parseJson } from './json';
import { quoted } from './quoted';

/** What the consumer decided, and on which data. */
export const consentFields: INodeProperties[] = [
	{
		displayName: 'Granted',
		name: 'granted',
		type: 'boolean',
		required: true,
		default: true,
		description: 'Whether the consumer agrees that you read and write the data below, or refuses it',
	},
	{
		displayName: 'Data',
		name: 'consentScope',
		type: 'options',
		options: [
			{ name: 'All Resources and Fields', value: 'all', description: 'Everything that the connection offers' },
			{ name: 'Using JSON', value: 'json', description: 'Only the resources and fields that you list' },
		],
		default: 'all',
		description: 'What the decision is about',
	},
	{
		displayName: 'Resources (JSON)',
		name: 'consentResources',
		type: 'json',
		default: '',
		placeholder: 'e.g. {"hris.employees": {"email": {"read": true, "write": false}}}',
		displayOptions: { show: { consentScope: ['json'] } },
		description: 'Resources, their fields, and whether each may be read and written',
	},
];

/** The body of a consent. @throws NodeOperationError naming the field that is wrong */
export function readConsent(item: Item): { resources: DataScopesResources; granted: boolean } {
	const granted = readBoolean(item, 'Granted', item.value<boolean>('granted', true, 'Granted'));
	if (granted === undefined) {
		throw item.invalid("'Granted' is empty", "Let the expression in 'Granted' give true or false.");
	}
	const scope = item.value<string>('consentScope', 'all', 'Data');
	if (scope === 'all') return { resources: '*', granted };
	if (scope !== 'json') throw item.invalid(`'Data' cannot be ${quoted(scope)}`, "Use all or json in 'Data'.");
	const label = 'Resources (JSON)';
	const resources = parseJson(item, label, item.value<string | object>('consentResources', '', label), 'object');
	if (resources === undefined) {
		throw item.invalid("'Resources (JSON)' is empty", "List the resources, or set 'Data' to all.");
	}
	return { resources: resources as DataScopesResources, granted };
}

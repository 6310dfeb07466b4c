import type { INodeProperties } from 'n8n-workflow';

import type { DataScopesResources } from '../vault/consent';
import { readBoolean } from './boolean';
import type { Item } from './item';
import { parseJson } from './json';
import { pathText } from './jsonPath';
import { isPlain } from './jsonValue';
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
	return { resources: checkResources(item, label, resources), granted };
}

/**
 * Checks that a decision says which resources, which of their fields, and what may be done with each. What leaves one of them out
 * could be read as everything.
 */
function checkResources(item: Item, label: string, resources: object): DataScopesResources {
	const wrong = (at: string) =>
		item.invalid(
			at === '' ? `'${label}' names no resource` : `'${label}' says nothing that can be allowed at ${at}`,
			`Write '${label}' like {"hris.employees": {"email": {"read": true, "write": false}}}, or set 'Data' to all.`,
		);
	if (Object.keys(resources).length === 0) throw wrong('');
	for (const [resource, fields] of Object.entries(resources) as Array<[string, unknown]>) {
		if (resource.trim() === '' || !isPlain(fields) || Object.keys(fields).length === 0) throw wrong(pathText([resource]));
		for (const [field, permission] of Object.entries(fields)) {
			const isPermission = isPlain(permission) && Object.keys(permission).length > 0;
			if (field.trim() === '' || !isPermission) throw wrong(pathText([resource, field]));
			for (const [name, value] of Object.entries(permission)) {
				if (!['read', 'write'].includes(name) || typeof value !== 'boolean') throw wrong(pathText([resource, field, name]));
			}
		}
	}
	return resources as DataScopesResources;
}

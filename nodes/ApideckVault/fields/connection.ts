import type { INodePropertyOptions } from 'n8n-workflow';

import { type ConnectionId, isUnifiedApiId, UNIFIED_APIS } from '../api/ids';
import type { DataScopesResources } from '../api/records';
import { json } from '../parameters/json';
import { isPlainObject, pathText, quoted } from '../parameters/jsonSafety';
import { locator, requiredLocator } from '../parameters/locator';
import { labelOf, mapped, type Param, shownWhen, type ValueErrors, type Values } from '../parameters/param';
import { options } from '../parameters/scalars';
import { queryText } from '../parameters/text';
import { checkConnectionId, CONNECTION_EXAMPLE } from './connectionId';
import { headerConsumer } from './consumer';

export const unifiedApiOptions: INodePropertyOptions[] = UNIFIED_APIS.map((api) => ({ ...api }));

/** @throws NodeOperationError for a value that cannot be the ID of a unified API */
export function checkUnifiedApi(errors: ValueErrors, value: unknown, label: string): string {
	const id = typeof value === 'string' ? value : '';
	if (!isUnifiedApiId(id)) {
		throw errors.invalid(
			`'${label}' contains a value that is not a unified API: ${quoted(value)}`,
			`Select one from the list, or make the expression return its ID, such as ${UNIFIED_APIS.slice(0, 4)
				.map((api) => api.value)
				.join(', ')}.`,
		);
	}
	return id;
}

/** Apideck's own IDs are lowercase words with hyphens. Digits, dots and underscores are allowed as well. */
const SERVICE_ID = /^[a-z0-9][a-z0-9._-]{0,127}$/;

/** Whether an ID has the form of Apideck's service IDs. */
export const isServiceId = (id: string): boolean => SERVICE_ID.test(id);

/** The likely ID for a name such as "Google Drive"; '' when there is none. */
function suggestServiceId(name: string): string {
	const id = name.slice(0, 64).trim().toLowerCase().replace(/[^a-z0-9._-]+/g, '-').replace(/^[._-]+/, '');
	let end = id.length;
	while (end > 0 && '._-'.includes(id[end - 1]!)) end--;
	return id.slice(0, end);
}

/**
 * An entry of a filter by service. A name that cannot be an ID would match nothing, which looks as if nothing were wrong.
 * @throws NodeOperationError naming the field and, if possible, suggesting the ID. The value is in the description only, because the
 * trigger logs the message.
 */
export function checkServiceId(errors: ValueErrors, label: string, value: string): string {
	if (isServiceId(value)) return value;
	const id = suggestServiceId(value);
	throw errors.invalid(
		`'${label}' contains a value that is not a service ID`,
		`${quoted(value)} is not a service ID. ${id === '' ? 'Service IDs look like hubspot or google-drive.' : `Use ${id} instead.`}`,
	);
}

/** A filter by unified API. An expression can return one that is newer than the list. */
export const unifiedApi: Param<string> = {
	property: {
		displayName: 'Unified API',
		type: 'options',
		options: unifiedApiOptions,
		default: 'accounting',
		description: 'The Apideck API that the connection belongs to',
	},
	read: (value, context) => checkUnifiedApi(context, value, context.label),
};

/** What the lists of a connection depend on, in n8n's notation. A name without `.value` would clear nothing. */
export const CONNECTION_VALUES = ['consumer.value', 'connection.value'] as const;

const connection = (search: string, select: string, description: string): Param<ConnectionId> =>
	requiredLocator('Connection', { search, select, description, example: CONNECTION_EXAMPLE, dependsOn: ['consumer.value'] }, checkConnectionId);

/** The parameters that identify a connection of the consumer. */
export const connectionParams = {
	consumer: headerConsumer,
	connection: connection(
		'searchConnections',
		'Select a connection…',
		"The connection to act on. The list shows the consumer's connections, starting with those that need attention and ending with those that are not added yet.",
	),
};

/** The parameters that identify a connection that may not exist yet. It is selected from the connector catalog. */
export const newConnectionParams = {
	...connectionParams,
	connection: connection('searchConnectors', 'Select a connector…', 'The unified API and the service to connect to. The list shows the connectors that Apideck offers.'),
};

const apiResource = (search: string, listed: string): Param<string> =>
	locator('API Resource', {
		search,
		description: `The resource of the unified API, such as leads or employees. The list shows the resources ${listed}.`,
		select: 'Select a resource…',
		example: 'leads',
		dependsOn: CONNECTION_VALUES,
	});

/** A resource whose defaults can be set. */
export const configurableResource = apiResource('searchSettingsResources', 'that have settings in this connection');

/** A resource whose fields the service describes. */
export const describedResource = apiResource('searchSchemaResources', 'that have a schema in this connection');

/** Any resource of the connection. */
export const anyResource = apiResource('searchResources', 'of this connection');

/**
 * ID of the sample record; undefined when the field was left empty. An expression that returns nothing is an error, because another
 * record, such as another employee, must not be shown instead.
 */
export const recordId: Param<string | undefined> = mapped(
	queryText('Record ID', { example: '12345', description: 'ID of the record in the service to read the fields from, such as an employee. Defaults to any record.' }),
	(id, { label, isExpression, invalid }) => {
		if (id !== undefined || !isExpression) return id;
		throw invalid(`The expression in '${label}' returned no value`, `Make sure the expression returns an ID, or clear '${label}' to use any record.`);
	},
);

const consentScope = options(
	'Data',
	[
		{ name: 'All Resources and Fields', value: 'all', description: 'All data of the connection' },
		{ name: 'Using JSON', value: 'json', description: 'Only the resources and fields that you list' },
	],
	{ default: 'all', description: 'The data that the consent applies to' },
);

/** The consumer's decision, and the data it applies to. */
export const consentParams = {
	decision: options(
		'Decision',
		[
			{ name: 'Allow', value: 'allow', description: 'The consumer allows you to read and write the data below' },
			{ name: 'Deny', value: 'deny', description: 'The consumer denies access to the data below' },
		],
		{ default: 'allow', description: 'What the consumer has decided' },
	),
	consentScope,
	consentResources: shownWhen(
		{ consentScope: ['json'] },
		json('Resources (JSON)', 'object', {
			example: '{"hris.employees": {"email": {"read": true, "write": false}}}',
			description: 'Resources, their fields, and whether each field may be read and written',
		}),
	),
};

/** The body of a consent. @throws what `invalid` creates, for resources without valid permissions */
export function consentOf({ decision, consentScope: scope, consentResources: resources }: Values<typeof consentParams>, errors: ValueErrors): object {
	const granted = decision === 'allow';
	if (scope === 'all') return { resources: '*', granted };
	const label = labelOf(consentParams.consentResources);
	if (resources === undefined) throw errors.invalid(`'${label}' is empty`, `List the resources, or set '${labelOf(consentScope)}' to all.`);
	return { resources: checkResources(errors, label, resources), granted };
}

/**
 * Checks that a consent lists resources, their fields, and the permissions of each. A missing part could be read as access to
 * everything.
 */
function checkResources(errors: ValueErrors, label: string, resources: object): DataScopesResources {
	const invalidAt = (path: string) =>
		errors.invalid(
			path === '' ? `'${label}' does not contain a resource` : `'${label}' has no valid permission at ${path}`,
			`Enter '${label}' as an object, such as {"hris.employees": {"email": {"read": true, "write": false}}}, or set '${labelOf(consentScope)}' to all.`,
		);
	if (Object.keys(resources).length === 0) throw invalidAt('');
	for (const [resource, fields] of Object.entries(resources) as Array<[string, unknown]>) {
		if (resource.trim() === '' || !isPlainObject(fields) || Object.keys(fields).length === 0) throw invalidAt(pathText([resource]));
		for (const [field, permission] of Object.entries(fields)) {
			const isPermission = isPlainObject(permission) && Object.keys(permission).length > 0;
			if (field.trim() === '' || !isPermission) throw invalidAt(pathText([resource, field]));
			for (const [name, value] of Object.entries(permission)) {
				if (!['read', 'write'].includes(name) || typeof value !== 'boolean') throw invalidAt(pathText([resource, field, name]));
			}
		}
	}
	return resources as DataScopesResources;
}

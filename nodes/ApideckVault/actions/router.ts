import type { INodeProperties } from 'n8n-workflow';

import { alphabetical } from '../parameters/param';
import { auditResource } from './audit';
import { connection } from './connection';
import { consumer } from './consumer';
import { customMapping } from './customMapping';
import { log } from './log';
import type { Operation, Resource } from './operation';
import { session } from './session';
import { settings } from './settings';

/** All resources and operations of the node. The description is generated from this table, and the item loop looks operations up in it. */
export const resources: Readonly<Record<string, Resource>> = {
	audit: auditResource,
	connection,
	consumer,
	customMapping,
	log,
	session,
	settings,
};

/** The operation with that name, or undefined. Own properties only, because "constructor" is not an operation. */
export function findOperation(resource: string, operation: string): Operation | undefined {
	if (!Object.hasOwn(resources, resource)) return undefined;
	const { operations } = resources[resource]!;
	return Object.hasOwn(operations, operation) ? operations[operation] : undefined;
}

const byName = (a: { name: string }, b: { name: string }) => alphabetical(a.name, b.name);

export const RESOURCE_LABEL = 'Resource';
export const OPERATION_LABEL = 'Operation';

const resourceField: INodeProperties = {
	displayName: RESOURCE_LABEL,
	name: 'resource',
	type: 'options',
	noDataExpression: true,
	options: Object.values(resources)
		.map(({ label, value }) => ({ name: label, value }))
		.sort(byName),
	default: 'connection',
};

/**
 * Shows a parameter only for an operation. The operation comes first: n8n stops at the first condition on an expression and shows the
 * parameter. n8n-workflow's `updateDisplayOptions` is not used, because it adds 3 ms to the node's load time.
 */
function shownFor(property: INodeProperties, location: { resource: string[]; operation: string[] }): INodeProperties {
	const { displayOptions } = property;
	return { ...property, displayOptions: { ...displayOptions, show: { ...location, ...displayOptions?.show } } };
}

function resourceProperties({ value: resource, firstOperation, operations }: Resource): INodeProperties[] {
	const list: INodeProperties = {
		displayName: OPERATION_LABEL,
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [resource] } },
		options: Object.values(operations)
			.map(({ option }) => option)
			.sort(byName),
		default: firstOperation,
	};
	const parameters = Object.values(operations).flatMap(({ option, properties }) =>
		properties.map((property) => shownFor(property, { resource: [resource], operation: [option.value] })),
	);
	return [list, ...parameters];
}

/** All parameters of the node. */
export const properties: INodeProperties[] = [
	resourceField,
	...Object.values(resources).flatMap(resourceProperties),
];

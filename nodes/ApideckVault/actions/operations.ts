import type { INodeProperties } from 'n8n-workflow';

import { alphabetical } from '../fields/alphabetical';
import { optionsField } from '../fields/options';
import { auditResource } from './audit';
import { connection } from './connection';
import { consumer } from './consumer';
import { customMapping } from './customMapping';
import { log } from './log';
import type { Operation, Resource } from './operation';
import { session } from './session';
import { settings } from './settings';

/** Every resource and operation of the node: the description is drawn from this table, and the loop looks up in it. */
export const resources: Readonly<Record<string, Resource>> = {
	audit: auditResource,
	connection,
	consumer,
	customMapping,
	log,
	session,
	settings,
};

/** The operation of that name, or undefined. Own properties only: "constructor" is no operation. */
export function findOperation(resource: string, operation: string): Operation | undefined {
	if (!Object.hasOwn(resources, resource)) return undefined;
	const { operations } = resources[resource]!;
	return Object.hasOwn(operations, operation) ? operations[operation] : undefined;
}

const byName = (a: { name: string }, b: { name: string }) => alphabetical(a.name, b.name);

const resourceField: INodeProperties = {
	displayName: 'Resource',
	name: 'resource',
	type: 'options',
	noDataExpression: true,
	options: Object.values(resources)
		.map(({ label, value }) => ({ name: label, value }))
		.sort(byName),
	default: 'connection',
};

/** A parameter that is shown only there. n8n-workflow's `updateDisplayOptions` does the same and takes 3 ms while the node is loaded. */
function shownFor(property: INodeProperties, place: { resource: string[]; operation: string[] }): INodeProperties {
	const { displayOptions } = property;
	return { ...property, displayOptions: { ...displayOptions, show: { ...displayOptions?.show, ...place } } };
}

function resourceProperties({ value: resource, firstOperation, operations }: Resource): INodeProperties[] {
	const list: INodeProperties = {
		displayName: 'Operation',
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
		[...properties, optionsField].map((property) => shownFor(property, { resource: [resource], operation: [option.value] })),
	);
	return [list, ...parameters];
}

/** All parameters of the node. */
export const properties: INodeProperties[] = [
	resourceField,
	...Object.values(resources).flatMap(resourceProperties),
];

import type { INodeProperties } from 'n8n-workflow';

import { outputFields, shapeRecords, type OutputShape } from '../../fields/output';
import { readMappingValue, readTargetField, targetField } from '../../fields/targetField';
import type { VaultCall } from '../../transport/client';
import type { CustomMapping } from '../../vault/connection';
import { simplifyMapping } from '../../vault/simplify';
import { connectionTarget, ofConnection, readTarget, type ConnectionTarget } from '../connection/target';
import { records, type ItemCall, type OutputRecord } from '../operation';

/** The parameters that name one mapping. */
export const mappingTarget: INodeProperties[] = [...connectionTarget, targetField];

export interface MappingTarget extends ConnectionTarget {
	targetFieldId: string;
}

/** The path of all mappings of a connection. */
export function mappingsPath({ unifiedApi, serviceId }: ConnectionTarget): string[] {
	return ['vault', 'custom-mappings', unifiedApi, serviceId];
}

/** Reads and checks the mapping of one item before anything is sent. */
export function readMappingTarget(call: ItemCall): MappingTarget {
	const target = readTarget(call);
	const targetFieldId = readTargetField(call.item);
	return { ...target, targetFieldId, path: [...mappingsPath(target), targetFieldId] };
}

const FIELDS = [
	'consumer_id',
	'custom_field',
	'description',
	'example',
	'id',
	'key',
	'label',
	'required',
	'service_id',
	'unified_api',
	'value',
];

export const mappingOutput = outputFields(FIELDS);

/** Output of the mappings of one connection, as the item's `Output` asks for. There are no secrets in them. */
export function mappingRecords(
	{ item, options }: ItemCall,
	mappings: CustomMapping[],
	target: ConnectionTarget,
): OutputRecord[] {
	const shape: OutputShape<CustomMapping> = {
		fields: FIELDS,
		ids: ['id', 'consumer_id', 'unified_api', 'service_id'],
		simplify: (mapping) => ofConnection(target, simplifyMapping(mapping)),
		redact: (mapping) => mapping,
		added: ofConnection(target, {}) as Record<string, unknown>,
	};
	return records(shapeRecords(item, mappings, shape, options.redactSecrets));
}

/** Maps a target field: create and update differ in nothing but the method. */
export async function writeMapping(call: ItemCall, method: VaultCall['method']): Promise<OutputRecord[]> {
	const target = readMappingTarget(call);
	const { data } = await call.request<CustomMapping>({
		method,
		path: target.path,
		// A second POST is not sent: whether it is refused when the mapping is there by now is not documented.
		body: { value: readMappingValue(call.item) },
		consumerId: target.consumerId,
	});
	return mappingRecords(call, [data], target);
}

/** The list at a path below a connection. It has no pages, so the limit is applied here. */
export async function listMappings(
	call: ItemCall,
	target: ConnectionTarget,
	list: Pick<VaultCall, 'path' | 'query'>,
	limit: number,
): Promise<OutputRecord[]> {
	const { data } = await call.request<CustomMapping[]>({ method: 'GET', list: true, consumerId: target.consumerId, ...list });
	return mappingRecords(call, data.slice(0, limit), target);
}

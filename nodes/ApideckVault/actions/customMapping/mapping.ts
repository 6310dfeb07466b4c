import type { INodeProperties } from 'n8n-workflow';

import { outputFields, shapeRecords, withIds, type OutputShape } from '../../fields/output';
import { readMappingValue, readTargetField, targetField } from '../../fields/targetField';
import type { VaultCall } from '../../transport/call';
import type { CustomMapping } from '../../vault/connection';
import { simplifyMapping } from '../../vault/simplify';
import { connectionTarget, idsOf, readTarget, type ConnectionTarget } from '../connection/target';
import { records, type ItemCall, type OutputRecord } from '../operation';
import { listRecords } from '../pagedRecords';

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
	const target = readTarget(call, MAPPING_FIELDS);
	const targetFieldId = readTargetField(call.item);
	return { ...target, targetFieldId, path: [...mappingsPath(target), targetFieldId] };
}

/** What `Selected Fields` offers. */
export const MAPPING_FIELDS = [
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

export const mappingOutput = outputFields(MAPPING_FIELDS);

/** Output of the mapping that was asked for. */
export function mappingRecord(call: ItemCall, mapping: CustomMapping, target: MappingTarget): OutputRecord[] {
	return shape(call, [mapping], { ...idsOf(target), id: target.targetFieldId });
}

/** Output of mappings of one connection, as the item's `Output` asks for. */
function shape({ item, options }: ItemCall, mappings: CustomMapping[], asked: Record<string, string>): OutputRecord[] {
	const output: OutputShape<CustomMapping> = {
		fields: MAPPING_FIELDS,
		ids: ['id', 'consumer_id', 'unified_api', 'service_id'],
		simplify: (mapping) => withIds(simplifyMapping(mapping), asked),
		asked,
	};
	return records(shapeRecords(item, mappings, output, options.redactSecrets));
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
	return mappingRecord(call, data, target);
}

/** The list at a path below a connection. It has no pages, so the limit is applied here. */
export async function listMappings(
	call: ItemCall,
	target: ConnectionTarget,
	list: Pick<VaultCall, 'path' | 'query'>,
	limit: number,
): Promise<OutputRecord[]> {
	const { data } = await call.request<CustomMapping[]>({ method: 'GET', list: true, consumerId: target.consumerId, ...list });
	return await listRecords(data.slice(0, limit), (stretch) => shape(call, stretch, idsOf(target)));
}

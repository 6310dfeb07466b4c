import type { CustomMapping } from '../../vault/connection';
import type { ItemCall, Operation, OutputRecord } from '../operation';
import { mappingOutput, mappingRecord, mappingTarget, readMappingTarget } from './mapping';

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const target = readMappingTarget(call);
	const { data } = await call.request<CustomMapping>({ method: 'GET', path: target.path, consumerId: target.consumerId });
	return mappingRecord(call, data, target);
}

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get a custom mapping',
		description: 'Retrieve one target field of a connection and what it is mapped to',
	},
	endpoints: ['GET /vault/custom-mappings/{unified_api}/{service_id}/{target_field_id}'],
	properties: [...mappingTarget, ...mappingOutput],
	execute,
};

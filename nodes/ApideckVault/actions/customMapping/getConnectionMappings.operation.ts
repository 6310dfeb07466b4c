import { anyResourceField } from '../../fields/apiResource';
import { readRecordId, recordIdField } from '../../fields/recordId';
import { connectionTarget } from '../connection/target';
import type { ItemCall, Operation, OutputRecord } from '../operation';
import { readResourceTarget } from '../settings/target';
import { listMappings, MAPPING_FIELDS, mappingOutput } from './mapping';

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const target = readResourceTarget(call, MAPPING_FIELDS);
	const list = { path: [...target.path, 'custom-mappings'], query: { resource_id: readRecordId(call.item) } };
	return await listMappings(call, target, list, Infinity);
}

export const getConnectionMappings: Operation = {
	option: {
		name: 'Get Connection Mappings',
		value: 'getConnectionMappings',
		action: 'Get the custom mappings of a connection',
		description: 'List the mappings of one resource of a connection, with an example value from the service',
	},
	endpoints: ['GET /vault/connections/{unified_api}/{service_id}/{resource}/custom-mappings'],
	properties: [...connectionTarget, anyResourceField, recordIdField, ...mappingOutput],
	execute,
};

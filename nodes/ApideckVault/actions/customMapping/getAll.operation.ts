import { pagingFields, readLimit } from '../../fields/paging';
import { connectionTarget, readTarget } from '../connection/target';
import type { ItemCall, Operation, OutputRecord } from '../operation';
import { listMappings, MAPPING_FIELDS, mappingOutput, mappingsPath } from './mapping';

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const target = readTarget(call, MAPPING_FIELDS);
	return await listMappings(call, target, { path: mappingsPath(target) }, readLimit(call.item));
}

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many custom mappings',
		description: 'List the target fields of a connection and what each is mapped to',
	},
	endpoints: ['GET /vault/custom-mappings/{unified_api}/{service_id}'],
	properties: [...connectionTarget, ...pagingFields, ...mappingOutput],
	execute,
};

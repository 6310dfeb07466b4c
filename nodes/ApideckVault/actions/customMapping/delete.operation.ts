import { ofConnection } from '../connection/target';
import { records, type ItemCall, type Operation, type OutputRecord } from '../operation';
import { mappingTarget, readMappingTarget } from './mapping';

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const target = readMappingTarget(call);
	const { path, consumerId, targetFieldId } = target;
	await call.request({ method: 'DELETE', path, consumerId, goneIsDone: true });
	return records([{ deleted: true, ...ofConnection(target, { target_field_id: targetFieldId }) }]);
}

export const deleteMapping: Operation = {
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete a custom mapping',
		description: 'Stop filling a target field from the service. The target field itself stays.',
	},
	endpoints: ['DELETE /vault/custom-mappings/{unified_api}/{service_id}/{target_field_id}'],
	properties: mappingTarget,
	execute,
};

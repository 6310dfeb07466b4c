import { records, type ItemCall, type Operation, type OutputRecord } from '../operation';
import { connectionTarget, readTarget } from './target';

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const { consumerId, unifiedApi, serviceId, path } = readTarget(call);
	await call.request({ method: 'DELETE', path, consumerId, goneIsDone: true });
	return records([{ deleted: true, consumer_id: consumerId, unified_api: unifiedApi, service_id: serviceId }]);
}

export const deleteConnection: Operation = {
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete a connection',
		description:
			'Remove a connection with its settings and credentials for good. To keep them, use Update with Enabled off.',
	},
	endpoints: ['DELETE /vault/connections/{unified_api}/{service_id}'],
	properties: connectionTarget,
	execute,
};

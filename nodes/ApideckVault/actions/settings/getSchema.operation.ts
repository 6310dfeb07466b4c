import { describedResourceField } from '../../fields/apiResource';
import { connectionTarget } from '../connection/target';
import { records, type ItemCall, type Operation, type OutputRecord } from '../operation';
import { ofResource, readResourceTarget } from './target';

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const target = readResourceTarget(call);
	const { data: schema } = await call.request<object>({
		method: 'GET',
		path: [...target.path, 'schema'],
		consumerId: target.consumerId,
	});
	return records([ofResource(target, { schema })]);
}

export const getSchema: Operation = {
	option: {
		name: 'Get Schema',
		value: 'getSchema',
		action: 'Get the schema of a resource for its settings',
		description: 'Retrieve an approximate JSON Schema of what the service itself sends for a resource',
	},
	endpoints: ['GET /vault/connections/{unified_api}/{service_id}/{resource}/schema'],
	properties: [...connectionTarget, describedResourceField],
	execute,
};

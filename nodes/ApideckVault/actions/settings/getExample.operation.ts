import { describedResourceField } from '../../fields/apiResource';
import { connectionTarget } from '../connection/target';
import { records, type ItemCall, type Operation, type OutputRecord } from '../operation';
import { ofResource, readResourceTarget } from './target';

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const target = readResourceTarget(call);
	const { data: example } = await call.request<{ example_response?: unknown }>({
		method: 'GET',
		path: [...target.path, 'example'],
		consumerId: target.consumerId,
	});
	return records([ofResource(target, example)]);
}

export const getExample: Operation = {
	option: {
		name: 'Get Example',
		value: 'getExample',
		action: 'Get an example of a resource for its settings',
		description: 'Retrieve one answer of the service itself for a resource, to see which fields it has',
	},
	endpoints: ['GET /vault/connections/{unified_api}/{service_id}/{resource}/example'],
	properties: [...connectionTarget, describedResourceField],
	execute,
};

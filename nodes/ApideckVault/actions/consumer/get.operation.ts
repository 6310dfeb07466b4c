import { consumerField } from '../../fields/consumer';
import type { Consumer } from '../../vault/connection';
import type { ItemCall, Operation, OutputRecord } from '../operation';
import { consumerOutput, consumerRecord } from './output';
import { readConsumerPath } from './target';

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const { path, consumerId } = readConsumerPath(call);
	const { data } = await call.request<Consumer>({ method: 'GET', path });
	return consumerRecord(call, data, consumerId);
}

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get a consumer',
		description: 'Retrieve one consumer with its metadata and, in raw output, its connections',
	},
	endpoints: ['GET /vault/consumers/{consumer_id}'],
	properties: [consumerField, ...consumerOutput],
	execute,
};

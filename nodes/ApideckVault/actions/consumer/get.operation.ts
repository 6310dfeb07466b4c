import { consumerField, readConsumer } from '../../fields/consumer';
import type { Consumer } from '../../vault/connection';
import type { ItemCall, Operation, OutputRecord } from '../operation';
import { consumerOutput, consumerRecords } from './output';

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const consumerId = readConsumer(call.item, call.vault.defaultConsumerId);
	const { data } = await call.request<Consumer>({ method: 'GET', path: ['vault', 'consumers', consumerId] });
	return consumerRecords(call, [data]);
}

export const get: Operation = {
	option: {
		name: 'Get',
		value: 'get',
		action: 'Get a consumer',
		description: 'Retrieve one consumer with its metadata and, in raw output, its connections',
	},
	properties: [consumerField, ...consumerOutput],
	execute,
};

import { consumerField } from '../../fields/consumer';
import { consumerMetadataField, readConsumerMetadata } from '../../fields/consumerMetadata';
import type { Consumer } from '../../vault/connection';
import type { ItemCall, Operation, OutputRecord } from '../operation';
import { consumerOutput, consumerRecord } from './output';
import { readConsumerPath } from './target';

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const { path, consumerId } = readConsumerPath(call);
	const metadata = readConsumerMetadata(call.item);
	if (metadata === undefined) {
		throw call.item.invalid('There is nothing to update', "Fill in a field under 'Consumer Metadata'.");
	}
	const { data } = await call.request<Consumer>({ method: 'PATCH', path, body: { metadata } });
	return consumerRecord(call, data, consumerId);
}

export const update: Operation = {
	option: {
		name: 'Update',
		value: 'update',
		action: 'Update a consumer',
		description: 'Change the name, email address or picture that Apideck shows for a customer',
	},
	endpoints: ['PATCH /vault/consumers/{consumer_id}'],
	properties: [consumerField, consumerMetadataField, ...consumerOutput],
	execute,
};

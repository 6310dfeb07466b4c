import type { INodeProperties } from 'n8n-workflow';

import { consumerMetadataField, readConsumerMetadata } from '../../fields/consumerMetadata';
import { checkIdentifier } from '../../fields/identifier';
import { checkOutput } from '../../fields/output';
import { readText } from '../../fields/text';
import type { Consumer } from '../../vault/connection';
import type { ItemCall, Operation, OutputRecord } from '../operation';
import { CONSUMER_FIELDS, consumerOutput, consumerRecord } from './output';

const consumerIdField: INodeProperties = {
	displayName: 'Consumer ID',
	name: 'consumerId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. acme-inc',
	description:
		"Your own ID of this customer, for good: it cannot be changed. Use ASCII letters, digits and signs, or the consumer's connections cannot be reached.",
};

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const { item } = call;
	const consumerId = readText(item, 'Consumer ID', item.value<string>('consumerId', '', 'Consumer ID'));
	if (consumerId === undefined) {
		throw item.invalid("'Consumer ID' is empty", "Enter your own ID of the customer in 'Consumer ID'.");
	}
	checkIdentifier(item, 'Consumer ID', consumerId);
	const metadata = readConsumerMetadata(item);
	checkOutput(item, CONSUMER_FIELDS);
	const { data } = await call.request<Consumer>({
		method: 'POST',
		path: ['vault', 'consumers'],
		// Not repeatable: a second one could be refused, or undo what somebody has changed in between.
		body: { consumer_id: consumerId, ...(metadata && { metadata }) },
		changes: consumerId,
	});
	return consumerRecord(call, data, consumerId);
}

export const create: Operation = {
	option: {
		name: 'Create',
		value: 'create',
		action: 'Create a consumer',
		description: 'Add a customer to the application. Creating a session for a new ID does the same.',
	},
	endpoints: ['POST /vault/consumers'],
	properties: [consumerIdField, consumerMetadataField, ...consumerOutput],
	execute,
};

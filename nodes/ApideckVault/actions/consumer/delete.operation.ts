import { namedConsumerField, readNamedConsumer } from '../../fields/consumer';
import { records, type ItemCall, type Operation, type OutputRecord } from '../operation';

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const consumerId = readNamedConsumer(call.item);
	await call.request({ method: 'DELETE', path: ['vault', 'consumers', consumerId], goneIsDone: true });
	return records([{ deleted: true, consumer_id: consumerId }]);
}

export const deleteConsumer: Operation = {
	option: {
		name: 'Delete',
		value: 'delete',
		action: 'Delete a consumer',
		description:
			'Remove a customer for good: this deletes all their connections with their settings and credentials, and cannot be undone',
	},
	endpoints: ['DELETE /vault/consumers/{consumer_id}'],
	properties: [namedConsumerField],
	execute,
};

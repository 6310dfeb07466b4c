import { outputFields, shapeRecords, type OutputShape } from '../../fields/output';
import type { Consumer } from '../../vault/connection';
import { simplifyConsumer } from '../../vault/simplify';
import { records, type ItemCall, type OutputRecord } from '../operation';

const SHAPE: OutputShape<Consumer> = {
	fields: [
		'aggregated_request_count',
		'application_id',
		'connections',
		'consumer_id',
		'created',
		'metadata',
		'modified',
		'request_count_updated',
		'request_counts',
		'services',
	],
	ids: ['consumer_id'],
	simplify: simplifyConsumer,
};

/** What `Selected Fields` offers. */
export const CONSUMER_FIELDS = SHAPE.fields;

export const consumerOutput = outputFields(CONSUMER_FIELDS);

/** Output of a list of consumers. */
export function consumerRecords({ item, options }: ItemCall, consumers: Consumer[]): OutputRecord[] {
	return records(shapeRecords(item, consumers, SHAPE, options.redactSecrets));
}

/** Output of the consumer that was asked for. */
export function consumerRecord({ item, options }: ItemCall, consumer: Consumer, consumerId: string): OutputRecord[] {
	return records(shapeRecords(item, [consumer], { ...SHAPE, asked: { consumer_id: consumerId } }, options.redactSecrets));
}

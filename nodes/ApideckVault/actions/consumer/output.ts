import { outputFields, shapeRecords, type OutputShape } from '../../fields/output';
import type { Consumer } from '../../vault/connection';
import { redactConsumer } from '../../vault/redact';
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
	redact: redactConsumer,
};

export const consumerOutput = outputFields(SHAPE.fields);

export function consumerRecords({ item, options }: ItemCall, consumers: Consumer[]): OutputRecord[] {
	return records(shapeRecords(item, consumers, SHAPE, options.redactSecrets));
}

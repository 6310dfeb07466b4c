import { consumerField, readHeaderConsumer } from '../../fields/consumer';
import { logFilterField, readLogFilter } from '../../fields/logFilter';
import { checkOutput, outputFields, shapeRecords, type OutputShape } from '../../fields/output';
import { pagingFields, readLimit } from '../../fields/paging';
import type { LogRecord } from '../../vault/log';
import { simplifyLog } from '../../vault/simplify';
import { records, type ItemCall, type Operation, type OutputRecord } from '../operation';
import { pagedRecords } from '../pagedRecords';

const SHAPE: OutputShape<LogRecord> = {
	fields: [
		'api_style',
		'base_url',
		'child_request',
		'consumer_id',
		'duration',
		'error_message',
		'execution',
		'has_children',
		'http_method',
		'id',
		'latency',
		'operation',
		'parent_id',
		'path',
		'sandbox',
		'service',
		'source_ip',
		'status_code',
		'success',
		'timestamp',
		'unified_api',
	],
	ids: ['id'],
	simplify: simplifyLog,
};

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const { item, options } = call;
	const consumerId = readHeaderConsumer(item, call.vault.defaultConsumerId);
	const limit = readLimit(item);
	const query = readLogFilter(item, limit === Infinity);
	checkOutput(item, SHAPE.fields);
	const list = { method: 'GET' as const, path: ['vault', 'logs'], query, consumerId };
	return await pagedRecords<LogRecord>(call, list, limit, ({ id }) => id, (page) =>
		records(shapeRecords(item, page, { ...SHAPE, asked: { consumer_id: consumerId } }, options.redactSecrets)),
	);
}

export const getAll: Operation = {
	option: {
		name: 'Get Many',
		value: 'getAll',
		action: 'Get many log records',
		description: "List a consumer's API requests with their outcome, for example those of today that ended in status 500",
	},
	endpoints: ['GET /vault/logs'],
	properties: [consumerField, ...pagingFields, logFilterField, ...outputFields(SHAPE.fields)],
	execute,
};

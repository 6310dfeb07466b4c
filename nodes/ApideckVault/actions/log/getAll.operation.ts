import { headerConsumer } from '../../fields/consumer';
import { logParams, logQuery } from '../../fields/logFilter';
import { limitOf } from '../../fields/options';
import { connectionOfLog, type LogRecord, simplifyLog } from '../../api/records';
import { defineList } from '../defineOperation';
import { recordOutput } from '../output';

const logOutput = recordOutput<LogRecord>({
	fields: [
		'api_style',
		'base_url',
		'child_request',
		'connection',
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
	ids: ['id', 'consumer_id', 'connection'],
	connectionOf: connectionOfLog,
	simplify: simplifyLog,
});

export const getAll = defineList({
	name: 'Get Many',
	value: 'getAll',
	action: 'Get many log records',
	description: "Retrieve a list of log records, one per API request of a consumer, for example today's requests with status 500",
	endpoint: 'GET /vault/logs',
	params: { consumer: headerConsumer, ...logParams },
	output: logOutput,
	query: logQuery,
	pagedBy: ({ id }) => id,
	limit: limitOf,
});

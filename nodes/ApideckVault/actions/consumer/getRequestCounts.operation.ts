import type { INodeProperties } from 'n8n-workflow';

import { consumerField } from '../../fields/consumer';
import { withIds } from '../../fields/output';
import { readPeriod } from '../../fields/period';
import { records, type ItemCall, type Operation, type OutputRecord } from '../operation';
import { readConsumerPath } from './target';

const periodFields: INodeProperties[] = [
	{
		displayName: 'Start Date',
		name: 'startDate',
		type: 'dateTime',
		required: true,
		default: '',
		description: 'Count requests from this moment on',
	},
	{
		displayName: 'End Date',
		name: 'endDate',
		type: 'dateTime',
		required: true,
		default: '',
		description: 'Count requests up to this moment',
	},
];

async function execute(call: ItemCall): Promise<OutputRecord[]> {
	const { item } = call;
	const { path, consumerId } = readConsumerPath(call);
	const { start, end } = readPeriod(item, item.value<string>('startDate', '', 'Start Date'), item.value<string>('endDate', '', 'End Date'));
	if (start === undefined || end === undefined) {
		throw item.invalid("'Start Date' or 'End Date' is empty", "Fill in both, for example with {{ $now.minus({ days: 30 }) }} and {{ $now }}.");
	}
	const { data } = await call.request<object>({
		method: 'GET',
		path: [...path, 'stats'],
		query: { start_datetime: start, end_datetime: end },
	});
	return records([withIds(data, { consumer_id: consumerId })]);
}

export const getRequestCounts: Operation = {
	option: {
		name: 'Get Request Counts',
		value: 'getRequestCounts',
		action: 'Get the request counts of a consumer',
		description: 'Count the API requests that were made for a customer in a period, in total and by kind',
	},
	endpoints: ['GET /vault/consumers/{consumer_id}/stats'],
	properties: [consumerField, ...periodFields],
	execute,
};

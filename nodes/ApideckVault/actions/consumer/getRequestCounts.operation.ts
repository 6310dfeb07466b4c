import { consumer } from '../../fields/consumer';
import { labelOf } from '../../parameters/param';
import { requiredDateTime } from '../../parameters/scalars';
import { defineOperation } from '../defineOperation';
import { statusOutput } from '../output';

const startDate = requiredDateTime('Start Date', { default: '={{ $now.minus({ days: 30 }) }}', description: 'Count requests from this time on' });

const endDate = requiredDateTime('End Date', { default: '={{ $now }}', description: 'Count requests up to this time' });

export const getRequestCounts = defineOperation({
	name: 'Get Request Counts',
	action: 'Get request counts of consumer',
	description: 'Retrieve the number of API requests that were made for a consumer in a period, in total and by type',
	endpoint: 'GET /vault/consumers/{consumer_id}/stats',
	params: {
		consumer,
		startDate,
		endDate,
	},
	output: statusOutput,
	run: async ({ params: { startDate: start, endDate: end }, send, invalid }) => {
		if (end < start) throw invalid(`'${labelOf(endDate)}' is before '${labelOf(startDate)}'`, `Correct '${labelOf(startDate)}' or '${labelOf(endDate)}'.`);
		return await send<object>({ query: { start_datetime: start, end_datetime: end } });
	},
});

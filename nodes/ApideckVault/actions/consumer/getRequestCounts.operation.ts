import { consumer } from '../../fields/consumer';
import { labelOf, mapped } from '../../parameters/param';
import { dateTime } from '../../parameters/scalars';
import { defineOperation } from '../defineOperation';
import { statusOutput } from '../output';

/** A required date and time. */
const requiredDateTime = (label: string, description: string) => {
	const { property, read } = dateTime(label, { description });
	return mapped({ property: { ...property, required: true }, read }, (value, { invalid }) => {
		if (value !== undefined) return value;
		throw invalid(`'${label}' is empty`, `Enter '${label}', for example {{ $now.minus({ days: 30 }) }} or {{ $now }}.`);
	});
};

const startDate = requiredDateTime('Start Date', 'Count requests from this time on');

const endDate = requiredDateTime('End Date', 'Count requests up to this time');

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

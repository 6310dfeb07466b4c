import { invalidParams } from '../errors';
import { ok, type Routes } from './route';

interface Query {
	start_datetime?: string;
	end_datetime?: string;
}

function moment(name: keyof Query, value: unknown): number {
	const time = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T/.test(value) ? Date.parse(value) : NaN;
	if (Number.isNaN(time)) throw invalidParams(`querystring.${name} must be an ISO 8601 date-time`);
	return time;
}

/** Request counts in a period: the consumer's counts spread evenly from its creation until now. */
export const consumerStatRoutes: Routes = (app, context) => {
	app.get<{ Params: { consumer_id: string }; Querystring: Query }>('/vault/consumers/:consumer_id/stats', (request) => {
		const { start_datetime: from, end_datetime: to } = request.query;
		const start = moment('start_datetime', from);
		const end = moment('end_datetime', to);
		if (end < start) throw invalidParams('querystring.end_datetime must not be before start_datetime');
		const { consumer_id, created, request_counts: counts } = context.vault().consumer(request.params.consumer_id);
		const now = context.now();
		const overlap = Math.max(0, Math.min(end, now) - Math.max(start, created));
		const share = now > created ? overlap / (now - created) : 0;
		const part = (count: number) => Math.round(count * share);
		const inPeriod = { unify: part(counts.unify), proxy: part(counts.proxy), vault: part(counts.vault) };
		return ok({
			application_id: context.appId,
			consumer_id,
			start_datetime: new Date(start).toISOString(),
			end_datetime: new Date(end).toISOString(),
			aggregated_request_count: inPeriod.unify + inPeriod.proxy + inPeriod.vault,
			request_counts: inPeriod,
		});
	});
};

import { ApideckError, invalidParams } from '../errors';
import { collect, paged, pageRequest } from '../http/paging';
import type { Delivery } from '../webhooks/delivery';
import type { Routes } from './route';

type Query = Record<string, string | string[] | undefined>;

type Log = ReturnType<typeof logView>;

function logView(delivery: Delivery, appId: string) {
	const { event, attempts } = delivery;
	const last = attempts.at(-1);
	return {
		id: delivery.id,
		status_code: last?.status_code ?? 0,
		success: last?.success ?? false,
		application_id: appId,
		consumer_id: delivery.consumer_id,
		unified_api: 'vault',
		service: delivery.connector,
		endpoint: delivery.delivery_url,
		event_type: event.event_type,
		execution_attempt: attempts.length,
		http_method: 'POST',
		timestamp: last?.at ?? event.occurred_at,
		entity_type: event.entity_type,
		request_body: JSON.stringify({ ...event, execution_attempt: attempts.length }),
		response_body: JSON.stringify(last?.response_body ?? ''),
		retry_scheduled: delivery.status === 'waiting',
		attempts: attempts.map(({ at, attempt, status_code, success }) => ({
			timestamp: at,
			execution_attempt: attempt,
			status_code,
			success,
		})),
	};
}

type Test = (log: Log, wanted: string, eventId: string) => boolean;

const TESTS: Record<string, Test> = {
	'filter[exclude_apis]': (log, wanted) => !wanted.split(',').includes(log.unified_api),
	'filter[service][id]': (log, wanted) => log.service.id === wanted,
	'filter[consumer_id]': (log, wanted) => log.consumer_id === wanted,
	'filter[entity_type]': (log, wanted) => log.entity_type === wanted,
	'filter[event_type]': (log, wanted) => log.event_type === wanted,
	'filter[start_date]': (log, wanted) => Date.parse(log.timestamp) >= Date.parse(wanted),
	'filter[end_date]': (log, wanted) => Date.parse(log.timestamp) <= Date.parse(wanted),
	'filter[success]': (log, wanted) => String(log.success) === wanted,
	'filter[status_code]': (log, wanted) => String(log.status_code) === wanted,
	'filter[event_id]': (_log, wanted, eventId) => eventId === wanted,
	'filter[execution_attempt]': (log, wanted) => String(log.execution_attempt) === wanted,
};

const STATUS_CODES = 'filter[status_codes]';

/** Throws 400 for an unknown filter and for an invalid date. */
function filterOf(query: Query): (log: Log, eventId: string) => boolean {
	const given = Object.entries(query).filter(([key]) => key.startsWith('filter'));
	for (const [key, value] of given) {
		if (key !== STATUS_CODES && !Object.hasOwn(TESTS, key)) {
			throw new ApideckError(400, 'UnsupportedFiltersError', 'Unsupported Filters', `Unsupported filter: ${key}`);
		}
		if (key.endsWith('_date]') && Number.isNaN(Date.parse(String(value)))) {
			throw invalidParams(`querystring.${key} must be an ISO 8601 date-time`);
		}
	}
	return (log, eventId) =>
		given.every(([key, value]) =>
			key === STATUS_CODES
				? [value].flat().includes(String(log.status_code))
				: (TESTS[key]?.(log, String(value), eventId) ?? true),
		);
}

/** The log of deliveries, the newest first: one entry per event and subscription, with all its attempts. */
export const webhookLogRoutes: Routes = (app, { webhooks, appId }) => {
	app.get<{ Querystring: Query }>('/webhook/logs', (request) => {
		const page = pageRequest({ ...request.query });
		const matches = filterOf(request.query);
		const { deliveries } = webhooks;
		const found = collect(page, deliveries.length, (position) => {
			const delivery = deliveries[deliveries.length - 1 - position];
			const log = delivery && logView(delivery, appId);
			return log && matches(log, delivery.event.event_id) ? log : undefined;
		});
		return paged(found, page, request);
	});
};

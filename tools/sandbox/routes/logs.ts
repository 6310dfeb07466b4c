import { invalidParams } from '../errors';
import { collect, paged, pageRequest } from '../http/paging';
import { seededLog, type SeededLog } from '../scenarios/logs';
import { CONSUMER, consumerOf, type Routes } from './route';

type Query = Record<string, string | string[] | undefined>;

const MATCH: Record<string, (path: string, wanted: string) => boolean> = {
	CONTAINS: (path, wanted) => path.includes(wanted),
	STARTS_WITH: (path, wanted) => path.startsWith(wanted),
	ENDS_WITH: (path, wanted) => path.endsWith(wanted),
	EXACT: (path, wanted) => path === wanted,
};

const KNOWN = [
	'connector_id',
	'path',
	'path_match_mode',
	'http_method',
	'http_methods',
	'start_date',
	'end_date',
	'status_code',
	'status_codes',
	'exclude_unified_apis',
];

function one(query: Query, name: string): string | undefined {
	const value = query[`filter[${name}]`];
	if (Array.isArray(value)) throw invalidParams(`querystring.filter[${name}] must not be given twice`);
	return value === '' ? undefined : value;
}

function many(query: Query, name: string): string[] {
	return [query[`filter[${name}]`] ?? []].flat();
}

function date(query: Query, name: string): number | undefined {
	const value = one(query, name);
	if (value === undefined) return undefined;
	if (!/^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(value) || Number.isNaN(Date.parse(value))) {
		throw invalidParams(`querystring.filter[${name}] must be a date-time`);
	}
	return Date.parse(value);
}

/** Combines all filters. Throws 400 for values that the specification does not allow. */
function filterOf(query: Query): (log: SeededLog) => boolean {
	const unknown = Object.keys(query).find((key) => key.startsWith('filter') && !KNOWN.includes(key.slice(7, -1)));
	if (unknown !== undefined) throw invalidParams(`querystring.${unknown} is not a filter`);
	const codes = [...many(query, 'status_codes'), ...many(query, 'status_code')].map(Number);
	if (codes.length > 50 || codes.some((code) => !Number.isInteger(code) || code < 100 || code > 599)) {
		throw invalidParams('querystring.filter[status_codes] must contain at most 50 statuses from 100 to 599');
	}
	const methods = [...many(query, 'http_methods'), ...many(query, 'http_method')].map((method) => method.toUpperCase());
	const [start, end] = [date(query, 'start_date'), date(query, 'end_date')];
	if (start !== undefined && end !== undefined && end < start) {
		throw invalidParams('querystring.filter[end_date] must be on or after start_date');
	}
	const path = one(query, 'path');
	const matches = MATCH[one(query, 'path_match_mode') ?? 'CONTAINS'];
	if (!matches) throw invalidParams(`querystring.filter[path_match_mode] must be one of ${Object.keys(MATCH).join(', ')}`);
	const excluded = new Set(one(query, 'exclude_unified_apis')?.split(','));
	// connector_id is accepted and ignored, as at Apideck.
	return (log) => {
		const at = Date.parse(log.timestamp);
		return (
			(codes.length === 0 || codes.includes(log.status_code)) &&
			(methods.length === 0 || methods.includes(log.http_method)) &&
			(start === undefined || at >= start) &&
			(end === undefined || at <= end) &&
			(path === undefined || matches(log.path, path)) &&
			!excluded.has(log.unified_api)
		);
	};
}

/** The request log of one consumer, newest first. */
export const logRoutes: Routes = (app, context) => {
	app.get<{ Querystring: Query }>('/vault/logs', CONSUMER, (request) => {
		const { logs } = context.vault().scenario;
		const consumerId = consumerOf(request);
		const wanted = filterOf(request.query);
		const page = pageRequest(request.query);
		const found = collect(page, logs?.perConsumer ?? 0, (position) => {
			const log = logs && seededLog(consumerId, position, logs);
			return log && wanted(log) ? log : undefined;
		});
		return paged(found, page, request);
	});
};

import { collection, group } from '../parameters/collection';
import { alphabetical, labelOf, optional, type Param, shownWhen, type ValueErrors, type Values } from '../parameters/param';
import { dateTime, multiOptions, options, readList, requiredDateTime } from '../parameters/scalars';
import { queryText, required, text } from '../parameters/text';
import { checkUnifiedApi, unifiedApiOptions } from './connection';
import { paging } from './options';

const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'] as const;

/** Apideck's maximum. */
const MAX_STATUS_CODES = 50;

const excludedApis: Param<string[]> = {
	property: {
		displayName: 'Exclude Unified APIs',
		type: 'multiOptions',
		options: [...unifiedApiOptions, { name: 'Proxy', value: 'proxy' }, { name: 'Vault', value: 'vault' }].sort((a, b) => alphabetical(a.name, b.name)),
		default: [],
		description: 'Omit requests to these APIs',
	},
	read: (value, context) => readList(context, context.label, value).map((api) => checkUnifiedApi(context, api, context.label)),
};

const statusCodes: Param<number[]> = {
	property: text('Status Codes', { example: '401, 404, 500', description: `Only requests with one of these HTTP status codes, separated by commas. At most ${MAX_STATUS_CODES}.` }).property,
	read(value, context) {
		const { label } = context;
		const codes = readList(context, label, value);
		if (codes.some((code) => !/^[1-5]\d\d$/.test(code))) {
			throw context.invalid(`'${label}' must contain only status codes from 100 to 599`, `Enter '${label}' as a list, such as 401, 404, 500.`);
		}
		if (codes.length > MAX_STATUS_CODES) {
			throw context.invalid(`'${label}' contains more than ${MAX_STATUS_CODES} status codes`, `Shorten '${label}'. Apideck accepts at most ${MAX_STATUS_CODES} at a time.`);
		}
		return codes.map(Number);
	},
};

const anyMethod = multiOptions(
	'HTTP Methods',
	METHODS.map((value) => ({ name: value, value })),
	{ default: [], description: 'Only requests with one of these methods' },
);

/** Case-insensitive. */
const httpMethods: typeof anyMethod = {
	...anyMethod,
	read: (value, context) => anyMethod.read(value === undefined ? undefined : readList(context, context.label, value).map((method) => method.toUpperCase()), context),
};

const startDate = dateTime('Start Date', { description: 'Only requests from this time on' });

/**
 * Shown instead of the filter when all pages are read: the log keeps growing, even while it is read. It needs a default, because n8n
 * also requires it where an expression in 'Return All' returns false.
 */
const requiredStartDate = shownWhen(
	{ returnAll: [true] },
	requiredDateTime(labelOf(startDate), { default: '={{ $now.minus({ days: 1 }) }}', description: 'Only requests from this time on. Older requests are not read.' }),
);

const endDate = dateTime('End Date', { description: `Only requests up to this time. With '${labelOf(paging.returnAll)}', defaults to the start of the run.` });

const PATH = 'Path';

/** One entry, because a match mode alone selects nothing. */
const path = optional(
	group(
		PATH,
		{
			mode: options(
				'Path Match Mode',
				[
					{ name: 'Contains', value: 'CONTAINS' },
					{ name: 'Ends With', value: 'ENDS_WITH' },
					{ name: 'Exact', value: 'EXACT' },
					{ name: 'Starts With', value: 'STARTS_WITH' },
				],
				{ default: 'CONTAINS', description: 'How to match the text against the path of a request' },
			),
			text: required(queryText('Path Text', { example: '/crm/contacts', description: 'The text to match' }), `Enter a part of the path, such as /crm/contacts, or remove '${PATH}'.`),
		},
		{ name: 'match', description: 'Only requests with a matching path' },
	),
);

/** All filters of the log. */
const filters = collection(
	'Filters',
	{
		endDate,
		excludeUnifiedApis: excludedApis,
		httpMethods,
		path,
		startDate: { ...startDate, property: { ...startDate.property, displayOptions: { show: { '/returnAll': [false] } } } },
		statusCodes,
	},
	{ placeholder: 'Add Filter', mustBeFilled: true },
);

/** How many records of the log to return, and which. */
export const logParams = { ...paging, startDate: requiredStartDate, filters };

/**
 * The query for the log's parameters. When all pages are read, both ends are fixed, because the log keeps growing: the end date defaults
 * to the start of the run.
 */
export function logQuery({ returnAll, startDate: requiredStart, filters: given }: Values<typeof logParams>, { invalid }: ValueErrors) {
	const { path: match, httpMethods: methods, statusCodes: codes, excludeUnifiedApis: excluded } = given;
	const start = requiredStart ?? given.startDate;
	const end = given.endDate ?? (returnAll ? new Date().toISOString() : undefined);
	if (start !== undefined && end !== undefined && end < start) {
		throw invalid(`'${labelOf(endDate)}' is before '${labelOf(startDate)}'`, `Correct '${labelOf(startDate)}' or '${labelOf(endDate)}'.`);
	}
	return {
		'filter[path]': match?.text,
		'filter[path_match_mode]': match?.mode,
		// Apideck has two filters for each: one for a single value and one for several.
		...(methods.length === 1 ? { 'filter[http_method]': methods[0] } : { 'filter[http_methods]': methods }),
		'filter[start_date]': start,
		'filter[end_date]': end,
		...(codes.length === 1 ? { 'filter[status_code]': codes[0] } : { 'filter[status_codes]': codes }),
		'filter[exclude_unified_apis]': excluded.length === 0 ? undefined : excluded.join(','),
	};
}

import type { INodeProperties } from 'n8n-workflow';

import { readAdded } from './added';
import { alphabetical } from './alphabetical';
import { filters } from './filters';
import type { Item } from './item';
import { readList } from './list';
import { readPeriod } from './period';
import { quoted } from './quoted';
import { isEmpty, readQueryText, readText } from './text';
import { checkUnifiedApi, unifiedApiOptions } from './unifiedApi';

const METHODS = ['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'];

const MATCH_MODES = [
	{ name: 'Contains', value: 'CONTAINS' },
	{ name: 'Ends With', value: 'ENDS_WITH' },
	{ name: 'Exact', value: 'EXACT' },
	{ name: 'Starts With', value: 'STARTS_WITH' },
];

/** The most that Apideck takes at once. */
const MAX_STATUS_CODES = 50;

/** Every filter that the log has. */
export const logFilterField: INodeProperties = filters([
	{
		displayName: 'Connector ID',
		name: 'connectorId',
		type: 'string',
		default: '',
		placeholder: 'e.g. crm+salesforce',
		description: 'Only requests to this connector. At present Apideck takes this filter, but does not apply it.',
	},
	{
		displayName: 'End Date',
		name: 'endDate',
		type: 'dateTime',
		default: '',
		description: 'Only requests up to this moment. With Return All, the start of the run unless set.',
	},
	{
		displayName: 'Exclude Unified APIs',
		name: 'excludeUnifiedApis',
		type: 'multiOptions',
		options: [...unifiedApiOptions, { name: 'Proxy', value: 'proxy' }, { name: 'Vault', value: 'vault' }].sort((a, b) =>
			alphabetical(a.name, b.name),
		),
		default: [],
		description: 'Leave out requests to these APIs',
	},
	{
		displayName: 'HTTP Methods',
		name: 'httpMethods',
		type: 'multiOptions',
		options: METHODS.map((value) => ({ name: value, value })),
		default: [],
		description: 'Only requests with one of these methods',
	},
	{
		displayName: 'Path',
		name: 'path',
		type: 'string',
		default: '',
		placeholder: 'e.g. /crm/contacts',
		description: 'Only requests whose path contains this text',
	},
	{
		displayName: 'Path Match Mode',
		name: 'pathMatchMode',
		type: 'options',
		options: MATCH_MODES,
		default: 'CONTAINS',
		description: "How 'Path' is compared",
	},
	{
		displayName: 'Start Date',
		name: 'startDate',
		type: 'dateTime',
		default: '',
		description: 'Only requests from this moment on. Return All needs it.',
	},
	{
		displayName: 'Status Codes',
		name: 'statusCodes',
		type: 'string',
		default: '',
		placeholder: 'e.g. 401, 404, 500',
		description: 'Only requests that were answered with one of these HTTP statuses, separated by commas, at most 50',
	},
]);

/**
 * The query of the log's filters.
 * @param everything all pages are wanted: the log never ends, and reading it adds to it, so both ends must be fixed. There
 * must be a start date; the end is the start of the run unless given
 * @throws NodeOperationError naming the filter that is wrong or missing
 */
export function readLogFilter(item: Item, everything: boolean): Record<string, string | number | string[] | number[] | undefined> {
	const given = readAdded(item, logFilterField);
	const openEnd = everything && isEmpty(given['endDate']);
	const { start, end } = readPeriod(item, given['startDate'], openEnd ? new Date() : given['endDate']);
	if (everything && start === undefined) {
		throw item.invalid(
			"'Return All' needs a 'Start Date'",
			"Add 'Start Date' under Filters, so that the log is read back to there and no further, or use 'Limit'.",
		);
	}
	const path = readQueryText(item, 'Path', given['path']);
	const matchMode = readMatchMode(item, given['pathMatchMode']);
	const methods = readMethods(item, given['httpMethods']);
	const codes = readStatusCodes(item, given['statusCodes']);
	const label = 'Exclude Unified APIs';
	const excluded = readList(item, label, given['excludeUnifiedApis']).map((api) => checkUnifiedApi(item, api, label));
	return {
		'filter[connector_id]': readQueryText(item, 'Connector ID', given['connectorId']),
		'filter[path]': path,
		'filter[path_match_mode]': path === undefined ? undefined : matchMode,
		// Apideck has two filters for each, one of them for a single value.
		...(methods.length === 1 ? { 'filter[http_method]': methods[0] } : { 'filter[http_methods]': methods }),
		'filter[start_date]': start,
		'filter[end_date]': end,
		...(codes.length === 1 ? { 'filter[status_code]': codes[0] } : { 'filter[status_codes]': codes }),
		'filter[exclude_unified_apis]': excluded.length === 0 ? undefined : excluded.join(','),
	};
}

function readMethods(item: Item, value: unknown): string[] {
	const methods = readList(item, 'HTTP Methods', value).map((method) => method.toUpperCase());
	const unknown = methods.find((method) => !METHODS.includes(method));
	if (unknown !== undefined) {
		throw item.invalid(`'HTTP Methods' cannot hold ${quoted(unknown)}`, `Use ${METHODS.join(', ')} in 'HTTP Methods'.`);
	}
	return methods;
}

function readStatusCodes(item: Item, value: unknown): number[] {
	const codes = readList(item, 'Status Codes', value);
	if (codes.some((code) => !/^[1-5]\d\d$/.test(code))) {
		throw item.invalid("'Status Codes' holds something other than statuses from 100 to 599", "Write 'Status Codes' like 401, 404, 500.");
	}
	if (codes.length > MAX_STATUS_CODES) {
		throw item.invalid(`'Status Codes' holds more than ${MAX_STATUS_CODES} statuses`, "Shorten 'Status Codes': Apideck takes no more at once.");
	}
	return codes.map(Number);
}

function readMatchMode(item: Item, value: unknown): string {
	const mode = readText(item, 'Path Match Mode', value) ?? 'CONTAINS';
	if (!MATCH_MODES.some((known) => known.value === mode)) {
		throw item.invalid(
			`'Path Match Mode' cannot be ${quoted(mode)}`,
			`Use ${MATCH_MODES.map((known) => known.value).join(', ')} in 'Path Match Mode'.`,
		);
	}
	return mode;
}

import type { Meta } from './answer';
import { encodePath } from './pathSegment';
import type { RequestBudget } from './requestBudget';
import type { RetryPolicy } from './retry';

type QueryValue = string | number | boolean;

/** One call of the Vault API. */
export interface VaultCall {
	method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
	/** Unencoded segments after the base URL, such as ['vault', 'connections', 'crm', 'hubspot']. */
	path: string[];
	/** Undefined values are left out; a list repeats its key. Filters are keys like `filter[status_codes]` (`deepObject`). */
	query?: Record<string, QueryValue | QueryValue[] | undefined>;
	body?: object;
	/** Sent as `x-apideck-consumer-id`. */
	consumerId?: string;
	/** Whether the answer's data is a list. */
	list?: boolean;
	/** Whether sending it twice does no harm. Default: everything but POST. */
	repeatable?: boolean;
	/** A 404 after an attempt whose answer was lost means that this attempt did it. For DELETE. */
	goneIsDone?: boolean;
	/** What it changes, where the path does not tell: calls that change the same wait for each other. */
	changes?: string;
	/** Values of the body that must never appear in an error. */
	secrets?: string[];
}

/** Retry settings and the time-out of one attempt, all in milliseconds. */
export interface RequestSettings extends RetryPolicy {
	timeout: number;
	/** Of the work that the request belongs to. None: only the settings above limit it. */
	budget?: RequestBudget;
}

export interface VaultAnswer<T> {
	data: T;
	meta?: Meta | undefined;
	/** Entries of a list that are no records, and so are not in `data`. */
	unusable: number;
	/** Decoded size of the response. */
	bytes: number;
	/** Times the request was sent. */
	attempts: number;
}

/** What a run did beyond its output: shown in one hint. */
export interface RunStatistics {
	requests: number;
	retries: number;
	rateLimited: number;
	waitedMs: number;
}

/** The address of a call below the base URL. */
export function callUrl(baseUrl: string, { path, query }: VaultCall): string {
	return `${baseUrl}/${encodePath(path)}${queryString(query)}`;
}

function queryString(query: VaultCall['query']): string {
	const pairs = Object.entries(query ?? {}).flatMap(([key, value]) =>
		[value ?? []].flat().map((one) => `${encodeURIComponent(key)}=${encodeURIComponent(one)}`),
	);
	return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

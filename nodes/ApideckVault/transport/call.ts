import { pathIdProblem, unencodableProblem } from '../api/ids';
import type { RequestBudget } from './requestBudget';
import type { Meta } from './response';
import type { RetryPolicy } from './retry';
import type { Origins } from './subject';

type QueryValue = string | number | boolean;

/** One call of the Vault API. */
export interface VaultCall {
	method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
	/** Unencoded segments after the base URL, such as ['vault', 'connections', 'crm', 'hubspot']. */
	path: string[];
	/** Undefined values are omitted; a list repeats its key. Filters are keys like `filter[status_codes]` (`deepObject`). */
	query?: Record<string, QueryValue | QueryValue[] | undefined>;
	body?: object;
	/** Sent as `x-apideck-consumer-id`. */
	consumerId?: string;
	/** Whether the data of the response is a list. */
	list?: boolean;
	/** Whether the call can be sent twice safely. Default: true, except for POST. */
	idempotent?: boolean;
	/** For DELETE: a 404 after an attempt whose response was lost means that this attempt succeeded. */
	notFoundAfterRetryIsSuccess?: boolean;
	/** Names what the call changes where the path does not. Calls with the same key run one at a time. */
	lockKey?: string;
	/** Values of the body that must never appear in an error. */
	secrets?: string[];
	/** Where its values come from, for its errors. */
	origins?: Origins;
}

/** Retry settings and the timeout of one attempt, all in milliseconds. */
export interface RequestSettings extends RetryPolicy {
	timeout: number;
	/** Budget of the work that the request belongs to. Without one, only the settings above limit the request. */
	budget?: RequestBudget;
}

export interface ApiResponse<T> {
	data: T;
	meta?: Meta | undefined;
	/** Number of list entries that are not records. `data` excludes them. */
	unusable: number;
	/** Decoded size of the response. */
	bytes: number;
	/** Number of times the request was sent. */
	attempts: number;
}

/** Request statistics of a run, shown in a hint. */
export interface RunStatistics {
	requests: number;
	retries: number;
	rateLimited: number;
	waitedMs: number;
}

/** The URL of a call. */
export function callUrl(baseUrl: string, { path, query }: VaultCall): string {
	return `${baseUrl}/${encodePath(path)}${queryString(query)}`;
}

function queryString(query: VaultCall['query']): string {
	const pairs = Object.entries(query ?? {}).flatMap(([key, value]) =>
		[value ?? []].flat().map((one) => `${encodeURIComponent(key)}=${encodeURIComponent(one)}`),
	);
	return pairs.length === 0 ? '' : `?${pairs.join('&')}`;
}

/** The segment before a consumer ID. A consumer ID is free text and not one of Apideck's names. */
const CONSUMERS = 'consumers';

/**
 * Joins segments to a URL path. No segment can add, remove or climb a segment. This check is the last line of defense, after the
 * checks that name the parameter.
 * @throws Error for a segment that cannot be sent
 */
export function encodePath(segments: readonly string[]): string {
	return segments
		.map((segment, index) => {
			const problem = segments[index - 1] === CONSUMERS ? unencodableProblem(segment) : pathIdProblem(segment);
			if (problem !== undefined) throw new Error(`An ID in the path ${problem}`);
			return encodeURIComponent(segment);
		})
		.join('/');
}

/** Whether a consumer ID from a response can be used in a path. One unusable ID must not stop a request for many consumers. */
export function isConsumerPathSafe(value: unknown): value is string {
	return typeof value === 'string' && unencodableProblem(value) === undefined;
}

/** Whether one of Apideck's own IDs from a response can be used in a path. */
export function isPathSafe(value: unknown): value is string {
	return typeof value === 'string' && pathIdProblem(value) === undefined;
}

/** What a lock needs to know of a call. */
interface LockedCall {
	method: string;
	/** Unencoded segments, so that one connection has one spelling. */
	path: readonly string[];
	consumerId?: string | undefined;
	changes?: string | undefined;
}

/** Segments that name a connection: vault, connections, unified API, service. */
const TARGET = 4;

/**
 * Names what a call must have to itself; calls with the same key are sent one after the other. Undefined for one that may be
 * sent at any time.
 *
 * Two kinds of calls have a key: changes, so that items keep their order, and calls that make Apideck call the connected
 * service, reading ones included. Apideck refreshes an OAuth token when such a call needs it, and two refreshes at once can
 * invalidate each other. Both kinds share the key of their connection: consumer, unified API and service.
 */
export function lockKey({ method, path, consumerId, changes }: LockedCall): string | undefined {
	if (method === 'GET' && !reachesService(path)) return undefined;
	const target = [...path, ...(changes === undefined ? [] : [changes])].slice(0, TARGET);
	// The mappings of a connection have a path of their own.
	if (target[1] === 'custom-mappings') target[1] = 'connections';
	// As JSON: a consumer ID can contain any separator.
	return JSON.stringify([consumerId ?? null, ...target]);
}

/**
 * Whether Apideck asks the connected service to answer a GET: for everything about one resource of a connection, such as its
 * example, schema, custom fields, mappings (with an example value) and settings (with options from the service).
 */
function reachesService(path: readonly string[]): boolean {
	return path[1] === 'connections' && path.length > TARGET + 1;
}

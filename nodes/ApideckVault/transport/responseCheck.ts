import { isSessionOf } from '../vault/sessionConsumer';
import { isObject, isSuccessStatus, reportsFailure, reportsSuccess, type Answer } from './answer';
import { textOf } from './errorMessages';

/** What of a call decides what its response must say. */
interface Call {
	method: string;
	path: string[];
	body?: object | undefined;
	consumerId?: string | undefined;
	list?: boolean | undefined;
}

/** Whether a response reports success, in its status and in its body. */
export function isSuccess({ statusCode, body }: Answer): boolean {
	return isSuccessStatus(statusCode) && !reportsFailure(body);
}

/** What is wrong with a response that reports success: not in the format of the Vault API, or about something else than was asked for. */
export type Doubt = { kind: 'format' } | { kind: 'missing'; what: string } | { kind: 'contradiction'; what: string } | { kind: 'unconfirmed' };

/**
 * Whether a successful response supports what the node is about to claim. Undefined when it does.
 * IDs are compared only where the response has them: Apideck leaves many of them out.
 */
export function findDoubt(response: Answer, call: Call): Doubt | undefined {
	const expected = expectationOf(call);
	if (call.method === 'DELETE') return doubtOfDeletion(response, expected);
	const { body } = response;
	const data = isObject(body) ? body['data'] : undefined;
	if (call.list === true) {
		if (!Array.isArray(data)) return { kind: 'format' };
		const records = data.filter(isObject);
		// One odd entry costs that entry. Among webhooks it may be this node's own, which would then be created again.
		const isWhole = records.length === data.length;
		if (!isWhole && (records.length === 0 || call.path[0] === 'webhook')) return { kind: 'format' };
		const { consumer_id, unified_api, service_id } = expected.ids;
		// The names of a custom field are the service's own.
		return firstContradiction(records, call.path[5] === 'custom-fields' ? { consumer_id } : { consumer_id, unified_api, service_id });
	}
	if (!isObject(data)) return { kind: 'format' };
	if (expected.required !== undefined && textOf(data[expected.required]) === undefined) return { kind: 'missing', what: expected.required };
	const contradiction = firstContradiction([data], expected.ids) ?? foreignSession(data, call) ?? oppositeSwitch(data, call.body);
	if (contradiction !== undefined || call.method === 'GET') return contradiction;
	return response.statusCode === ACCEPTED || denies(data) ? { kind: 'unconfirmed' } : undefined;
}

/** A session whose token or link is for another consumer than the one that was asked for. */
function foreignSession(data: object, { path, consumerId }: Call): Doubt | undefined {
	if (path[1] !== 'sessions' || consumerId === undefined || isSessionOf(data, consumerId)) return undefined;
	return { kind: 'contradiction', what: 'consumer_id' };
}

/** A switch that the response says is in the other position than the request set it to. */
function oppositeSwitch(data: object, body: unknown): Doubt | undefined {
	const what = ['enabled', 'granted'].find((name) => {
		const [wanted, given] = [body, data].map((one) => (isObject(one) ? one[name] : undefined));
		return typeof wanted === 'boolean' && flagOf(given) === !wanted;
	});
	return what === undefined ? undefined : { kind: 'contradiction', what };
}

/** A switch in a response, also as a word or a number. */
function flagOf(value: unknown): boolean | undefined {
	if (typeof value === 'boolean') return value;
	const word = typeof value === 'number' || typeof value === 'string' ? String(value).slice(0, 10).trim().toLowerCase() : '';
	if (word === 'true' || word === '1') return true;
	return word === 'false' || word === '0' ? false : undefined;
}

/** Status of a request that was accepted and not carried out yet. */
const ACCEPTED = 202;

/** Whether the data of a response says that the change was not made. */
function denies(data: object): boolean {
	const { success, ok, deleted, error, errors } = data as Record<string, unknown>;
	if ([success, ok, deleted].some((flag) => flagOf(flag) === false)) return true;
	return [error, errors].some((value) => textOf(value) !== undefined || (typeof value === 'object' && value !== null && Object.keys(value).length > 0));
}

/** What the response to a call must say, if it says anything about it: one value, or one of several. */
type Ids = Record<string, string | string[] | undefined>;

interface Expectation {
	ids: Ids;
	/** Without this text the response is of no use. */
	required?: string;
	/** A field that must prove a deletion. */
	proof?: string;
}

/** The IDs that a call names in its path, its header and its body, under the names that responses give them. */
function expectationOf(call: Call): Expectation {
	const { path, method, body, consumerId } = call;
	const [root, collection, first, second, action] = path;
	if (root === 'webhook') {
		return { ids: { id: first }, ...(method === 'POST' ? { required: 'id' } : {}) };
	}
	if (collection === 'consumers') {
		const inBody = isObject(body) ? textOf(body['consumer_id']) : undefined;
		return { ids: { consumer_id: first ?? inBody }, proof: 'consumer_id' };
	}
	if (collection === 'sessions') return { ids: { consumer_id: consumerId }, required: 'session_uri' };
	// A log record names the consumer that made the request, and a schema or an example has names of the service's own.
	if ((collection !== 'connections' && collection !== 'custom-mappings') || ['schema', 'example'].includes(path[5] ?? '')) return { ids: {} };
	const target = action === 'migrate' && isObject(body) ? textOf(body['target_service_id']) : undefined;
	const services = [second, target].filter((service) => service !== undefined);
	const ids: Ids = { consumer_id: consumerId, unified_api: first, service_id: services };
	if (isAboutConnection(call)) ids['id'] = services.map((service) => `${first}+${service}`);
	if (collection === 'custom-mappings') ids['id'] = action;
	return { ids, ...(action === 'callback-state' ? { required: 'state' } : {}) };
}

/** Whether `id` in the response is that of the connection, and not of a consent or of a mapping. */
function isAboutConnection({ path: [, collection, , service, action, part] }: Call): boolean {
	if (collection !== 'connections' || service === undefined) return false;
	return action === undefined || part === 'config' || ['import', 'token', 'validate', 'migrate'].includes(action);
}

/** The first ID that contradicts the expectation. */
function firstContradiction(records: object[], expected: Ids): Doubt | undefined {
	for (const [name, wanted] of Object.entries(expected)) {
		const values = [wanted ?? []].flat();
		if (values.length > 0 && records.some((record) => contradicts(name, record, values))) return { kind: 'contradiction', what: name };
	}
	return undefined;
}

function contradicts(name: string, record: object, wanted: string[]): boolean {
	const given = Object.hasOwn(record, name) ? (record as Record<string, unknown>)[name] : undefined;
	if (isNone(given)) return false;
	// A number that JSON has rounded may have been another one.
	const text = Number.isSafeInteger(given) ? String(given) : textOf(given);
	// A consumer's ID is the user's own, and its case counts. The others are Apideck's.
	return text === undefined || !wanted.some((one) => (name === 'consumer_id' ? one === text : one.toLowerCase() === text.toLowerCase()));
}

/** Whether an ID is left out: PHP writes an empty object as an empty list. */
function isNone(id: unknown): boolean {
	if (typeof id === 'string') return id.trim() === '';
	return id === undefined || id === null || (typeof id === 'object' && Object.keys(id).length === 0);
}

/**
 * A consumer is deleted by a 200 that names it; anything else by a 204, or by a 200 whose body says so.
 * A 202 says that it has not happened yet, and an empty 200 says nothing.
 */
function doubtOfDeletion({ statusCode, body }: Answer, { ids, proof }: Expectation): Doubt | undefined {
	const data = isObject(body) ? body['data'] : undefined;
	if (isObject(data)) {
		const contradiction = firstContradiction([data], ids);
		if (contradiction) return contradiction;
	}
	if (!isEmpty(body) && !isObject(body)) return { kind: 'format' };
	if (isObject(body) && (isPending(body) || (data !== undefined && data !== null && (!isObject(data) || denies(data))))) return { kind: 'unconfirmed' };
	if (proof !== undefined) return statusCode === 200 && names(data, proof) ? undefined : { kind: 'unconfirmed' };
	if (statusCode === 204) return isEmpty(body) || reportsSuccess(body) ? undefined : { kind: 'unconfirmed' };
	return statusCode === 200 && (reportsSuccess(body) || names(data, 'id')) ? undefined : { kind: 'unconfirmed' };
}

/** What a body says of a request that was carried out. */
const DONE = /^(ok|success(ful)?|succeeded|deleted|done|completed?|no[ _-]content|2\d\d\b.*)$/i;

/** Whether the status in a body says something else than that it was carried out. */
function isPending(body: object): boolean {
	const { status, status_code } = body as Record<string, unknown>;
	return [status, status_code].some((stated) => {
		if (String(stated).trim().startsWith(String(ACCEPTED))) return true;
		const word = textOf(stated);
		return word !== undefined && !DONE.test(word.slice(0, 40).trim());
	});
}

/** Whether data holds an ID. That it is the right one was checked before. */
function names(data: unknown, field: string): boolean {
	return isObject(data) && (typeof data[field] === 'number' || textOf(data[field]) !== undefined);
}

function isEmpty(body: unknown): boolean {
	return body === undefined || body === null || (typeof body === 'string' && body.trim() === '');
}

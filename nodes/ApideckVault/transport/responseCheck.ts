import { isSessionOf } from '../api/records';
import { isObject, isSuccessStatus, reportsFailure, reportsSuccess, type HttpResponse } from './response';
import { nonEmptyText } from './errorMessages';

/** The parts of a call that determine its expected response. */
interface Call {
	method: string;
	path: string[];
	body?: object | undefined;
	consumerId?: string | undefined;
	list?: boolean | undefined;
}

/** Whether a response reports success, in its status and in its body. */
export function isSuccess({ statusCode, body }: HttpResponse): boolean {
	return isSuccessStatus(statusCode) && !reportsFailure(body);
}

/** What is wrong with a response that reports success: not in the format of the Vault API, or not about the requested resource. */
export type ResponseProblem = { kind: 'format' } | { kind: 'missing'; what: string } | { kind: 'contradiction'; what: string } | { kind: 'unconfirmed' };

/**
 * Checks whether a successful response supports the result that the node reports. Undefined when it does.
 * IDs are compared only where the response has them: Apideck omits many of them.
 */
export function findResponseProblem(response: HttpResponse, call: Call): ResponseProblem | undefined {
	const expected = buildExpectation(call);
	if (call.method === 'DELETE') return findDeletionProblem(response, expected);
	const { body } = response;
	const data = isObject(body) ? body['data'] : undefined;
	if (call.list === true) {
		if (!Array.isArray(data)) return { kind: 'format' };
		const records = data.filter(isObject);
		// An invalid entry is dropped. Among webhooks it may be this node's own, which would then be created again.
		const allAreRecords = records.length === data.length;
		if (!allAreRecords && (records.length === 0 || call.path[0] === 'webhook')) return { kind: 'format' };
		const { consumer_id, unified_api, service_id } = expected.ids;
		// Names in a custom field belong to the service.
		return firstContradiction(records, call.path[5] === 'custom-fields' ? { consumer_id } : { consumer_id, unified_api, service_id });
	}
	if (!isObject(data)) return { kind: 'format' };
	if (expected.required !== undefined && nonEmptyText(data[expected.required]) === undefined) return { kind: 'missing', what: expected.required };
	const contradiction = firstContradiction([data], expected.ids) ?? findSessionMismatch(data, call) ?? findFlagMismatch(data, call.body);
	if (contradiction !== undefined || call.method === 'GET') return contradiction;
	return response.statusCode === ACCEPTED || deniesChange(data) ? { kind: 'unconfirmed' } : undefined;
}

/** A session whose token or link is for another consumer than the requested one. */
function findSessionMismatch(data: object, { path, consumerId }: Call): ResponseProblem | undefined {
	if (path[1] !== 'sessions' || consumerId === undefined || isSessionOf(data, consumerId)) return undefined;
	return { kind: 'contradiction', what: 'consumer_id' };
}

/** A boolean that the response reports as the opposite of the requested value. */
function findFlagMismatch(data: object, body: unknown): ResponseProblem | undefined {
	const what = ['enabled', 'granted'].find((name) => {
		const [requested, returned] = [body, data].map((one) => (isObject(one) ? one[name] : undefined));
		return typeof requested === 'boolean' && readFlag(returned) === !requested;
	});
	return what === undefined ? undefined : { kind: 'contradiction', what };
}

/** A boolean in a response, given as a boolean, a word or a number. */
function readFlag(value: unknown): boolean | undefined {
	if (typeof value === 'boolean') return value;
	const word = typeof value === 'number' || typeof value === 'string' ? String(value).slice(0, 10).trim().toLowerCase() : '';
	if (word === 'true' || word === '1') return true;
	return word === 'false' || word === '0' ? false : undefined;
}

/** Status of a request that was accepted but not processed yet. */
const ACCEPTED = 202;

/** Whether the data of a response says that the change was not applied. */
function deniesChange(data: object): boolean {
	const { success, ok, deleted, error, errors } = data as Record<string, unknown>;
	if ([success, ok, deleted].some((flag) => readFlag(flag) === false)) return true;
	return [error, errors].some((value) => nonEmptyText(value) !== undefined || (typeof value === 'object' && value !== null && Object.keys(value).length > 0));
}

/** Expected IDs, if the response has them: one value, or one of several. */
type Ids = Record<string, string | string[] | undefined>;

interface Expectation {
	ids: Ids;
	/** A field without which the response is useless. */
	required?: string;
	/** A field that must prove a deletion. */
	proof?: string;
}

/** The IDs in the path, header and body of a call, under their names in responses. */
function buildExpectation(call: Call): Expectation {
	const { path, method, body, consumerId } = call;
	const [root, collection, first, second, action] = path;
	if (root === 'webhook') {
		return { ids: { id: first }, ...(method === 'POST' ? { required: 'id' } : {}) };
	}
	if (collection === 'consumers') {
		const inBody = isObject(body) ? nonEmptyText(body['consumer_id']) : undefined;
		return { ids: { consumer_id: first ?? inBody }, proof: 'consumer_id' };
	}
	if (collection === 'sessions') return { ids: { consumer_id: consumerId }, required: 'session_uri' };
	// A log record names the consumer that made the request. The names in a schema or an example belong to the service.
	if ((collection !== 'connections' && collection !== 'custom-mappings') || ['schema', 'example'].includes(path[5] ?? '')) return { ids: {} };
	const target = action === 'migrate' && isObject(body) ? nonEmptyText(body['target_service_id']) : undefined;
	const services = [second, target].filter((service) => service !== undefined);
	const ids: Ids = { consumer_id: consumerId, unified_api: first, service_id: services };
	if (isAboutConnection(call)) ids['id'] = services.map((service) => `${first}+${service}`);
	if (collection === 'custom-mappings') ids['id'] = action;
	return { ids, ...(action === 'callback-state' ? { required: 'state' } : {}) };
}

/** Whether `id` in the response is the connection's, and not a consent's or a mapping's. */
function isAboutConnection({ path: [, collection, , service, action, part] }: Call): boolean {
	if (collection !== 'connections' || service === undefined) return false;
	return action === undefined || part === 'config' || ['import', 'token', 'validate', 'migrate'].includes(action);
}

/** The first ID that contradicts the expectation. */
function firstContradiction(records: object[], expected: Ids): ResponseProblem | undefined {
	for (const [name, expectedIds] of Object.entries(expected)) {
		const values = [expectedIds ?? []].flat();
		if (values.length > 0 && records.some((record) => contradicts(name, record, values))) return { kind: 'contradiction', what: name };
	}
	return undefined;
}

function contradicts(name: string, record: object, expected: string[]): boolean {
	const actual = Object.hasOwn(record, name) ? (record as Record<string, unknown>)[name] : undefined;
	if (isMissing(actual)) return false;
	// An unsafe integer may have been rounded by JSON parsing.
	const text = Number.isSafeInteger(actual) ? String(actual) : nonEmptyText(actual);
	// A consumer ID is free text and case-sensitive. The other IDs are Apideck's.
	return text === undefined || !expected.some((one) => (name === 'consumer_id' ? one === text : one.toLowerCase() === text.toLowerCase()));
}

/** Whether an ID is missing. PHP writes an empty object as an empty list. */
function isMissing(id: unknown): boolean {
	if (typeof id === 'string') return id.trim() === '';
	return id === undefined || id === null || (typeof id === 'object' && Object.keys(id).length === 0);
}

/**
 * A 200 that names the consumer confirms its deletion. For other resources, a 204 or a 200 whose body says so confirms it.
 * A 202 means that it has not happened yet, and an empty 200 confirms nothing.
 */
function findDeletionProblem({ statusCode, body }: HttpResponse, { ids, proof }: Expectation): ResponseProblem | undefined {
	const data = isObject(body) ? body['data'] : undefined;
	if (isObject(data)) {
		const contradiction = firstContradiction([data], ids);
		if (contradiction) return contradiction;
	}
	if (!isEmpty(body) && !isObject(body)) return { kind: 'format' };
	if (isObject(body) && (isPending(body) || (data !== undefined && data !== null && (!isObject(data) || deniesChange(data))))) return { kind: 'unconfirmed' };
	if (proof !== undefined) return statusCode === 200 && hasId(data, proof) ? undefined : { kind: 'unconfirmed' };
	if (statusCode === 204) return isEmpty(body) || reportsSuccess(body) ? undefined : { kind: 'unconfirmed' };
	return statusCode === 200 && (reportsSuccess(body) || hasId(data, 'id')) ? undefined : { kind: 'unconfirmed' };
}

/** Status texts of a completed request. */
const DONE = /^(ok|success(ful)?|succeeded|deleted|done|completed?|no[ _-]content|2\d\d\b.*)$/i;

/** Whether the status in a body says that the request is not completed. */
function isPending(body: object): boolean {
	const { status, status_code } = body as Record<string, unknown>;
	return [status, status_code].some((stated) => {
		if (String(stated).trim().startsWith(String(ACCEPTED))) return true;
		const word = nonEmptyText(stated);
		return word !== undefined && !DONE.test(word.slice(0, 40).trim());
	});
}

/** Whether data has an ID. Its value was checked before. */
function hasId(data: unknown, field: string): boolean {
	return isObject(data) && (typeof data[field] === 'number' || nonEmptyText(data[field]) !== undefined);
}

function isEmpty(body: unknown): boolean {
	return body === undefined || body === null || (typeof body === 'string' && body.trim() === '');
}

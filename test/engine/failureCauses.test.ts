import type { Failure, INode } from 'n8n-workflow';

import { declared } from './n8nVersion';
import { busy, RecordingServer, type Scripted } from './recordingServer';
import { setUpServer } from './setUp';
import { byId, CONTINUE, CRM_PIPEDRIVE, run, type RunOptions } from './support';
import { credentialFor, triggerNode } from './triggerSupport';

const { server, engine } = setUpServer(RecordingServer);

const GET = { operation: 'get', ...CRM_PIPEDRIVE, options: { maxRetries: 0 } };
const failureOf = (error: unknown) => (error as { failure?: Failure } | undefined)?.failure;
const refused = (status: number, type_name: string, more: object = {}): Scripted => ({ status, body: { status_code: status, type_name, message: 'No' }, ...more });
const HTML = { body: '<html><title>Blocked</title></html>', headers: { 'content-type': 'text/html' } };

/** The error that ends a run. */
async function endedBy(parameters: object, options: RunOptions = {}) {
	const { status, error } = await run(engine, server, parameters, options);
	expect(status).toBe('error');
	return error!;
}

describe('the cause that the error of a run declares to n8n', () => {
	const RATE_LIMITED: Failure = { cause: 'rate-limited' };
	const UNAVAILABLE: Failure = { cause: 'temporarily-unavailable' };
	const EXPIRED = { status_code: 401, type_name: 'UnauthorizedError', detail: { type: 'refresh_failed', message: 'Refresh failed' } };

	it.each<[string, Scripted, Failure | undefined]>([
		['a rate limit', refused(429, 'TooManyRequestsError'), RATE_LIMITED],
		['a rate limit that says how long it lasts', { ...busy(429, 90_000) }, { ...RATE_LIMITED, retryAfterMs: 90_000 }],
		['a rate limit in seconds', refused(429, 'TooManyRequestsError', { headers: { 'retry-after': '90' } }), { ...RATE_LIMITED, retryAfterMs: 90_000 }],
		["the connected service's rate limit", refused(429, 'ConnectorRateLimitError'), RATE_LIMITED],
		['the plan limit', refused(402, 'RequestLimitError'), { cause: 'quota-exhausted' }],
		['an outage', refused(503, 'ServiceUnavailableError'), UNAVAILABLE],
		['an outage that says how long it lasts', busy(503, 90_000), { ...UNAVAILABLE, retryAfterMs: 90_000 }],
		['an outage in front of Apideck', { status: 502, ...HTML }, UNAVAILABLE],
		['a lost connection', 'reset', UNAVAILABLE],
		['half a response', 'half a response', UNAVAILABLE],
		['Apideck took too long', refused(408, 'TimeoutError'), UNAVAILABLE],
		['a rejected key', refused(401, 'UnauthorizedError'), { cause: 'credential-invalid' }],
		['a key that is valid but not allowed to do this', refused(403, 'UnauthorizedError'), undefined],
		['denied access of unknown cause', refused(401, 'FutureError'), undefined],
		["a refusal by the connected service", refused(401, 'ConnectorExecutionError'), undefined],
		["a plan limit of the connected service", refused(402, 'ConnectorExecutionError'), undefined],
		["a failed refresh of the consumer's token", { status: 401, body: EXPIRED }, undefined],
		['a firewall', { status: 403, ...HTML }, undefined],
		['a 401 without a body', { status: 401 }, undefined],
		['an unknown consumer', refused(404, 'EntityNotFoundError'), undefined],
		['a value that Apideck rejects', refused(400, 'RequestValidationError'), undefined],
		['a response that is not from Apideck', { status: 200, ...HTML }, undefined],
	])('is as far as the response proves it: %s', async (_name, scripted, failure) => {
		server.otherwise = scripted;
		expect(failureOf(await endedBy(GET))).toEqual(declared(failure));
		expect(server.requests).toHaveLength(1);
	});

	it('is a temporary one when there is no response within the time limit', async () => {
		server.otherwise = 'hang';
		expect(failureOf(await endedBy({ ...GET, options: { timeout: 1, maxRetries: 0 } }))).toEqual(declared(UNAVAILABLE));
	});

	it('is none for an unreachable host, whose address may be wrong', async () => {
		expect(failureOf(await endedBy(GET, { credential: { baseUrl: 'http://127.0.0.1:9' } }))).toBeUndefined();
	});

	it('includes the requested delay for a change that is not repeated', async () => {
		server.otherwise = busy(503, 90_000);
		expect(failureOf(await endedBy({ ...GET, operation: 'create' }))).toEqual(declared({ ...UNAVAILABLE, retryAfterMs: 90_000 }));
		expect(server.requests).toHaveLength(1);
	});
});

describe('the cause of what is refused before a request', () => {
	const CONFIGURATION: Failure = { cause: 'configuration-invalid' };

	it.each<[string, object, RunOptions, Failure]>([
		['a parameter', { ...GET, consumer: byId('a\nb') }, {}, CONFIGURATION],
		['an empty parameter', { ...GET, service: byId('={{ "" }}') }, {}, CONFIGURATION],
		['an unknown operation', { ...GET, operation: 'getOne' }, {}, CONFIGURATION],
		['an invalid option', { ...GET, options: { timeout: -1 } }, {}, CONFIGURATION],
		['an empty key', GET, { credential: { apiKey: ' ' } }, { cause: 'credential-invalid' }],
	])('names who must act: %s', async (_name, parameters, options, failure) => {
		expect(failureOf(await endedBy(parameters, options))).toEqual(declared(failure));
		expect(server.requests).toHaveLength(0);
	});
});

it('the error of the first failed item keeps its cause, and error items are as before', async () => {
	server.script = [{ body: { status_code: 200, data: { state: 'callable' } } }];
	server.otherwise = refused(402, 'RequestLimitError');
	const items = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
	const error = await endedBy({ ...GET, options: { ...GET.options, concurrency: 1 } }, { items });
	expect([error.message, failureOf(error)]).toEqual([expect.stringMatching(/\[item 1\]$/), declared({ cause: 'quota-exhausted' })]);

	const { json } = await run(engine, server, GET, { ...CONTINUE, items });
	expect(json.map((one) => [Object.keys(one), (one['error'] as { reason?: string }).reason])).toEqual(items.map(() => [['error'], 'plan_limit']));
	expect(JSON.stringify(json)).not.toContain('quota-exhausted');
});

describe('the activation of the trigger', () => {
	const activate = async (parameters: object = {}, change: Partial<INode> = {}) =>
		(await engine.webhookMethod('create', triggerNode(engine, parameters, change), credentialFor(server))).error;

	it.each<[string, Scripted, Failure | undefined]>([
		['a rejected key', refused(401, 'UnauthorizedError'), { cause: 'credential-invalid' }],
		['the plan limit', refused(402, 'RequestLimitError'), { cause: 'quota-exhausted' }],
		['a value that Apideck rejects', refused(400, 'RequestValidationError'), undefined],
	])('declares the cause of %s', async (_name, scripted, failure) => {
		server.otherwise = scripted;
		expect(failureOf(await activate())).toEqual(declared(failure));
	});

	it('declares an invalid parameter, without a request', async () => {
		const error = await activate({ events: [] });
		expect([error?.message, failureOf(error)]).toEqual(["'Trigger On' is empty", declared({ cause: 'configuration-invalid' })]);
		expect(server.requests).toHaveLength(0);
	});
});

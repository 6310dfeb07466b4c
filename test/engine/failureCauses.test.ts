import type { Failure, INode } from 'n8n-workflow';

import { declared } from './n8nVersion';
import { busy, RecordingServer, type Scripted } from './recordingServer';
import { setUpServer } from './setUp';
import { byId, CONTINUE, CRM_PIPEDRIVE, retries, run, type RunOptions } from './support';
import { credentialFor, triggerNode } from './triggerSupport';

const { server, engine } = setUpServer(RecordingServer);

const GET = { operation: 'get', ...CRM_PIPEDRIVE, options: retries({ maxRetries: 0 }) };
const failureOf = (error: unknown) => (error as { failure?: Failure } | undefined)?.failure;
const refused = (status: number, type_name: string, more: object = {}): Scripted => ({ status, body: { status_code: status, type_name, message: 'No' }, ...more });
const HTML = { body: '<html><title>Blocked</title></html>', headers: { 'content-type': 'text/html' } };

/** Runs the node and returns the error that ended the run. */
async function runError(parameters: object, options: RunOptions = {}) {
	const { status, error } = await run(engine, server, parameters, options);
	expect(status).toBe('error');
	return error!;
}

describe('the error of a run', () => {
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
	])('declares only the cause that the response proves: %s', async (_name, scripted, failure) => {
		server.otherwise = scripted;
		expect(failureOf(await runError(GET))).toEqual(declared(failure));
		expect(server.requests).toHaveLength(1);
	});

	it('declares a temporary cause when the response takes too long', async () => {
		server.otherwise = 'hang';
		expect(failureOf(await runError({ ...GET, options: { timeout: 1, ...retries({ maxRetries: 0 }) } }))).toEqual(declared(UNAVAILABLE));
	});

	it('declares no cause for an unreachable host, because its address may be wrong', async () => {
		expect(failureOf(await runError(GET, { credential: { baseUrl: 'http://127.0.0.1:9' } }))).toBeUndefined();
	});

	it('declares the requested delay of a change that is not retried', async () => {
		server.otherwise = busy(503, 90_000);
		expect(failureOf(await runError({ ...GET, operation: 'create' }))).toEqual(declared({ ...UNAVAILABLE, retryAfterMs: 90_000 }));
		expect(server.requests).toHaveLength(1);
	});
});

describe('an error before the first request', () => {
	const CONFIGURATION: Failure = { cause: 'configuration-invalid' };

	it.each<[string, object, RunOptions, Failure]>([
		['a parameter', { ...GET, consumer: byId('a\nb') }, {}, CONFIGURATION],
		['an empty parameter', { ...GET, connection: byId('={{ "" }}') }, {}, CONFIGURATION],
		['an unknown operation', { ...GET, operation: 'getOne' }, {}, CONFIGURATION],
		['an invalid option', { ...GET, options: { timeout: -1 } }, {}, CONFIGURATION],
		['an empty key', GET, { credential: { apiKey: ' ' } }, { cause: 'credential-invalid' }],
	])('declares what must be corrected: %s', async (_name, parameters, options, failure) => {
		expect(failureOf(await runError(parameters, options))).toEqual(declared(failure));
		expect(server.requests).toHaveLength(0);
	});
});

it('the error that ends a run has the cause of the failed item, and error items have none', async () => {
	server.script = [{ body: { status_code: 200, data: { state: 'callable' } } }];
	server.otherwise = refused(402, 'RequestLimitError');
	const items = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];
	const error = await runError({ ...GET, options: { ...GET.options, concurrency: 1 } }, { items });
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

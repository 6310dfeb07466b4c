/** Secrets that are short, long, numbers, of several lines, or the beginning of one another: canaries are none of that. */
import type { IDataObject } from 'n8n-workflow';

import type { Engine } from '../../tools/engine';
import { startSandbox, type Fault, type Sandbox } from '../../tools/sandbox';
import { CONTINUE, CRM_PIPEDRIVE, ERROR_OUTPUT, loadEngine, type Ran, retries, run, type RunOptions } from '../engine/support';
import { spellings, textsIn } from './spellings';
import { LogBook, tracesOf } from './traces';

const SENT_KEY = ['sk_test_fake', 'key', '4f9a8b7c6d5e'].join('_');
const PEM = '-----BEGIN FAKE KEY-----\nZmFrZWtleWxpbmVvbmU\n"quoted\\slash"/ä+ line two\n-----END FAKE KEY-----';
/** What the items carry. All of it is fake; every piece of it must stay out of sight. */
const INPUT = {
	access: 'fake-access-token-91c2',
	refresh: 'fake-refresh/token+77=',
	settings: { password: 'hunter2-fake', short: 'p4ss', prefix: 'hunter2-fake-and-more', key: PEM, pin: 48151623, nested: { list: ['deep-fake-secret', 2342424242] } },
};
const PIECES = ['sk_test_fake', SENT_KEY, INPUT.access, INPUT.refresh, 'hunter2', 'and-more', 'p4ss', 'ZmFrZWtleWxpbmVvbmU', 'slash', '48151623', 'deep-fake-secret', '2342424242'];

const FIELDS = { settingsMode: 'json', settingsJson: '={{ $json.settings }}' };
const CALLS = {
	get: { operation: 'get', ...CRM_PIPEDRIVE },
	getAll: { operation: 'getAll' },
	update: { operation: 'update', ...CRM_PIPEDRIVE, ...FIELDS },
	import: { operation: 'import', ...CRM_PIPEDRIVE, ...FIELDS, credentials: { accessToken: '={{ $json.access }}', refreshToken: '={{ $json.refresh }}' } },
	delete: { operation: 'delete', ...CRM_PIPEDRIVE },
	token: { operation: 'token', ...CRM_PIPEDRIVE },
	consumers: { resource: 'consumer', operation: 'getAll' },
	consumer: { resource: 'consumer', operation: 'get' },
};

/** The secrets that each call sends: a server cannot hand back what it never got. */
const SENT: Record<string, IDataObject> = {
	update: { settings: INPUT.settings },
	import: { credentials: { access_token: INPUT.access, refresh_token: INPUT.refresh }, settings: INPUT.settings },
};

const body = (status: number, more: object) => ({ status_code: status, error: 'E', type_name: 'SomeError', message: 'm', ...more });
/** Without base64, in which the search for plain pieces would see nothing. */
const spelled = (text: string) => Object.entries(spellings(text)).flatMap(([name, one]) => (name.includes('base64') ? [] : [one]));

/** Ways in which a server, or something before it, can hand back what it was sent. */
function echoes(sent: IDataObject): Array<[string, Fault]> {
	const texts = textsIn(sent);
	const everything = [`Authorization: Bearer ${SENT_KEY}`, JSON.stringify(sent), ...texts.flatMap(spelled)].join(' | ');
	const one = texts.at(-1) ?? SENT_KEY;
	return [
		...[400, 401, 402, 404, 409, 422, 429, 500, 503].map((status): [string, Fault] => [
			`a ${status} whose detail repeats everything`,
			{ status, body: body(status, { detail: everything }) },
		]),
		...texts.flatMap(spelled).map((text, index): [string, Fault] => [
			`a detail that repeats one value (${index})`,
			{ status: 422, body: body(422, { detail: `body.settings.x: (${text}) is not valid` }) },
		]),
		['other fields that repeat it', { status: 422, headers: { 'x-apideck-request-id': SENT_KEY }, body: body(422, { message: everything, type_name: `T-${SENT_KEY}`, ref: `https://x.example/?k=${SENT_KEY}` }) }],
		['a detail that holds the request', { status: 401, body: body(401, { detail: { type: SENT_KEY, message: everything, debug: { request: { headers: { Authorization: SENT_KEY }, data: sent }, message: everything } } }) }],
		['a detail that names it not found', { status: 404, body: body(404, { detail: { not_found: { entity: one, id: SENT_KEY } } }) }],
		['downstream errors', { status: 422, body: body(422, { downstream_errors: [{ detail: everything }] }) }],
		...Array.from({ length: 12 }, (_, index): [string, Fault] => [
			`a secret where a long text is cut (${index})`,
			{ status: 422, body: body(422, { detail: `${'.'.repeat(599 - index * 3)}${SENT_KEY}${one}` }) },
		]),
		['an HTML page that repeats everything', { status: 200, body: `<html>${everything}</html>`, contentType: 'text/html' }],
		['an HTML page with 502', { status: 502, body: `<html>${everything}</html>`, contentType: 'text/html' }],
		['200 without data', { status: 200, body: { echo: everything } }],
		['a reset before', { reset: 'before' }],
		['a redirect with the key in it', { redirect: `http://127.0.0.1:1/?key=${SENT_KEY}` }],
	];
}

let sandbox: Sandbox;
let engine: Engine;
let log: LogBook;
beforeAll(async () => {
	[sandbox, engine] = await Promise.all([startSandbox(), loadEngine()]);
	log = LogBook.open();
});
beforeEach(() => {
	sandbox.reset();
	log.lines.length = 0;
});
afterAll(async () => {
	jest.restoreAllMocks();
	await sandbox.close();
});

const leftBehind = (result: Ran) => [tracesOf(result), ...log.lines].join('\n');

const found = (text: string) => PIECES.filter((piece) => text.includes(piece));
const fail = async (parameters: object, options: RunOptions = {}) =>
	await run(engine, sandbox, { ...parameters, options: retries({ maxRetries: 1, initialInterval: 1 }) }, { items: [INPUT], credential: { apiKey: SENT_KEY }, ...options });

describe.each(Object.entries(CALLS))('%s fails', (name, parameters) => {
	it.each(echoes(SENT[name] ?? {}))('by %s: nothing secret is left', async (_name, fault) => {
		sandbox.faults.add({ fault, times: Infinity });
		const stopped = await fail(parameters);
		const continued = await fail(parameters, CONTINUE);
		expect(sandbox.requests.length).toBeGreaterThanOrEqual(2);
		expect([stopped.status, Object.keys(continued.json[0]!)]).toEqual(['error', ['error']]);
		for (const result of [stopped, continued]) expect(found(leftBehind(result))).toEqual([]);
	});

	it('by a time-out, a refused connection, a wrong key: nothing secret is left', async () => {
		const refused = await fail(parameters, { ...CONTINUE, credential: { apiKey: SENT_KEY, baseUrl: 'http://127.0.0.1:1' } });
		const rejected = await fail(parameters);
		expect([refused.status, rejected.status]).toEqual(['success', 'error']);
		for (const result of [refused, rejected]) expect(found(leftBehind(result))).toEqual([]);
		if (name === 'import') {
			sandbox.faults.add({ fault: { hang: true }, times: Infinity });
			const late = await run(engine, sandbox, { ...parameters, options: { ...retries({ maxRetries: 0 }), timeout: 1 } }, { items: [INPUT], credential: { apiKey: SENT_KEY } });
			expect(late.error?.message).toBe('No response within 1 s');
			expect(found(leftBehind(late))).toEqual([]);
		}
	});
});

it('the search finds a secret where there is one', async () => {
	sandbox.faults.add({ fault: { status: 404, body: body(404, { detail: 'hunter2 in clear' }) } });
	expect(found(leftBehind(await fail(CALLS.get)))).toEqual(['hunter2']);
});

it('the error output carries no key either', async () => {
	sandbox.faults.add({ fault: { status: 422, body: body(422, { detail: `${SENT_KEY} ${JSON.stringify(SENT.import)}` }) } });
	const result = await fail(CALLS.import, ERROR_OUTPUT);
	expect(result.errorItems).toHaveLength(1);
	expect(leftBehind(result)).not.toContain(SENT_KEY);
	expect(found(JSON.stringify(result.errorItems[0]!.json.error))).toEqual([]);
});

it('a wrong parameter is not repeated in its error', async () => {
	const result = await run(engine, sandbox, { ...CALLS.update, settingsJson: '={{ $json.text }}' }, { items: [{ text: `{"password": ${SENT_KEY}` }], ...CONTINUE });
	expect(result.json[0]!.error).toBeDefined();
	expect(found(leftBehind(result))).toEqual([]);
});

import axios from 'axios';
import fc from 'fast-check';
import { Agent } from 'node:http';
import { isDeepStrictEqual } from 'node:util';

import { WebhookServer, type Engine } from '../../tools/engine';
import { SANDBOX_CREDENTIALS, signatureOf, startSandbox, VAULT_EVENTS, type Sandbox } from '../../tools/sandbox';
import { loadEngine } from './support';
import { fuzzTrigger } from './triggerFuzz';
import { captureLog } from './triggerLog';
import { credentialFor, delivery, newPayload, triggerWorkflow } from './triggerSupport';

/** All runs of these tests make the same deliveries, except for IDs and times. */
const SEED = 20_261_102;
const COUNT = Number(process.env.TRIGGER_FUZZ_COUNT ?? 1_000);
/** Only ends a test that hangs. */
const TIME_LIMIT = 600_000;
/** Events that are changed field by field. `npm test -- faults` tries many more. */
const FUZZED = Number(process.env.TRIGGER_FUZZ_EVENTS ?? 40);

let sandbox: Sandbox;
let engine: Engine;
let server: WebhookServer;
beforeAll(async () => {
	[sandbox, engine] = await Promise.all([startSandbox(), loadEngine()]);
});
beforeEach(async () => {
	server = await WebhookServer.start(engine, triggerWorkflow(engine, { events: ['*'] }, `fuzz-${Math.random()}`), {
		credentials: credentialFor(sandbox),
	});
	await server.activate();
});
afterEach(async () => {
	await server.deactivate();
	await server.close();
});
afterAll(async () => await sandbox.close());

/** The server could close a kept-alive connection while this process is too busy to notice. */
const ONE_REQUEST_EACH = new Agent({ keepAlive: false });

interface Call {
	headers: Record<string, string>;
	body: Buffer;
}

/** The response status of each call, with at most 20 concurrent calls. A call that fails rejects. */
async function post(calls: Call[]): Promise<number[]> {
	const statuses: number[] = [];
	for (let start = 0; start < calls.length; start += 20) {
		const batch = calls.slice(start, start + 20).map(async ({ headers, body }) => {
			const { status } = await axios.post(server.url, body, {
				headers,
				proxy: false,
				httpAgent: ONE_REQUEST_EACH,
				transformRequest: [(given: unknown) => given],
				validateStatus: () => true,
			});
			return status;
		});
		statuses.push(...(await Promise.all(batch)));
	}
	return statuses;
}

const entityOf = fc.record({
	name: fc.string({ unit: 'binary' }),
	settings: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3, stringUnit: 'binary' })),
	metadata: fc.option(fc.jsonValue({ maxDepth: 2 })),
	state: fc.constantFrom('callable', 'added', 'invalid', 'new-state'),
	health: fc.constantFrom('ok', 'revoked', 'pending_refresh', null),
	consumer_id: fc.string({ minLength: 1 }),
});

/** Valid deliveries with any JSON values, signed by the sandbox's own code. */
function validCalls(numRuns: number, seed: number): Call[] {
	return fc.sample(fc.tuple(fc.constantFrom(...VAULT_EVENTS), entityOf), { numRuns, seed }).map(([event_type, entity]) => {
		const { headers, body } = delivery({ payload: newPayload({ event_type }, entity) });
		return { headers: headers as Record<string, string>, body: Buffer.from(body) };
	});
}

/** Numbers from 0 to below 1, the same in every run. */
function seededRandom(seed: number): () => number {
	const drawn = fc.sample(fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true, minExcluded: true }), { numRuns: 20_000, seed });
	let next = 0;
	return () => drawn[next++ % drawn.length] ?? 0;
}

type Mutation = (call: Call, draw: (below: number) => number) => Call;

const withBody = (call: Call, body: Buffer): Call => ({ ...call, body });
const withHeader = (call: Call, name: string, value: string): Call => ({ ...call, headers: { ...call.headers, [name]: value } });
const SIGNATURE = 'x-apideck-signature';

const MUTATIONS: Record<string, Mutation> = {
	'a flipped bit': (call, draw) => {
		const body = Buffer.from(call.body);
		const at = draw(body.length);
		body[at] = (body[at] ?? 0) ^ (1 << draw(8));
		return withBody(call, body);
	},
	'a truncated body': (call, draw) => withBody(call, call.body.subarray(0, draw(call.body.length))),
	'omitted bytes': (call, draw) => {
		const at = draw(call.body.length);
		return withBody(call, Buffer.concat([call.body.subarray(0, at), call.body.subarray(at + 1 + draw(20))]));
	},
	'inserted bytes': (call, draw) => {
		const at = draw(call.body.length);
		const more = Buffer.from(Array.from({ length: 1 + draw(4) }, () => draw(256)));
		return withBody(call, Buffer.concat([call.body.subarray(0, at), more, call.body.subarray(at)]));
	},
	'swapped bytes': (call, draw) => {
		const body = Buffer.from(call.body);
		const [a, b] = [draw(body.length), draw(body.length)];
		[body[a], body[b]] = [body[b] ?? 0, body[a] ?? 0];
		return withBody(call, body);
	},
	'random bytes': (call, draw) => withBody(call, Buffer.from(Array.from({ length: draw(300) }, () => draw(256)))),
	'another consumer': (call) => withBody(call, Buffer.from(call.body.toString().replace(/"consumer_id":"/, '"consumer_id":"x'))),
	'an added property': (call) => withBody(call, Buffer.from(call.body.toString().replace('{', '{"__proto__":{"a":1},'))),
	'a changed signature': (call, draw) => {
		const signature = call.headers[SIGNATURE] ?? '';
		const at = draw(64);
		const digit = ((Number.parseInt(signature.charAt(at), 16) + 1 + draw(15)) % 16).toString(16);
		return withHeader(call, SIGNATURE, signature.slice(0, at) + digit + signature.slice(at + 1));
	},
	'a shortened signature': (call, draw) => withHeader(call, SIGNATURE, (call.headers[SIGNATURE] ?? '').slice(0, draw(64))),
	'a signature of another key': (call, draw) =>
		withHeader(call, SIGNATURE, signatureOf(call.body.toString(), `sk_test_fake_${draw(1e6)}`, 'recursive')),
	'no signature': ({ headers, body }) => ({ headers: Object.fromEntries(Object.entries(headers).filter(([name]) => name !== SIGNATURE)), body }),
	'another content type': (call, draw) =>
		withHeader(call, 'content-type', ['text/plain', 'application/x-www-form-urlencoded', 'application/jsonp', 'a'][draw(4)] ?? ''),
	'a false validation call': (call) => {
		const broken = call.body.toString().replace('"payload"', '"message"');
		return withBody(withHeader(call, 'x-apideck-event-type', 'apideck.subscription.created'), Buffer.from(broken));
	},
};

function parsed({ body }: Call): unknown {
	try {
		const value: unknown = JSON.parse(body.toString('utf8'));
		// Parsed a second time, because JSON writes -0 as 0.
		return JSON.parse(JSON.stringify(value));
	} catch {
		return undefined;
	}
}

/** A delivery with the same content and signature is not forged, for example after added white space. */
function isForged(original: Call, mutated: Call): boolean {
	const sameSignature = original.headers[SIGNATURE] === mutated.headers[SIGNATURE];
	const sameType = original.headers['content-type'] === mutated.headers['content-type'];
	// Compared as bytes too, because invalid UTF-8 is read as something else.
	const isUtf8 = Buffer.from(mutated.body.toString('utf8')).equals(mutated.body);
	return !(sameSignature && sameType && isUtf8 && isDeepStrictEqual(parsed(original), parsed(mutated)));
}

it(`${COUNT} forged, truncated or mutated deliveries start no run and get a 4xx response`, async () => {
	const log = captureLog();
	const random = seededRandom(SEED);
	const draw = (below: number) => Math.floor(random() * below);
	const kinds = Object.keys(MUTATIONS);
	const forged: Array<{ kind: string; call: Call }> = [];
	for (const [index, original] of validCalls(COUNT * 1.3, SEED).entries()) {
		const kind = kinds[index % kinds.length] ?? '';
		const call = MUTATIONS[kind]?.(original, draw) ?? original;
		if (isForged(original, call)) forged.push({ kind, call });
	}
	forged.length = COUNT;
	const statuses = await post(forged.map(({ call }) => call));
	const wrong = forged.flatMap(({ kind, call }, index) => {
		const status = statuses[index] ?? 0;
		return status >= 400 && status < 500 ? [] : [{ kind, status, body: call.body.toString() }];
	});
	log.release();
	expect(wrong).toEqual([]);
	expect([statuses.length, server.runs.length]).toEqual([COUNT, 0]);
	// All mutations and all statuses occurred.
	expect(new Set(forged.map(({ kind }) => kind)).size).toBe(kinds.length);
	expect([...new Set(statuses)].sort()).toEqual([400, 401, 415, 422]);
	expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
	expect(JSON.stringify(log.lines)).not.toContain(SANDBOX_CREDENTIALS.apiKey);
}, TIME_LIMIT);

it(`${COUNT} valid deliveries with 10 % duplicates, many at once, start exactly one run per event`, async () => {
	const unique = validCalls(COUNT * 0.9, SEED + 1);
	const random = seededRandom(SEED + 2);
	// Some directly after the original, some much later, some in the same batch.
	const calls = [...unique];
	while (calls.length < COUNT) {
		const from = Math.floor(random() * calls.length);
		const duplicate = calls[from];
		if (duplicate) calls.splice(from + 1 + Math.floor(random() ** 3 * (calls.length - from)), 0, duplicate);
	}
	const statuses = await post(calls);
	expect(new Set(statuses)).toEqual(new Set([200]));
	const started = server.runs.map(({ workflowData }) => workflowData[0]?.[0]?.json.event_id);
	const expected = unique.map((call) => (parsed(call) as { payload: { event_id: string } }).payload.event_id);
	expect(started.slice().sort()).toEqual(expected.slice().sort());
	const results = await server.finished();
	expect([results.length, results.filter(({ status }) => status !== 'success')]).toEqual([unique.length, []]);

	// Again, much later and in a different order.
	expect(new Set(await post([...unique].reverse().filter((_call, index) => index % 5 === 0)))).toEqual(new Set([200]));
	expect(server.runs).toHaveLength(unique.length);
}, TIME_LIMIT);

describe('a signed delivery with a hostile body', () => {
	/** A delivery with this JSON in its payload, signed like Apideck's. */
	const withEntity = (json: string) => {
		const { headers, body } = delivery(JSON.stringify({ payload: newPayload({}, { extra: 'HERE' }) }).replace('"HERE"', () => json));
		return { headers: headers as Record<string, string>, body: Buffer.from(body) };
	};

	/** JSON, and whether it may start a run. */
	const BODIES: Array<[string, string, boolean]> = [
		['a number beyond 2^53', '9007199254740993', false],
		['a negative number beyond -2^53', '[{"a":-12345678901234567890}]', false],
		['more digits than a double has', '0.12345678901234567890123', false],
		['a number out of range', '1e400', false],
		['numbers that are exact', '[9007199254740991,9007199254740992,0.1,1e3,1.0,-0,1e21]', true],
		['prototype keys', '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"prototype":1,"toString":1}', true],
		['a duplicate key', '{"a":1,"a":2}', true],
		['60 levels', `${'['.repeat(58)}${']'.repeat(58)}`, true],
		['70 levels', `${'['.repeat(70)}${']'.repeat(70)}`, false],
		['900 kB', JSON.stringify('x"'.repeat(300_000)), true],
		['more than a megabyte', JSON.stringify('x'.repeat(1_000_001)), false],
		['a lone surrogate', '"\\ud800"', true],
		['control characters', '"\\u0000\\u001b\\u202e"', true],
	];

	it.each(BODIES)('of %s runs or is rejected without an error', async (_name, json, runs) => {
		const log = captureLog();
		const [status] = await post([withEntity(json)]);
		log.release();
		expect([status === 200, server.runs.length]).toEqual(runs ? [true, 1] : [false, 0]);
		if (!runs) expect([400, 413].includes(status ?? 0)).toBe(true);
		expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
		expect(Object.keys(Object.prototype)).toEqual([]);
		expect('polluted' in {}).toBe(false);
	});

	it('of 200,000 levels is rejected', async () => {
		const body = Buffer.from(`{"payload":${'['.repeat(200_000)}${']'.repeat(200_000)}}`);
		const { headers } = delivery({ payload: newPayload() });
		expect(await post([{ headers: headers as Record<string, string>, body }])).toEqual([400]);
		expect(server.runs).toEqual([]);
	});

	it.each(['consumer_id', 'unified_api', 'service_id', 'name', 'state', 'health', 'enabled', 'settings', 'updated_at', 'credentials_expire_at', 'metadata', '__proto__'])('with any value as %s is rejected or becomes an item without an error', async (field) => {
		const log = captureLog();
		const odd = ['null', '7', 'true', '[]', '{}', '[null]', '{"toString":1,"valueOf":1}', '[{"toString":1}]', '"\\ud800<b>"', '1e300', '{"__proto__":null}'];
		const calls = odd.map((json) => {
			const { headers, body } = delivery(JSON.stringify({ payload: newPayload({}, JSON.parse(`{"${field}":"HERE"}`) as object) }).replace('"HERE"', () => json));
			return { headers: headers as Record<string, string>, body: Buffer.from(body) };
		});
		const statuses = await post(calls);
		log.release();
		expect(statuses.filter((status) => status !== 200 && (status < 400 || status >= 500))).toEqual([]);
		expect(server.runs).toHaveLength(statuses.filter((status) => status === 200).length);
		expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
		expect('polluted' in {}).toBe(false);
	});
});

it(`${FUZZED} events changed field by field get a response in time, run once if they are signed, and are never reported as healthy unread`, async () => {
	const { broken, runs, refused } = await fuzzTrigger({ engine, sandbox, seed: process.env.TRIGGER_FUZZ_SEED ?? String(SEED), count: FUZZED });
	expect(broken).toEqual([]);
	// Most of them are still valid events.
	expect([refused > FUZZED, runs > FUZZED / 2]).toEqual([true, true]);
}, TIME_LIMIT);

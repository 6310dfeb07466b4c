import { getEventListeners } from 'node:events';

import type { VaultCall } from '../../nodes/ApideckVault/transport/call';
import type { VaultClient } from '../../nodes/ApideckVault/transport/client';
import { isNotSent } from '../../nodes/ApideckVault/transport/cancel';
import type { VaultSession } from '../../nodes/ApideckVault/transport/session';
import { failure, openSession, QUICK } from './openClient';
import { busy, envelope, RecordingServer } from './recordingServer';
import { setUpServer } from './setUp';
import { sleep, until } from './support';

/** Calls of one run beside each other: what waits for what, and what stops. */
let session: VaultSession;
let client: VaultClient;
let user: AbortController;
const { server, engine } = setUpServer(RecordingServer);
beforeEach(async () => {
	user = new AbortController();
	session = openSession(engine, { baseUrl: server.url }, user.signal);
	client = await session.client(0);
});
afterEach(() => user.abort());

const GET: VaultCall = { method: 'GET', path: ['vault', 'connections'] };
const change = (path: string, more: Partial<VaultCall> = {}): VaultCall => ({ method: 'PATCH', path: path.split(' '), body: {}, ...more });
const HUBSPOT = 'vault connections crm hubspot';
const send = async (call: VaultCall, settings: object = {}) => await client.request(call, { ...QUICK, ...settings });
const PATIENT = { maxElapsedTime: 60_000, maxInterval: 30_000 };
const CANCELLED = { message: 'The execution was canceled', level: 'info' };

describe('two calls at the same time', () => {
	it.each<[string, VaultCall, VaultCall, number]>([
		['changes of one connection wait for each other', change(HUBSPOT), change(HUBSPOT), 1],
		['as do those of its parts', change(HUBSPOT), change(`${HUBSPOT} contacts config`), 1],
		['and those that say so', change('vault sessions', { lockKey: 'acme' }), change('vault sessions', { lockKey: 'acme' }), 1],
		['reading waits for nothing', { ...GET, path: HUBSPOT.split(' ') }, change(HUBSPOT), 2],
		['nor does another connection', change(HUBSPOT), change('vault connections crm pipedrive'), 2],
		['another unified API', change('vault connections crm x'), change('vault connections cr mx'), 2],
		['another consumer', change(HUBSPOT, { consumerId: 'acme' }), change(HUBSPOT, { consumerId: 'test-consumer' }), 2],
		['another consumer than the default one', change(HUBSPOT), change(HUBSPOT, { consumerId: 'acme' }), 2],
		['another thing that is changed', change('vault sessions', { lockKey: 'acme' }), change('vault sessions', { lockKey: 'ember' }), 2],
	])('%s', async (_name, one, other, together) => {
		server.otherwise = { ...envelope({ session_uri: 'https://vault.example/session/fake' }), afterMs: 100 };
		await Promise.all([send(one), send(other)]);
		expect(Math.max(...server.requests.map(({ inFlight }) => inFlight))).toBe(together);
	});

	it('the second change is sent although the first has failed', async () => {
		server.script = [{ status: 404 }];
		const [first, second] = await Promise.allSettled([send(change(HUBSPOT)), send(change(HUBSPOT))]);
		expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
	});

	it.each([
		['a 429 holds the other one back too', 429, true],
		['a 503 does not', 503, false],
	])('%s', async (_name, status, waits) => {
		server.script = [busy(status, 500)];
		const first = send(GET, PATIENT);
		await until(() => client.statistics.retries === 1);
		await Promise.all([first, send(GET, PATIENT)]);
		expect(server.requests).toHaveLength(3);
		expect(server.times[1]! >= 499).toBe(waits);
	});
});

it.each([
	['for as long as was asked', 200, { maxInterval: 200 }, 199, Infinity],
	['at least to a lower rate, when no item would wait so long', 60_000, { maxInterval: 1_000 }, 0, 5_000],
])('a 429 that is not sent again holds the others back too, %s', async (_name, asked, settings, least, most) => {
	server.script = [busy(429, asked)];
	await failure(send(GET, { maxRetries: 0, ...settings }));
	await send(GET);
	await send(GET);
	expect(server.times[1]).toBeGreaterThanOrEqual(least);
	expect(server.times[1]).toBeLessThan(most);
	// The rate is as low as the one call that went before.
	expect(server.times[2]! - server.times[1]!).toBeGreaterThanOrEqual(500);
});

it.each([400, 404, 500])('a %d that is final holds nobody back', async (status) => {
	server.script = [{ status }];
	await failure(send(GET, { maxRetries: 0 }));
	await send(GET);
	await send(GET);
	expect(server.times[2]).toBeLessThan(900);
});

it('a call that is refused a second time and given up holds nobody back for as long as it was asked to wait', async () => {
	server.script = [busy(429, 10), busy(429, 4_000)];
	await failure(send(GET, { maxRetries: 1, maxInterval: 5_000, maxElapsedTime: 10_000 }));
	await send(GET);
	expect(server.times[2]! - server.times[1]!).toBeLessThan(3_500);
});

it('a call that is refused a second time waits by itself', async () => {
	server.script = [busy(429, 10), busy(429, 2_500)];
	const refused = send(GET, { maxElapsedTime: 10_000 });
	await until(() => client.statistics.rateLimited === 2);
	// The rate is as low as the one call that went before: a second between two of them.
	await Promise.all([send(GET), refused]);
	expect(server.times).toHaveLength(4);
	expect(server.times[2]! - server.times[1]!).toBeLessThan(2_300);
	expect(server.times[3]! - server.times[1]!).toBeGreaterThanOrEqual(2_499);
});

it.each([429, 503])('a retry after a %d that the gate would hold back for too long is given up, and not counted', async (status) => {
	server.script = [{ ...busy(status, 50), afterMs: 200 }, busy(429, 9_000)];
	const first = failure(send(GET, { maxElapsedTime: 1_000 }));
	await until(() => server.requests.length === 1);
	const other = failure(send(GET, { maxElapsedTime: 20_000 }));
	const { attempts, httpCode } = await first;
	expect([attempts, httpCode]).toEqual([1, String(status)]);
	expect(client.statistics).toMatchObject({ requests: 2, retries: 1, rateLimited: 1 });
	user.abort();
	expect(await other).toMatchObject(CANCELLED);
});

it('requests leave nothing behind on the signal of the execution', async () => {
	const listeners = () => getEventListeners(user.signal, 'abort').length;
	const before = listeners();
	server.script = [envelope({}), 'reset', envelope({})];
	for (let index = 0; index < 2; index++) await send(GET);
	expect([server.requests.length, listeners()]).toEqual([3, before]);
});

it('requests side by side put one listener on the signal of the execution: Node would report a leak', async () => {
	const most: number[] = [];
	server.script = Array.from({ length: 20 }, () => ({ ...envelope({}), afterMs: 30 }));
	const all = Array.from({ length: 20 }, async () => await send(GET));
	await until(() => {
		most.push(getEventListeners(user.signal, 'abort').length);
		return server.requests.length === 20;
	});
	await Promise.all(all);
	expect(Math.max(...most)).toBe(1);
});

describe('stopping what was not sent yet', () => {
	it('lets a request that was sent before be sent again, and refuses the next ones', async () => {
		server.script = [busy(503, 40)];
		const first = send(GET);
		await until(() => server.requests.length === 1);
		session.stop();
		expect(isNotSent((await failure(send(GET))).error)).toBe(true);
		expect(await first).toMatchObject({ attempts: 2 });
		expect(server.requests).toHaveLength(2);
	});

	it('refuses a change that waited for its turn', async () => {
		server.script = [{ ...envelope({}), afterMs: 30 }];
		const [first, second] = [send(change(HUBSPOT)), failure(send(change(HUBSPOT)))];
		await until(() => server.requests.length === 1);
		session.stop();
		expect(isNotSent((await second).error)).toBe(true);
		expect([(await first).attempts, server.requests.length]).toEqual([1, 1]);
	});

	it('ends the wait of a first attempt in the closed gate, not that of a later one', async () => {
		server.script = [busy(429, 200), { ...busy(429, 1_500), afterMs: 5 }];
		const sent = [send(GET, PATIENT), send(GET, PATIENT)];
		await until(() => client.statistics.rateLimited === 2);
		const began = Date.now();
		const waiting = failure(send(GET));
		await sleep(230);
		session.stop();
		expect(isNotSent((await waiting).error)).toBe(true);
		expect(Date.now() - began).toBeLessThan(1_300);
		await Promise.all(sent);
		// The first one had waited its 200 ms before: the gate held it.
		expect(server.times).toHaveLength(4);
		expect(server.times[2]).toBeGreaterThanOrEqual(1_500);
	});
});

describe('when the user stops the execution', () => {
	it('nothing is sent any more', async () => {
		user.abort();
		expect(await failure(send(GET))).toMatchObject(CANCELLED);
		expect(await failure(send(change(HUBSPOT)))).toMatchObject(CANCELLED);
		expect(server.requests).toEqual([]);
		expect(client.statistics.requests).toBe(0);
	});

	it('what is under way is let go and not sent again', async () => {
		server.script = ['hang'];
		const sent = failure(send(GET));
		await until(() => server.requests.length === 1);
		user.abort();
		const refused = await sent;
		expect(refused).toMatchObject(CANCELLED);
		expect(isNotSent(refused.error)).toBe(false);
		await until(() => server.requests[0]!.aborted);
		expect([server.requests.length, client.statistics.retries]).toEqual([1, 0]);
	});

	it('the wait before another attempt ends', async () => {
		server.script = [busy(503, 20_000)];
		const sent = failure(send(GET, PATIENT));
		await until(() => client.statistics.retries === 1);
		const began = Date.now();
		user.abort();
		expect(await sent).toMatchObject(CANCELLED);
		expect(Date.now() - began).toBeLessThan(10_000);
		expect(server.requests).toHaveLength(1);
	});

	it('the wait in a closed gate ends, also for a request that was sent before', async () => {
		server.script = [busy(429, 200), { ...busy(429, 20_000), afterMs: 5 }];
		const sent = [send(GET, PATIENT), send(GET, PATIENT)].map(failure);
		await until(() => client.statistics.rateLimited === 2);
		// The first one's own wait is over: it is the gate that holds it.
		await sleep(230);
		const began = Date.now();
		sent.push(failure(send(GET)));
		user.abort();
		expect(await Promise.all(sent)).toMatchObject([CANCELLED, CANCELLED, CANCELLED]);
		expect(Date.now() - began).toBeLessThan(10_000);
		expect(server.requests).toHaveLength(2);
	});
});

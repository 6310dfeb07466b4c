import type { VaultCall } from '../../nodes/ApideckVault/transport/call';
import type { VaultClient } from '../../nodes/ApideckVault/transport/client';
import { ITEM_LIMITS, RequestBudget } from '../../nodes/ApideckVault/transport/requestBudget';
import { failure, openClient, openEditorClient, QUICK } from './openClient';
import { busy, envelope, RecordingServer } from './recordingServer';
import { setUpServer } from './setUp';
import { until } from './support';

let client: VaultClient;
let user: AbortController;
const { server, engine } = setUpServer(RecordingServer);
beforeEach(async () => {
	user = new AbortController();
	client = await openClient(engine, { baseUrl: server.url }, user.signal);
});
afterEach(() => user.abort());

const GET: VaultCall = { method: 'GET', path: ['vault', 'connections', 'crm', 'hubspot'] };
const CHANGE: VaultCall = { ...GET, method: 'PATCH', body: {} };
/** Settings that would wait much longer than any budget here. */
const LONG = { ...QUICK, timeout: 60_000, maxElapsedTime: 60_000, maxRetries: 100 };
const within = (time: number) => ({ ...LONG, budget: new RequestBudget({ ...ITEM_LIMITS, time }) });

/** Ends long before the settings alone would end it. */
async function timed<T>(promise: Promise<T>): Promise<T> {
	const began = Date.now();
	const result = await promise;
	expect(Date.now() - began).toBeLessThan(20_000);
	return result;
}

const TIME_LIMIT = { reason: 'time_limit', message: expect.stringMatching(/^The time limit for one item was reached/) as unknown };

describe('the time limit of an item', () => {
	it.each<[string, VaultCall, true | undefined]>([
		['a GET', GET, undefined],
		['a change, which may have been carried out', CHANGE, true],
	])('S7: ends the wait for the response to %s', async (_name, call, mayHaveBeenApplied) => {
		server.otherwise = 'hang';
		const error = await timed(failure(client.request(call, within(1_000))));
		expect(error).toMatchObject({ ...TIME_LIMIT, attempts: 1 });
		expect(error.mayHaveBeenApplied).toBe(mayHaveBeenApplied);
		await until(() => server.requests[0]?.aborted === true);
	});

	it('S7: ends a response that drips', async () => {
		server.otherwise = 'drip';
		expect(await timed(failure(client.request(GET, within(300))))).toMatchObject(TIME_LIMIT);
	});

	it('S7: sends nothing once it is over, in the editor as well', async () => {
		for (const opened of [client, await openEditorClient(engine, { baseUrl: server.url })]) {
			const error = await failure(opened.request(CHANGE, within(0)));
			expect(error).toMatchObject({ ...TIME_LIMIT, attempts: 0 });
			expect(error.mayHaveBeenApplied).toBeUndefined();
		}
		expect(server.requests).toEqual([]);
	});

	it('S7: ends retries that the retry settings alone would go on with', async () => {
		server.otherwise = { ...busy(503, 40) };
		const { reason } = await timed(failure(client.request(GET, within(500))));
		// The time may be up between two attempts or during one.
		expect(['server_unavailable', 'time_limit']).toContain(reason);
		expect(server.requests.length).toBeLessThan(30);
	});

	it('S7: does not wait for a retry that would come too late', async () => {
		server.otherwise = busy(429, 30_000);
		expect(await timed(failure(client.request(GET, within(5_000))))).toMatchObject({ reason: 'rate_limited', attempts: 1 });
	});

	it('S7: ends the wait of a first attempt that the rate limiter holds back', async () => {
		server.script = [busy(429, 30_000)];
		const held = failure(client.request(GET, LONG));
		await until(() => client.statistics.rateLimited === 1);
		expect(await timed(failure(client.request(GET, within(300))))).toMatchObject({ ...TIME_LIMIT, attempts: 0 });
		expect(server.requests).toHaveLength(1);
		user.abort();
		await held;
	});

	it('S7: covers all requests of the item together, and none of another item', async () => {
		server.otherwise = { ...envelope({}), afterMs: 60 };
		const settings = within(500);
		let sent = 0;
		const error = await timed(
			failure(
				(async () => {
					for (;;) {
						await client.request(GET, settings);
						sent++;
					}
				})(),
			),
		);
		expect(error).toMatchObject(TIME_LIMIT);
		expect(sent).toBeLessThanOrEqual(9);
		expect(await client.request(GET, within(60_000))).toMatchObject({ attempts: 1 });
	});
});

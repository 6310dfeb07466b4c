import type { VaultCall } from '../../nodes/ApideckVault/transport/call';
import type { VaultClient } from '../../nodes/ApideckVault/transport/client';
import { failure, openClient, QUICK } from './openClient';
import { envelope, RecordingServer } from './recordingServer';
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

const VALIDATE: VaultCall = { method: 'POST', path: ['vault', 'connections', 'crm', 'hubspot', 'validate'], body: {}, consumerId: 'acme' };
const GET: VaultCall = { method: 'GET', path: ['vault', 'consumers', 'other'] };
const SETTINGS = { ...QUICK, timeout: 20_000, maxElapsedTime: 20_000 };
const limited = (headers: Record<string, string>) => ({ status: 429, headers });
/** Unix seconds, in so many seconds at the latest. */
const unixIn = (seconds: number) => String(Math.floor(Date.now() / 1000) + seconds);

describe('a 429 that says when the limit is lifted', () => {
	it.each<[string, () => Record<string, string>]>([
		['x-downstream-ratelimit-reset as a Unix time', () => ({ 'x-downstream-ratelimit-reset': unixIn(3) })],
		['x-downstream-ratelimit-reset in seconds', () => ({ 'X-Downstream-RateLimit-Reset': '2' })],
		['ratelimit-reset in seconds', () => ({ 'RateLimit-Reset': '2' })],
		['Retry-After and a later x-downstream-ratelimit-reset', () => ({ 'retry-after': '1', 'x-downstream-ratelimit-reset': unixIn(3) })],
		['RateLimit with a policy', () => ({ RateLimit: '"default";r=0;t=2' })],
		['RateLimit of an earlier draft', () => ({ RateLimit: 'limit=10, remaining=0, reset=2' })],
		['x-ratelimit-reset-after', () => ({ 'x-ratelimit-reset-after': '2' })],
		['Retry-After with a unit', () => ({ 'Retry-After': '2s' })],
		['x-ratelimit-reset as a Unix time in milliseconds', () => ({ 'x-ratelimit-reset': String(Date.now() + 2_000) })],
	])('W10: waits as long as %s says, and succeeds with the second attempt', async (_name, headers) => {
		server.script = [limited(headers())];
		expect(await client.request(VALIDATE, SETTINGS)).toMatchObject({ attempts: 2 });
		expect(server.times[1]).toBeGreaterThanOrEqual(1_500);
	});

	it('W10: takes Retry-After before the header of a gateway', async () => {
		server.script = [limited({ 'retry-after': '1', 'x-ratelimit-reset': unixIn(3_600) })];
		expect(await client.request(VALIDATE, SETTINGS)).toMatchObject({ attempts: 2 });
	});

	it.each([
		['45 s', () => unixIn(45), 'Apideck asked to wait 4'],
		['years', () => '9999999999', 'Apideck asked to wait '],
	])('W10: gives up at once when the limit lasts %s and Time Limit is less', async (_name, value, words) => {
		server.otherwise = limited({ 'x-downstream-ratelimit-reset': value() });
		const error = await failure(client.request(VALIDATE, SETTINGS));
		expect(error).toMatchObject({ reason: 'rate_limited', attempts: 1 });
		expect(error.description).toContain(words);
		expect(error.description).toContain("longer than 'Time Limit' allows");
		expect(server.requests).toHaveLength(1);
	});

	it.each([200, 503])('W10: takes no notice of the header of a %d', async (status) => {
		server.script = [{ ...envelope({}), status, headers: { 'x-downstream-ratelimit-reset': unixIn(3_600) } }];
		await client.request({ ...VALIDATE, idempotent: true }, SETTINGS);
		expect(server.requests.length).toBeLessThanOrEqual(2);
	});

	it.each([
		['whose headers name the limit of a connected service', limited({ 'x-downstream-ratelimit-limit': '100', 'x-downstream-ratelimit-reset': '600' })],
		['of a call that reaches the connected service', { status: 429, headers: { 'retry-after': '600' }, body: { type_name: 'ConnectorRateLimitError' } }],
	])('W10: a 429 %s holds back no request to another connection', async (_name, response) => {
		server.script = [response];
		const first = failure(client.request(VALIDATE, { ...SETTINGS, maxElapsedTime: 900_000 }));
		await until(() => client.statistics.rateLimited === 1);
		for (let index = 0; index < 5; index++) await client.request(GET, SETTINGS);
		// The first one waits for ten minutes; nobody else did.
		expect(server.requests).toHaveLength(6);
		user.abort();
		expect(await first).toMatchObject({ message: 'The execution was canceled' });
	});

	it('W10: a 429 that is not of one connection holds the others back, as before', async () => {
		server.script = [{ status: 429, headers: { 'retry-after-ms': '400' }, body: { type_name: 'ConnectorRateLimitError' } }];
		const first = client.request(GET, SETTINGS);
		await until(() => client.statistics.rateLimited === 1);
		await Promise.all([first, client.request(VALIDATE, SETTINGS)]);
		expect(server.times[1]).toBeGreaterThanOrEqual(399);
	});
});

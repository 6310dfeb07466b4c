import { connect } from 'node:net';

import type { Sandbox } from '../../tools/sandbox';
import { uncovered } from './cases';
import { CONNECTION_RESET, KIND_NAMES, KINDS, NO_FAULT } from './kinds';
import { openSandbox } from './workers';
import { faultOf, planOf, ROUND } from './plan';
import { FaultProxy } from './proxy/faultProxy';
import { Random } from './random';

const KEY = 'fake-key-of-the-test-not-a-secret';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await openSandbox();
});
afterAll(async () => await sandbox.close());

interface Received {
	/** All received bytes, as Latin-1. */
	text: string;
	/** The socket's error code, for example ECONNRESET after a reset. */
	code?: string;
	proxy: FaultProxy;
}

/** Sends one raw request through a proxy with the given kind of fault, and reads for at most `ms`. */
async function through(name: string, seed = 'a', ms = 700): Promise<Received> {
	const kind = KINDS.find((one) => one.name === name);
	const proxy = await FaultProxy.start({
		targetPort: sandbox.port,
		apiKey: KEY,
		otherOrigin: 'http://127.0.0.1:1/other',
		faultOf: () => (kind ? { name, action: kind.make(new Random(seed)) } : NO_FAULT),
		resetsConnection: () => name === CONNECTION_RESET,
	});
	try {
		const chunks: Buffer[] = [];
		let code: string | undefined;
		await new Promise<void>((resolve) => {
			const socket = connect(proxy.port, '127.0.0.1');
			const timer = setTimeout(() => socket.destroy(), ms);
			const lines = ['GET /vault/consumers/acme-a HTTP/1.1', 'host: x', 'connection: close', `authorization: Bearer ${KEY}`, 'x-apideck-app-id: sandbox-app', '', ''];
			socket.on('connect', () => socket.write(lines.join('\r\n')));
			socket.on('data', (chunk) => chunks.push(chunk));
			socket.on('error', (error: NodeJS.ErrnoException) => (code = error.code));
			socket.on('close', () => {
				clearTimeout(timer);
				resolve();
			});
		});
		return { text: Buffer.concat(chunks).toString('latin1'), ...(code !== undefined && { code }), proxy };
	} finally {
		await proxy.close();
	}
}

const bodyOf = (text: string) => text.slice(text.indexOf('\r\n\r\n') + 4);
const lengthOf = (text: string) => Number(/content-length: (\d+)/i.exec(text)?.[1]);

describe('responses of the proxy', () => {
	it('the proxy forwards the complete response without a fault', async () => {
		const { text, proxy } = await through('none');
		expect(text).toMatch(/^HTTP\/1\.1 200 OK\r\n/);
		expect(JSON.parse(bodyOf(text))).toMatchObject({ data: { consumer_id: 'acme-a' } });
		expect(proxy.requestLog).toEqual([expect.objectContaining({ fault: 'none', applied: true, upstreamStatus: 200, reportedOutcome: 'done', hasRightKey: true })]);
	});

	it('a connection is reset before anything is read', async () => {
		const { text, code, proxy } = await through(CONNECTION_RESET);
		expect([text, code, proxy.requestLog, proxy.resetConnections]).toEqual(['', 'ECONNRESET', [], 1]);
	});

	it.each([['reset, not applied', false], ['reset, applied', true]])('%s', async (name, applied) => {
		const { text, code, proxy } = await through(name);
		expect([text, code]).toEqual(['', 'ECONNRESET']);
		expect(proxy.requestLog).toEqual([expect.objectContaining({ applied, reportedOutcome: 'unclear' })]);
	});

	it('half a body is shorter than its content-length', async () => {
		const { text } = await through('half a body');
		expect(bodyOf(text).length).toBe(Math.floor(lengthOf(text) / 2));
	});

	it('a content-length is too long or too short', async () => {
		const long = (await through('content-length too long')).text;
		expect(lengthOf(long)).toBeGreaterThan(bodyOf(long).length);
		const short = (await through('content-length too short')).text;
		expect(lengthOf(short)).toBeLessThan(bodyOf(short).length);
	});

	it('invalid gzip has a gzip content-encoding', async () => {
		const { text } = await through('invalid gzip');
		expect(text).toMatch(/content-encoding: gzip/i);
		expect(() => JSON.parse(bodyOf(text)) as unknown).not.toThrow();
	});

	it('a drip of the body does not end', async () => {
		const { text, proxy } = await through('endless drip of the body');
		expect(bodyOf(text)).toMatch(/^(1\r\n \r\n){2,}$/);
		expect(proxy.requestLog[0]).toMatchObject({ clientLeft: true, applied: true });
	});

	it('a redirect leads to the other origin and repeats the key', async () => {
		const { text, proxy } = await through('redirect to another origin');
		expect(text).toMatch(/^HTTP\/1\.1 30\d /);
		expect(text).toMatch(new RegExp(`location: (http:)?//127\\.0\\.0\\.1:1/other/vault/consumers/acme-a\\?seen=${KEY}`));
		expect(proxy.requestLog[0]).toMatchObject({ applied: false, reportedOutcome: 'rejected' });
	});

	it('rejections repeat the key in body and headers, and apply nothing', async () => {
		const { text, proxy } = await through('429');
		expect(text).toMatch(/^HTTP\/1\.1 429 /);
		expect(text.split(KEY).length).toBeGreaterThan(3);
		expect(proxy.requestLog[0]).toMatchObject({ applied: false, reportedOutcome: 'rejected' });
	});

	it.each(KINDS.map(({ name }) => name))('%s: the proxy itself does not fail for any seed', async (name) => {
		const all = await Promise.all(['a', 'b', 'c', 'd'].map(async (seed) => await through(name, seed, 500)));
		expect(all.flatMap(({ proxy }) => proxy.errors)).toEqual([]);
		expect(all.map(({ proxy }) => proxy.requestLog.length)).toEqual([1, 1, 1, 1]);
	});
});

describe('plans', () => {
	it('a plan depends only on seed and number', () => {
		expect(planOf('7', 11)).toEqual(planOf('7', 11));
		expect(planOf('7', 11)).not.toEqual(planOf('8', 11));
		const names = (seed: string) => [1, 2, 3, 4, 5, 6, 7, 8].map((attempt) => faultOf(planOf(seed, 11), 'GET /', attempt).name);
		expect(names('7')).toEqual(names('7'));
		expect(names('7')).not.toEqual(names('8'));
	});

	it('one round combines every case with every kind', () => {
		const met = new Set(Array.from({ length: ROUND }, (_, run) => planOf('1', run)).map(({ test, kind }) => `${test.name} ${kind}`));
		expect(met.size).toBe(ROUND);
		expect(new Set(KIND_NAMES).size).toBe(KIND_NAMES.length);
	});

	it('the cases cover every operation', () => {
		expect(uncovered()).toEqual([]);
	});
});

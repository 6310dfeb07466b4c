import { Worker } from 'node:worker_threads';

/** A Vault in a thread of its own, so that what it takes to write large responses does not count against the node. */
export class BigVault {
	private constructor(
		private readonly worker: Worker,
		readonly url: string,
	) {}

	/** Consumers c0, c1, … with so many connections each; every tenth connection is revoked. */
	static async start(consumers: number, connections: number): Promise<BigVault> {
		const worker = new Worker(SERVER, { eval: true, workerData: { consumers, connections } });
		const url = await new Promise<string>((resolve, reject) => {
			worker.once('message', resolve);
			worker.once('error', reject);
		});
		return new BigVault(worker, url);
	}

	/** Resolves when so many more requests came in for the connections in full. */
	async connectionsAsked(times: number): Promise<void> {
		for (let time = 0; time < times; time++) await new Promise((resolve) => this.worker.once('message', resolve));
	}

	async close(): Promise<void> {
		await this.worker.terminate();
	}
}

const SERVER = `
const { createServer } = require('node:http');
const { parentPort, workerData: { consumers, connections } } = require('node:worker_threads');
const created = '2026-01-05T08:00:00.000Z';
const small = Array.from({ length: connections }, (_one, index) => ({
	id: 'crm+service-' + index, unified_api: 'crm', service_id: 'service-' + index, name: 'Service ' + index, auth_type: 'oauth2', enabled: true,
	state: index % 10 === 0 ? 'added' : 'callable', health: index % 10 === 0 ? 'revoked' : 'ok', created_at: created, updated_at: created,
}));
const full = JSON.stringify({ status_code: 200, status: 'OK', data: small.map((one) => ({ ...one, integration_state: 'configured', oauth_grant_type: 'authorization_code', form_fields: [] })) });
const server = createServer((request, response) => {
	const url = new URL(request.url, 'http://vault');
	const [, , , id] = url.pathname.split('/');
	response.setHeader('content-type', 'application/json');
	if (url.pathname === '/vault/connections') {
		parentPort.postMessage('connections');
		return response.end(full);
	}
	if (url.pathname === '/vault/sessions') return response.end(JSON.stringify({ status_code: 200, data: { session_uri: 'https://vault.example/s', session_token: 'fake' } }));
	if (id) return response.end(JSON.stringify({ status_code: 200, status: 'OK', data: { consumer_id: id, connections: small } }));
	const from = Number(url.searchParams.get('cursor') || 0);
	const page = Array.from({ length: Math.min(200, consumers - from) }, (_one, index) => ({ consumer_id: 'c' + (from + index), services: ['service-0'] }));
	const next = from + 200 < consumers ? String(from + 200) : null;
	response.end(JSON.stringify({ status_code: 200, status: 'OK', data: page, meta: { cursors: { next } } }));
});
server.listen(0, '127.0.0.1', () => parentPort.postMessage('http://127.0.0.1:' + server.address().port));
`;

/** The longest time in which no timer of this process could fire. */
export class LongestBlock {
	private last = performance.now();

	private longest = 0;

	private readonly timer = setInterval(() => this.look(), 5);

	private look(): void {
		const now = performance.now();
		this.longest = Math.max(this.longest, now - this.last);
		this.last = now;
	}

	/** Milliseconds. */
	stop(): number {
		clearInterval(this.timer);
		this.look();
		return this.longest;
	}
}

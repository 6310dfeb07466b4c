import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A response of the double: `data` of an envelope, or a whole body with its status. */
export type DoubleResponse = { data: unknown; meta?: object } | { status: number; body: unknown };

export interface DoubleRequest {
	method: string;
	/** Decoded, without the query. */
	path: string;
	query: URLSearchParams;
	consumer: string | undefined;
}

/** A Vault that says whatever a test wants, also what Apideck never would. */
export class VaultDouble {
	readonly requests: DoubleRequest[] = [];

	respond: (request: DoubleRequest) => DoubleResponse | undefined = () => undefined;

	private readonly server = createServer((incoming, outgoing) => {
		incoming.resume();
		incoming.on('end', () => {
			const url = new URL(incoming.url ?? '/', 'http://double');
			const header = incoming.headers['x-apideck-consumer-id'];
			const request = { method: incoming.method ?? '', path: decodeURIComponent(url.pathname), query: url.searchParams, consumer: typeof header === 'string' ? header : undefined };
			this.requests.push(request);
			const response = this.respond(request) ?? { status: 404, body: { status_code: 404, type_name: 'EntityNotFoundError', message: 'Entity not found' } };
			const [status, body] = 'status' in response ? [response.status, response.body] : [200, { status_code: 200, status: 'OK', ...response }];
			outgoing.writeHead(status, { 'content-type': 'application/json' });
			outgoing.end(typeof body === 'string' ? body : JSON.stringify(body));
		});
	});

	static async start(): Promise<VaultDouble> {
		const double = new VaultDouble();
		await new Promise<void>((resolve) => double.server.listen(0, '127.0.0.1', resolve));
		return double;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	/** `METHOD path` of what was asked for, the consumer in front where it stood in the header. */
	get told(): string[] {
		return this.requests.map(({ method, path, consumer }) => [consumer, method, path].filter(Boolean).join(' '));
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}
}

/** A connection as GET consumer shows it. */
export const summaryOf = (service: string, change: object = {}) => ({
	id: `crm+${service}`,
	unified_api: 'crm',
	service_id: service,
	name: service,
	auth_type: 'oauth2',
	state: 'callable',
	health: 'ok',
	enabled: true,
	created_at: '2026-01-05T08:00:00.000Z',
	updated_at: '2026-01-06T08:00:00.000Z',
	...change,
});

export const REVOKED = { state: 'added', health: 'revoked' };

/**
 * A Vault of these consumers.
 * @param consumers connections by consumer ID
 * @param override what is to be told instead
 */
export function vaultOf(consumers: ReadonlyMap<string, readonly object[]>, override: VaultDouble['respond'] = () => undefined): VaultDouble['respond'] {
	return (request) => {
		const special = override(request);
		if (special) return special;
		const { method, path, consumer } = request;
		if (path === '/vault/consumers') return { data: [...consumers.keys()].map((id) => ({ consumer_id: id, services: ['hubspot'] })), meta: { cursors: { next: null } } };
		if (path === '/vault/connections') {
			const details = { integration_state: 'configured', oauth_grant_type: 'authorization_code', form_fields: [] };
			return { data: (consumers.get(consumer ?? '') ?? []).map((one) => ({ ...one, ...details })) };
		}
		if (method === 'POST' && path === '/vault/sessions') return { data: { session_uri: `https://vault.example/session/${consumer}`, session_token: 'fake' } };
		const id = path.startsWith('/vault/consumers/') ? path.slice('/vault/consumers/'.length) : '';
		const connections = consumers.get(id);
		return connections && { data: { consumer_id: id, connections, services: ['hubspot'] } };
	};
}

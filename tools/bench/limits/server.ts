/** Process of a server with huge or endless responses. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { serve } from '../worker';

export type Content = 'connections' | 'error' | 'logs' | 'endless';

export type LimitsMessage = { start: Content } | { count: true };

const CONNECTIONS = 10_000;
/** A text for which a quadratic pattern would take seconds. */
const TEXT = `token=${'\\'.repeat(64_000)}"${'\\'.repeat(192_000)}`;

let requests = 0;

function connections(): object[] {
	const created_at = '2026-01-05T08:00:00.000Z';
	return Array.from({ length: CONNECTIONS }, (_, index) => {
		const isRevoked = index % 10 === 0;
		const service_id = `service-${index}`;
		return {
			id: `crm+${service_id}`,
			unified_api: 'crm',
			service_id,
			name: `Service ${index}`,
			auth_type: 'oauth2',
			enabled: true,
			state: isRevoked ? 'added' : 'callable',
			health: isRevoked ? 'revoked' : 'ok',
			integration_state: 'configured',
			created_at,
			updated_at: created_at,
			form_fields: [],
		};
	});
}

/** A full page of any list, with a new cursor. */
function page(limit: number): object {
	const data = Array.from({ length: limit }, (_, at) => {
		const id = `${requests}-${at}`;
		return { id, consumer_id: id, service_id: id, name: id, services: [], delivery_url: 'https://elsewhere.example/' };
	});
	return { status_code: 200, status: 'OK', data, meta: { cursors: { next: `cursor-${requests}` } } };
}

/** Returns a function that responds to a request with status and body. */
function responder(content: Content): (path: string, limit: number) => [number, string] {
	if (content === 'endless') return (_path, limit) => [200, JSON.stringify(page(limit))];
	if (content === 'error') {
		const body = JSON.stringify({ status_code: 422, type_name: 'InvalidStateError', message: TEXT, detail: TEXT });
		return () => [422, body];
	}
	if (content === 'logs') {
		const body = JSON.stringify({ status_code: 200, status: 'OK', data: [{ id: 'log-1', consumer_id: 'c0', error_message: TEXT, path: '/crm/contacts' }] });
		return () => [200, body];
	}
	const list = JSON.stringify({ status_code: 200, status: 'OK', data: connections() });
	const consumer = JSON.stringify({ status_code: 200, status: 'OK', data: { consumer_id: 'c0', connections: connections() } });
	const session = JSON.stringify({ status_code: 200, status: 'OK', data: { session_uri: 'https://vault.example/fake', session_token: 'fake' } });
	return (path) => [200, path.startsWith('/vault/consumers/') ? consumer : path === '/vault/sessions' ? session : list];
}

async function start(content: Content): Promise<string> {
	const respond = responder(content);
	const server = createServer((request, response) => {
		requests++;
		const { pathname, searchParams } = new URL(request.url ?? '/', 'http://any');
		const [status, body] = respond(pathname, Number(searchParams.get('limit') ?? 20));
		response.writeHead(status, { 'content-type': 'application/json' }).end(body);
	});
	await new Promise<void>((resolve) => server.listen({ host: '127.0.0.1', port: 0 }, resolve));
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

serve<LimitsMessage>(async (question) => ('start' in question ? await start(question.start) : requests));

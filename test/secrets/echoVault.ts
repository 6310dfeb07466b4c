import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import { responseTo } from './responses';
import type { Canaries } from './canary';
import { spellings, textsIn } from './spellings';

/** A request as it arrived. */
export interface Received {
	method: string;
	/** Path and query, as sent. */
	url: string;
	headers: IncomingHttpHeaders;
	body: string;
}

/** Error statuses whose response repeats what was sent. */
const STATUSES = [400, 401, 402, 403, 404, 409, 422, 429, 500, 502, 503, 504];

/** Everything else that can go wrong. */
const OTHERS = ['debug', 'not-found', 'downstream', 'error-in-200', 'no-data', 'garbage', 'html-200', 'html-401', 'html-502', 'redirect', 'reset', 'half', 'hang'];

/** Names of all ways to fail. */
export const FAILURES: readonly string[] = [...STATUSES.map((status) => `status-${status}`), ...OTHERS];

/** A consumer ID that begins like this makes the server fail in that way: `fail.<failure>.<number>`; the number turns to another piece of the request. */
const CONSUMER = /^fail\.([a-z0-9-]+)\.(\d+)$/;

/** The consumer whose requests fail so. */
export const failingConsumer = (failure: string, turn = 0): string => `fail.${failure}.${turn}`;

/**
 * A server on the loopback interface that accepts every key and records the requests. It either responds like Vault, with secrets in every
 * response, or fails and repeats the request.
 */
export class EchoVault {
	readonly received: Received[] = [];

	/** How requests fail whose consumer does not say so; undefined when they succeed. */
	failure: string | undefined;

	/** Successful responses also repeat what was sent, in every spelling. */
	repeats = false;

	/** Requests to one path that fail while the others succeed. */
	failOnly: { path: string; failure: string } | undefined;

	private turn = 0;

	private readonly server = createServer((request, response) => this.handle(request, response));

	private constructor(
		private readonly canaries: Canaries,
		/** Where redirects point to. */
		private readonly elsewhere: string,
	) {}

	static async start(canaries: Canaries, elsewhere = 'http://127.0.0.1:9'): Promise<EchoVault> {
		const vault = new EchoVault(canaries, elsewhere);
		await new Promise<void>((resolve) => vault.server.listen(0, '127.0.0.1', resolve));
		return vault;
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}

	private handle(request: IncomingMessage, response: ServerResponse): void {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('error', () => undefined);
		request.on('end', () => {
			const { method = '', url = '', headers } = request;
			const received = { method, url, headers, body: Buffer.concat(chunks).toString() };
			this.received.push(received);
			const consumer = CONSUMER.exec(String(headers['x-apideck-consumer-id'] ?? decodeURIComponent(url.split('?')[0]!.split('/').at(-1)!)));
			const own = this.failOnly && url.startsWith(this.failOnly.path) ? this.failOnly.failure : undefined;
			const failure = consumer?.[1] ?? own ?? this.failure;
			if (failure === undefined) this.succeed(received, response);
			else this.fail(failure, consumer ? Number(consumer[2]) : this.turn++, received, response);
		});
	}

	private succeed(received: Received, response: ServerResponse): void {
		const { method, url, body } = received;
		const call = { method, path: url.split('?')[0]!, body: readObject(body) };
		const data = responseTo(call, this.canaries) as object;
		const repeated = this.repeats ? [data].flat().map((record: object) => repeating(record, received)) : data;
		json(response, 200, { status_code: 200, status: 'OK', data: Array.isArray(data) ? repeated : [repeated].flat()[0] });
	}

	private fail(failure: string, turn: number, received: Received, response: ServerResponse): void {
		const pieces = piecesOf(received);
		const piece = (ahead: number) => pieces[(turn * 4 + ahead) % pieces.length]!;
		const everything = pieces.join(' | ');
		const html = `<html><body><h1>Not you</h1><pre>${everything}</pre></body></html>`;
		const echo = { error: 'E', type_name: `Type-${piece(0)}`, message: piece(1), detail: `It is about (${piece(2)}).`, ref: `https://x.example.test/?k=${piece(3)}` };
		const [kind = '', status = ''] = failure.split(/-(?=\d+$)/);
		if (kind === 'status') {
			const wait: Record<string, string> = status === '429' || status === '503' ? { 'retry-after': '0' } : {};
			return json(response, Number(status), { status_code: Number(status), ...echo }, { 'x-apideck-request-id': header(piece(4)), ...wait });
		}
		if (kind === 'html') return void response.writeHead(Number(status), { 'content-type': 'text/html' }).end(html);
		switch (failure) {
			case 'debug':
				return json(response, 401, { ...echo, detail: { type: piece(0), message: piece(1), debug: { message: piece(2), request: received, response: everything } } });
			case 'not-found':
				return json(response, 404, { ...echo, detail: { not_found: { entity: piece(0), id: piece(1) } } });
			case 'downstream':
				return json(response, 422, { ...echo, detail: undefined, downstream_errors: [{ detail: piece(2), request: received }] });
			case 'error-in-200':
				return json(response, 200, { status_code: 422, ...echo });
			case 'no-data':
				return json(response, 200, { ...echo, echo: everything });
			case 'garbage':
				return void response.writeHead(200, { 'content-type': 'application/json' }).end(`{"data": ${everything}`);
			case 'redirect':
				return void response.writeHead(302, { location: `${this.elsewhere}/elsewhere?echo=${encodeURIComponent(piece(0))}` }).end();
			case 'moved':
				return void response.writeHead(302, { location: `${this.elsewhere}/vault/moved` }).end();
			case 'reset':
				return void response.socket?.resetAndDestroy();
			case 'half':
				response.writeHead(200, { 'content-type': 'application/json', 'content-length': 100_000 });
				response.write(`{"data":{"echo":${JSON.stringify(everything)}`, () => response.destroy());
				return;
			case 'hang':
				return;
			default:
				throw new Error(`There is no failure called "${failure}"`);
		}
	}
}

/** The key and every text of the body, each in all spellings, and what was sent as a whole. */
function piecesOf({ headers, body }: Received): string[] {
	const bearer = String(headers.authorization ?? 'none');
	const texts = [bearer, bearer.replace(/^Bearer /, ''), ...textsIn(readObject(body))].filter((text) => text.length > 3);
	return [...texts.flatMap((text) => Object.values(spellings(text))), body, JSON.stringify(headers)].filter((text) => text !== '');
}

/** How many turns it takes until every piece of a request with so many texts in its body was handed back. */
export const turnsFor = (texts: number): number => Math.ceil(((texts + 2) * Object.keys(spellings('')).length + 2) / 4);

/** A record that repeats the key of its request: in a known field, an unknown one, a list, a text and the name of a field. */
function repeating(record: object, { headers }: Received): object {
	const bearer = String(headers.authorization ?? 'none');
	const pieces = [bearer, bearer.replace(/^Bearer /, '')].flatMap((text) => Object.values(spellings(text)));
	const debug = { headers, pieces, text: `Sent: ${pieces.join(', ')}.`, [bearer]: true, deep: [[{ [pieces.at(-1)!]: pieces }]] };
	return { ...record, name: `Pipedrive ${pieces[0]}`, tag_line: pieces[1], error_message: pieces.join(' '), metadata: { debug }, debug };
}

function readObject(body: string): Record<string, unknown> {
	try {
		return JSON.parse(body || '{}') as Record<string, unknown>;
	} catch {
		return { body };
	}
}

/** A header carries printable ASCII only. */
const header = (text: string) => text.replace(/[^\x20-\x7e]/g, '?');

function json(response: ServerResponse, status: number, body: object, headers: Record<string, string> = {}): void {
	response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
}

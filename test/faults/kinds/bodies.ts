import { gzipSync } from 'node:zlib';

import { outcomeOf } from '../proxy/exchange';
import { kind, nothing, without, type Kind } from './kind';

/** Responses that contradict their headers. The request is applied unless the name says otherwise. */
export const BODIES: Kind[] = [
	kind(
		'content-length too long',
		(random) => ({ more: random.int(1, 5_000), closes: random.chance(0.6) }),
		async (exchange, { more, closes }) => {
			const { status, headers, body } = await exchange.forward();
			exchange.head(status, { ...headers, 'content-length': String(body.length + more) });
			exchange.raw(body);
			if (!closes) return await exchange.neverRespond();
			await exchange.wait(5);
			exchange.end();
		},
	),
	kind(
		'content-length too short',
		(random) => random.next(),
		async (exchange, share) => {
			const { status, headers, body } = await exchange.forward();
			// One missing byte is the worst case: only the last brace is missing.
			const length = share < 0.3 ? body.length - 1 : Math.floor(body.length * share);
			exchange.head(status, { ...headers, 'content-length': String(Math.max(0, length)) });
			exchange.raw(body);
			await exchange.wait(30);
			exchange.end();
		},
	),
	kind(
		'broken chunks',
		(random) => random.chance(0.5),
		async (exchange, missing) => {
			const { status, headers, body } = await exchange.forward();
			const rest = without(headers, 'content-length');
			exchange.head(status, { ...rest, 'transfer-encoding': 'chunked' });
			exchange.raw(`${body.length.toString(16)}\r\n`);
			exchange.raw(body);
			// Either the last chunk is missing, or a chunk length is invalid.
			if (!missing) exchange.raw('\r\nzz\r\n');
			await exchange.wait(5);
			exchange.end();
		},
	),
	kind(
		'another content type',
		(random) => random.pick(['text/plain', 'text/html; charset=utf-8', 'application/octet-stream', 'application/json; charset=ascii', '']),
		async (exchange, type) => {
			const response = await exchange.forward();
			const rest = without(response.headers, 'content-type');
			exchange.pass(response, type === '' ? rest : { ...rest, 'content-type': type });
		},
	),
	kind('gzip', nothing, async (exchange) => {
		const response = await exchange.forward();
		const rest = without(response.headers, 'content-length');
		if (response.status === 204) return exchange.pass(response);
		exchange.pass(response, { ...rest, 'content-encoding': 'gzip' }, gzipSync(response.body));
	}),
	kind('invalid gzip', nothing, async (exchange) => {
		const { status, headers, body } = await exchange.forward();
		const rest = without(headers, 'content-length');
		// A 204 has no body.
		exchange.respond(status, { ...rest, 'content-encoding': 'gzip' }, body, status === 204 ? 'done' : 'unclear');
	}),
	kind(
		'truncated gzip',
		(random) => 0.1 + random.next() * 0.85,
		async (exchange, share) => {
			const { status, headers, body } = await exchange.forward();
			const rest = without(headers, 'content-length');
			const zipped = gzipSync(body);
			const cut = zipped.subarray(0, Math.floor(zipped.length * share));
			exchange.respond(status, { ...rest, 'content-encoding': 'gzip' }, cut, status === 204 ? 'done' : 'unclear');
		},
	),
	kind('empty body', nothing, async (exchange) => {
		const { status, headers } = await exchange.forward();
		const rest = without(headers, 'content-length');
		exchange.respond(status, rest, '', 'unclear');
	}),
	kind('204 instead of a body', nothing, async (exchange) => {
		const { status } = await exchange.forward();
		if (status >= 400) exchange.respond(status, {}, '', outcomeOf(status));
		else exchange.respond(204, {}, '', 'unclear');
	}),
	kind(
		'JSON of another type',
		(random) => random.pick(['null', '[]', '{}', '"text"', '42', 'true', '{"data":null}', '[{"data":{}}]', '{"status_code":200,"status":"OK"}', '{"data":']),
		async (exchange, body) => {
			const { status, headers } = await exchange.forward();
			const rest = without(headers, 'content-length');
			exchange.respond(status, rest, body, status >= 400 ? outcomeOf(status) : 'unclear');
		},
	),
	kind(
		'not HTTP, not applied',
		(random) => random.pick(['SSH-2.0-OpenSSH_9.6\r\n', '\u0000\u0001\u0002\u0003', 'HTTP/9.9 yes\r\n\r\n', 'HTTP/1.1 200 OK\r\ncontent-length: -3\r\n\r\n']),
		async (exchange, bytes) => {
			exchange.raw(bytes);
			await exchange.wait(5);
			exchange.end();
		},
	),
	kind('103 before the response', nothing, async (exchange) => {
		exchange.raw('HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n');
		exchange.pass(await exchange.forward());
	}),
];

/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only: never runs inside n8n */
import { gzipSync } from 'node:zlib';

import { saidBy } from '../proxy/exchange';
import { kind, nothing, without, type Kind } from './kind';

/** Answers that are not what their head says. The request is carried out unless the name says otherwise. */
export const BODIES: Kind[] = [
	kind(
		'content-length too long',
		(random) => ({ more: random.int(1, 5_000), closes: random.chance(0.6) }),
		async (exchange, { more, closes }) => {
			const { status, headers, body } = await exchange.forward();
			exchange.head(status, { ...headers, 'content-length': String(body.length + more) });
			exchange.raw(body);
			if (!closes) return await exchange.hold();
			await exchange.wait(5);
			exchange.end();
		},
	),
	kind(
		'content-length too short',
		(random) => random.next(),
		async (exchange, share) => {
			const { status, headers, body } = await exchange.forward();
			// One byte short is the worst: all but the last brace.
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
			// Either the last chunk never comes, or a length that is none.
			if (!missing) exchange.raw('\r\nzz\r\n');
			await exchange.wait(5);
			exchange.end();
		},
	),
	kind(
		'another content type',
		(random) => random.pick(['text/plain', 'text/html; charset=utf-8', 'application/octet-stream', 'application/json; charset=ascii', '']),
		async (exchange, type) => {
			const answer = await exchange.forward();
			const rest = without(answer.headers, 'content-type');
			exchange.pass(answer, type === '' ? rest : { ...rest, 'content-type': type });
		},
	),
	kind('gzip', nothing, async (exchange) => {
		const answer = await exchange.forward();
		const rest = without(answer.headers, 'content-length');
		if (answer.status === 204) return exchange.pass(answer);
		exchange.pass(answer, { ...rest, 'content-encoding': 'gzip' }, gzipSync(answer.body));
	}),
	kind('gzip that is none', nothing, async (exchange) => {
		const { status, headers, body } = await exchange.forward();
		const rest = without(headers, 'content-length');
		// A 204 has no body to be wrong about.
		exchange.answer(status, { ...rest, 'content-encoding': 'gzip' }, body, status === 204 ? 'done' : 'unclear');
	}),
	kind(
		'gzip cut short',
		(random) => 0.1 + random.next() * 0.85,
		async (exchange, share) => {
			const { status, headers, body } = await exchange.forward();
			const rest = without(headers, 'content-length');
			const zipped = gzipSync(body);
			const cut = zipped.subarray(0, Math.floor(zipped.length * share));
			exchange.answer(status, { ...rest, 'content-encoding': 'gzip' }, cut, status === 204 ? 'done' : 'unclear');
		},
	),
	kind('empty body', nothing, async (exchange) => {
		const { status, headers } = await exchange.forward();
		const rest = without(headers, 'content-length');
		exchange.answer(status, rest, '', 'unclear');
	}),
	kind('204 in place of a body', nothing, async (exchange) => {
		const { status } = await exchange.forward();
		if (status >= 400) exchange.answer(status, {}, '', saidBy(status));
		else exchange.answer(204, {}, '', 'unclear');
	}),
	kind(
		'JSON of another shape',
		(random) => random.pick(['null', '[]', '{}', '"text"', '42', 'true', '{"data":null}', '[{"data":{}}]', '{"status_code":200,"status":"OK"}', '{"data":']),
		async (exchange, body) => {
			const { status, headers } = await exchange.forward();
			const rest = without(headers, 'content-length');
			exchange.answer(status, rest, body, status >= 400 ? saidBy(status) : 'unclear');
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
	kind('103 before the answer', nothing, async (exchange) => {
		exchange.raw('HTTP/1.1 103 Early Hints\r\nlink: </style.css>; rel=preload\r\n\r\n');
		exchange.pass(await exchange.forward());
	}),
];

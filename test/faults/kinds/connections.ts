import { head } from '../proxy/head';
import { JSON_TYPE, kind, nothing, type Kind } from './kind';

/** Longer than the timeout of every run. */
const DRIP_INTERVAL_MS = 150;

/** Connections that break, stall or are slow. The request is applied first unless the name says otherwise. */
export const CONNECTIONS: Kind[] = [
	kind(
		'latency',
		(random) => random.int(30, 400),
		async (exchange, ms) => {
			if (await exchange.wait(ms)) exchange.pass(await exchange.forward());
		},
	),
	kind('no response, not applied', nothing, async (exchange) => await exchange.neverRespond()),
	kind('no response, applied', nothing, async (exchange) => {
		await exchange.forward();
		await exchange.neverRespond();
	}),
	kind('reset, not applied', nothing, async (exchange) => exchange.reset()),
	kind('reset, applied', nothing, async (exchange) => {
		await exchange.forward();
		exchange.reset();
	}),
	kind(
		'closed without a response',
		(random) => random.chance(0.5),
		async (exchange, applied) => {
			if (applied) await exchange.forward();
			exchange.end();
		},
	),
	kind(
		'half a body',
		(random) => random.chance(0.5),
		async (exchange, broken) => {
			const { status, headers, body } = await exchange.forward();
			exchange.head(status, { ...headers, 'content-length': String(Math.max(2, body.length)), connection: 'close' });
			exchange.raw(body.subarray(0, Math.floor(body.length / 2)));
			await exchange.wait(5);
			if (broken) exchange.reset();
			else exchange.end();
		},
	),
	kind('half a head', nothing, async (exchange) => {
		const { status, headers } = await exchange.forward();
		const text = head(status, headers);
		exchange.raw(text.slice(0, Math.floor(text.length / 2)));
		await exchange.wait(5);
		exchange.end();
	}),
	kind(
		'slow drip',
		(random) => random.int(3, 8),
		async (exchange, pieces) => {
			const { status, headers, body } = await exchange.forward();
			exchange.head(status, { ...headers, 'content-length': String(body.length), connection: 'close' });
			for (let piece = 0; piece < pieces; piece++) {
				exchange.raw(body.subarray(Math.floor((body.length * piece) / pieces), Math.floor((body.length * (piece + 1)) / pieces)));
				await exchange.wait(40);
			}
			exchange.end(status >= 200 && status < 300 ? 'done' : 'rejected');
		},
	),
	kind('endless drip of the body', nothing, async (exchange) => {
		await exchange.forward();
		exchange.head(200, { ...JSON_TYPE, 'transfer-encoding': 'chunked' });
		// JSON allows leading white space, so every byte is valid.
		while (await exchange.wait(DRIP_INTERVAL_MS)) exchange.raw('1\r\n \r\n');
	}),
	kind('endless drip of the head', nothing, async (exchange) => {
		await exchange.forward();
		exchange.raw('HTTP/1.1 200 OK\r\n');
		for (let line = 0; await exchange.wait(DRIP_INTERVAL_MS); line++) exchange.raw(`x-drip-${line}: 1\r\n`);
	}),
];

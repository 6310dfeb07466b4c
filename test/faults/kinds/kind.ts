import type { Exchange } from '../proxy/exchange';
import type { FaultAction } from '../proxy/faultProxy';
import type { Random } from '../random';

/** A kind of fault. */
export interface Kind {
	name: string;
	/** Picks one of its variants at random. */
	make(random: Random): FaultAction;
}

/** A kind whose variants differ in one random value. */
export function kind<T>(name: string, draw: (random: Random) => T, action: (exchange: Exchange, variant: T) => Promise<void>): Kind {
	return {
		name,
		make: (random) => {
			const variant = draw(random);
			return async (exchange) => await action(exchange, variant);
		},
	};
}

export const nothing = () => undefined;

/** Headers without the given one. */
export function without(headers: Record<string, string>, name: string): Record<string, string> {
	return Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));
}

/** Apideck's error envelope. It repeats the key, as careless servers do. */
export function envelope(status: number, { key }: Exchange, more: object = {}): string {
	return JSON.stringify({
		status_code: status,
		error: 'Injected',
		type_name: 'InjectedFaultError',
		message: `The request with the key ${key} failed`,
		detail: `Authorization: Bearer ${key}`,
		ref: `https://developers.apideck.com/errors?key=${encodeURIComponent(key)}`,
		...more,
	});
}

export const page = ({ key }: Exchange) =>
	`<!doctype html><html><head><title>Bad gateway</title></head><body><h1>Sorry</h1><pre>authorization: Bearer ${key}</pre></body></html>`;

export const JSON_TYPE = { 'content-type': 'application/json; charset=utf-8' };
export const HTML_TYPE = { 'content-type': 'text/html; charset=utf-8' };

/** An error response of the proxy, whose headers repeat the key as well. */
export function respondWithError(
	exchange: Exchange,
	status: number,
	headers: Record<string, string>,
	body: string,
	outcome: 'rejected' | 'unclear',
): void {
	exchange.respond(status, { ...headers, 'x-apideck-request-id': `req-${exchange.key}` }, body, outcome);
}

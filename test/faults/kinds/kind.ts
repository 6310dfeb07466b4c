import type { Exchange } from '../proxy/exchange';
import type { Act } from '../proxy/faultProxy';
import type { Random } from '../random';

/** One way in which a request can fare badly. */
export interface Kind {
	name: string;
	/** Draws one of its variants. */
	make(random: Random): Act;
}

/** A kind whose variants differ by one drawn value. */
export function kind<T>(name: string, draw: (random: Random) => T, act: (exchange: Exchange, drawn: T) => Promise<void>): Kind {
	return {
		name,
		make: (random) => {
			const drawn = draw(random);
			return async (exchange) => await act(exchange, drawn);
		},
	};
}

export const nothing = () => undefined;

/** Headers but one. */
export function without(headers: Record<string, string>, name: string): Record<string, string> {
	return Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name));
}

/** Apideck's envelope of an error. It repeats the key, as careless servers do. */
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

/** An answer of the proxy's own in the name of the server, whose headers repeat the key too. */
export function refuse(
	exchange: Exchange,
	status: number,
	headers: Record<string, string>,
	body: string,
	said: 'refused' | 'unclear',
): void {
	exchange.answer(status, { ...headers, 'x-apideck-request-id': `req-${exchange.key}` }, body, said);
}

import type { Exchange } from '../proxy/exchange';
import { BODIES } from './bodies';
import { CONNECTIONS } from './connections';
import type { Kind } from './kind';
import { STATUSES } from './statuses';

/** A fault of the connection. The request is not known yet. */
export const CONNECTION_RESET = 'reset before it was read';

/** All kinds of faults that affect a request. */
export const KINDS: readonly Kind[] = [...CONNECTIONS, ...STATUSES, ...BODIES];

export const KIND_NAMES: readonly string[] = [CONNECTION_RESET, ...KINDS.map(({ name }) => name)];

/** Forwards the request without a fault. */
export const NO_FAULT = {
	name: 'none',
	action: async (exchange: Exchange) => exchange.pass(await exchange.forward()),
};

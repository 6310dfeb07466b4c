import type { Exchange } from '../proxy/exchange';
import { BODIES } from './bodies';
import { CONNECTIONS } from './connections';
import type { Kind } from './kind';
import { STATUSES } from './statuses';

/** Drawn for a connection and not for a request: nothing of the request is known yet. */
export const UNREAD = 'reset before it was read';

/** Every kind of fault that hits a request. */
export const KINDS: readonly Kind[] = [...CONNECTIONS, ...STATUSES, ...BODIES];

export const KIND_NAMES: readonly string[] = [UNREAD, ...KINDS.map(({ name }) => name)];

/** No fault: the request goes through. */
export const UNDISTURBED = {
	name: 'none',
	act: async (exchange: Exchange) => exchange.pass(await exchange.forward()),
};

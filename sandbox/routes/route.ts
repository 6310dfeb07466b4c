import type { FastifyInstance, FastifyRequest } from 'fastify';

import { consumerHeader } from '../http/gate';
import type { Vault } from '../state/vault';
import type { Webhooks } from '../webhooks/webhooks';

/** What a route may use; `vault` is a function because a reset replaces it. */
export interface RouteContext {
	vault(): Vault;
	/** Unix milliseconds of the sandbox's own clock. */
	now(): number;
	appId: string;
	webhooks: Webhooks;
}

/** Registers the routes of one resource. */
export type Routes = (app: FastifyInstance, context: RouteContext) => void;

declare module 'fastify' {
	interface FastifyContextConfig {
		/** `required` and `optional`: the consumer header counts here; without it the route ignores the header. */
		consumer?: 'required' | 'optional';
		/** Control routes of the sandbox need no key. */
		control?: boolean;
	}
}

/** Route options of operations on one consumer. */
export const CONSUMER = { config: { consumer: 'required' } } as const;

/** The consumer of a route marked `required`; the hook has checked that it is there. */
export const consumerOf = (request: FastifyRequest) => consumerHeader(request.raw) ?? '';

/** Apideck's success envelope. */
export const ok = <T>(data: T) => ({ status_code: 200, status: 'OK', data });

import type { FastifyInstance, FastifyRequest } from 'fastify';

import { consumerHeader } from '../http/requestPipeline';
import type { Vault } from '../state/vault';
import type { Webhooks } from '../webhooks/webhooks';

/** The dependencies of a route. `vault` is a function because a reset replaces it. */
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
		/** Whether the route uses the consumer header. Without this, the route ignores the header. */
		consumer?: 'required' | 'optional';
		/** Control routes of the sandbox need no key. */
		control?: boolean;
	}
}

/** Route options of operations on one consumer. */
export const CONSUMER = { config: { consumer: 'required' } } as const;

/** The consumer of a `required` route. The hook has checked that it exists. */
export const consumerOf = (request: FastifyRequest) => consumerHeader(request.raw) ?? '';

/** Apideck's success envelope. */
export const ok = <T>(data: T) => ({ status_code: 200, status: 'OK', data });

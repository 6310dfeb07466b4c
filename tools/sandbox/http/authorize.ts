import type { FastifyRequest } from 'fastify';
import { timingSafeEqual } from 'node:crypto';

import { missingHeader, notFound, overPlan, unauthorized } from '../errors';
import type { RouteContext } from '../routes/route';
import { consumerHeader } from './requestPipeline';

export interface Credentials {
	apiKey: string;
	appId: string;
}

function same(given: unknown, expected: string): boolean {
	if (typeof given !== 'string') return false;
	const [a, b] = [Buffer.from(given), Buffer.from(expected)];
	return a.length === b.length && timingSafeEqual(a, b);
}

/** Control routes are restricted to this machine, and protected against DNS rebinding. */
function authorizeControl(request: FastifyRequest): void {
	const loopback = /^(::1|(::ffff:)?127\.)/.test(request.socket.remoteAddress ?? '');
	const local = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(request.headers.host ?? '');
	if (!loopback || !local) throw unauthorized('The sandbox is controlled from this machine only');
}

/**
 * Key, application id, consumer header, consumer and plan, in this order. Throws 401, 400 RequestHeadersValidationError,
 * 404 or 402.
 */
export function authorize(request: FastifyRequest, context: RouteContext, credentials: Credentials): void {
	const { consumer, control } = request.routeOptions.config;
	if (control) return authorizeControl(request);
	const { authorization } = request.headers;
	if (authorization === undefined) throw unauthorized('Missing authentication');
	if (!same(authorization, `Bearer ${credentials.apiKey}`)) throw unauthorized();
	if (!same(request.headers['x-apideck-app-id'], credentials.appId)) throw unauthorized();
	if (consumer === undefined) return;

	const id = consumerHeader(request.raw);
	if (id === undefined) {
		if (consumer === 'required') throw missingHeader('x-apideck-consumer-id');
		return;
	}
	const found = context.vault().findConsumer(id);
	// Creating a session also creates a new consumer.
	if (!found && request.routeOptions.url !== '/vault/sessions') throw notFound('Consumer', id);
	if (found?.over_plan) throw overPlan();
}

import type { FastifyInstance } from 'fastify';

import { CONTROL_PREFIX } from '../http/requestPipeline';
import type { WebhookOptions } from '../webhooks/options';
import type { RawCall } from '../webhooks/webhooks';
import { ok, type RouteContext } from './route';

const CONTROL = { config: { control: true } } as const;

const callBody = {
	type: 'object',
	required: ['body'],
	additionalProperties: false,
	properties: {
		body: {},
		headers: { type: 'object', additionalProperties: { type: 'string' } },
		sign: { type: 'boolean' },
	},
};

const optionsBody = {
	type: 'object',
	additionalProperties: false,
	properties: {
		retryScale: { type: 'number', minimum: 0 },
		timeoutMs: { type: 'integer', minimum: 1 },
		concurrency: { type: 'integer', minimum: 1 },
		validation: { type: 'boolean' },
		signature: { enum: ['recursive', 'arraysAsTheyAre'] },
	},
};

/** The control routes for webhooks: deliveries, redeliveries, manual calls and delivery options. */
export function webhookControlRoutes(app: FastifyInstance, { webhooks }: Pick<RouteContext, 'webhooks'>): void {
	app.get(`${CONTROL_PREFIX}/deliveries`, CONTROL, () => ok(webhooks.deliveries));
	app.get<{ Params: { id: string } }>(`${CONTROL_PREFIX}/deliveries/:id`, CONTROL, (request) =>
		ok(webhooks.delivery(request.params.id)),
	);
	app.post<{ Params: { id: string } }>(`${CONTROL_PREFIX}/deliveries/:id/redeliver`, CONTROL, async (request) =>
		ok(await webhooks.redeliver(request.params.id)),
	);
	app.get(`${CONTROL_PREFIX}/idle`, CONTROL, async () => {
		await webhooks.idle();
		return ok({ idle: true });
	});

	app.post<{ Params: { id: string }; Body: RawCall }>(
		`${CONTROL_PREFIX}/webhooks/:id/call`,
		{ ...CONTROL, schema: { body: callBody } },
		async (request) => ok(await webhooks.call(request.params.id, request.body)),
	);
	app.get(`${CONTROL_PREFIX}/webhook-options`, CONTROL, () => ok(webhooks.options));
	app.patch<{ Body: Partial<WebhookOptions> }>(
		`${CONTROL_PREFIX}/webhook-options`,
		{ ...CONTROL, schema: { body: optionsBody } },
		(request) => ok(Object.assign(webhooks.options, request.body)),
	);
}

import { collect, paged, pageRequest } from '../http/paging';
import type { NewSubscription } from '../webhooks/subscriptions';
import { ok, type Routes } from './route';
import { webhookCreateBody, webhookUpdateBody } from './schemas';

interface Params {
	id: string;
}

const PATH = '/webhook/webhooks';

/**
 * Webhook subscriptions belong to the application, so they need no consumer header. Create, and PATCH with a new URL, call the URL before
 * they respond. They succeed even when the call failed, which `status` and `disabled_reason` show.
 */
export const webhookRoutes: Routes = (app, { webhooks }) => {
	const { subscriptions } = webhooks;

	app.get<{ Querystring: { limit?: string; cursor?: string } }>(PATH, (request) => {
		const page = pageRequest({ ...request.query });
		const all = subscriptions.list();
		return paged(collect(page, all.length, (position) => all[position]), page, request);
	});

	app.post<{ Body: NewSubscription }>(PATH, { schema: { body: webhookCreateBody } }, async (request, reply) => {
		const added = await webhooks.add(request.body);
		return reply.status(201).send({ status_code: 201, status: 'Created', data: added });
	});

	app.get<{ Params: Params }>(`${PATH}/:id`, (request) => ok(subscriptions.get(request.params.id)));

	app.patch<{ Params: Params; Body: Partial<NewSubscription> }>(
		`${PATH}/:id`,
		{ schema: { body: webhookUpdateBody } },
		async (request) => ok(await webhooks.change(request.params.id, request.body)),
	);

	app.delete<{ Params: Params }>(`${PATH}/:id`, (request) => ok(subscriptions.remove(request.params.id)));
};

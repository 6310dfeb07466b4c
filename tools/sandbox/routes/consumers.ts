import { collect, paged, pageRequest } from '../http/paging';
import { consumerConnectionView, consumerListView } from '../state/views';
import type { ConsumerMetadata, ConsumerRecord } from '../wire';
import { ok, type RouteContext, type Routes } from './route';
import { consumerCreateBody, consumerUpdateBody } from './schemas';

interface Query {
	limit?: string;
	cursor?: string;
	'filter[consumer_id]'?: string;
	'filter[search]'?: string;
}

/** `filter[consumer_id]` is a prefix, `filter[search]` a substring of the ID or of a text in the metadata. Both must match. */
function matches(consumer: ConsumerRecord, query: Query): boolean {
	const prefix = query['filter[consumer_id]'] ?? '';
	const search = (query['filter[search]'] ?? '').toLowerCase();
	if (!consumer.consumer_id.startsWith(prefix)) return false;
	if (search === '') return true;
	const { email, account_name: accountName, user_name: userName } = consumer.metadata;
	return [consumer.consumer_id, email, accountName, userName].some((text) => text?.toLowerCase().includes(search));
}

function fullView({ vault, appId }: RouteContext, consumer: ConsumerRecord) {
	const records = vault().connections(consumer.consumer_id);
	const { services, ...rest } = consumerListView(consumer, records, appId);
	return {
		...rest,
		connections: records.map((record) =>
			consumerConnectionView(
				vault().integration(record.unified_api, record.service_id),
				record,
				consumer.consumer_id,
				appId,
			),
		),
		services,
	};
}

/** Consumers need the key and the application id only; an unknown id is 404. */
export const consumerRoutes: Routes = (app, context) => {
	app.get<{ Querystring: Query }>('/vault/consumers', (request) => {
		const vault = context.vault();
		const page = pageRequest({ ...request.query });
		const found = collect(page, vault.positions, (position) => {
			const consumer = vault.consumerAtPosition(position);
			if (!consumer || !matches(consumer, request.query)) return undefined;
			return consumer;
		});
		const items = found.items.map((consumer) =>
			consumerListView(consumer, vault.connections(consumer.consumer_id), context.appId),
		);
		return paged({ ...found, items }, page, request);
	});

	app.post<{ Body: { consumer_id: string; metadata?: ConsumerMetadata } }>(
		'/vault/consumers',
		{ schema: { body: consumerCreateBody } },
		(request) => ok(fullView(context, context.vault().putConsumer(request.body.consumer_id, request.body.metadata))),
	);

	app.get<{ Params: { consumer_id: string } }>('/vault/consumers/:consumer_id', (request) =>
		ok(fullView(context, context.vault().consumer(request.params.consumer_id))),
	);

	app.patch<{ Params: { consumer_id: string }; Body: { metadata?: ConsumerMetadata } }>(
		'/vault/consumers/:consumer_id',
		{ schema: { body: consumerUpdateBody } },
		(request) => {
			const { consumer_id: consumerId } = context.vault().consumer(request.params.consumer_id);
			return ok(fullView(context, context.vault().putConsumer(consumerId, request.body.metadata)));
		},
	);

	app.delete<{ Params: { consumer_id: string } }>('/vault/consumers/:consumer_id', (request) => {
		const { consumer_id: consumerId } = request.params;
		context.vault().removeConsumer(consumerId);
		return ok({ consumer_id: consumerId });
	});
};

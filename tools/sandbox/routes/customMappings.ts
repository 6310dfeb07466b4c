import { notFound } from '../errors';
import { connectionView } from '../state/views';
import { CONSUMER, consumerOf, ok, type RouteContext, type Routes } from './route';
import type { ConnectionParams } from './connections';
import { mappingBody } from './schemas';

type Params = ConnectionParams & { target_field_id: string };

const LIST = '/vault/custom-mappings/:unified_api/:service_id';
const ONE = `${LIST}/:target_field_id`;

/** All target fields of the integration with the consumer's values. */
function mappings(context: RouteContext, consumerId: string, { unified_api: unifiedApi, service_id: serviceId }: ConnectionParams) {
	const vault = context.vault();
	const integration = vault.integration(unifiedApi, serviceId);
	const record = vault.connection({ consumerId, unifiedApi, serviceId });
	return connectionView(integration, record, consumerId, context).custom_mappings;
}

function mapping(context: RouteContext, consumerId: string, params: Params) {
	const found = mappings(context, consumerId, params).find(({ id }) => id === params.target_field_id);
	if (!found) throw notFound('Custom mapping', params.target_field_id);
	return found;
}

function write(context: RouteContext, consumerId: string, params: Params, value: string | null) {
	const vault = context.vault();
	const record = vault.connection({ consumerId, unifiedApi: params.unified_api, serviceId: params.service_id });
	const changed = { ...record.custom_mappings, [params.target_field_id]: value };
	vault.put(consumerId, { ...record, custom_mappings: changed, updated_at: context.now() }, false);
}

/** Custom mappings. Target fields belong to the integration, their values to the consumer's connection. */
export const customMappingRoutes: Routes = (app, context) => {
	app.get<{ Params: ConnectionParams }>(LIST, CONSUMER, (request) => ok(mappings(context, consumerOf(request), request.params)));

	app.get<{ Params: Params }>(ONE, CONSUMER, (request) => ok(mapping(context, consumerOf(request), request.params)));

	for (const method of ['POST', 'PATCH'] as const) {
		app.route<{ Params: Params; Body: { value: string } }>({
			method,
			url: ONE,
			...CONSUMER,
			schema: { body: mappingBody },
			handler: (request) => {
				const consumerId = consumerOf(request);
				mapping(context, consumerId, request.params);
				write(context, consumerId, request.params, request.body.value);
				return ok(mapping(context, consumerId, request.params));
			},
		});
	}

	app.delete<{ Params: Params }>(ONE, CONSUMER, (request, reply) => {
		const consumerId = consumerOf(request);
		const found = mapping(context, consumerId, request.params);
		if (!('value' in found)) throw notFound('Custom mapping', request.params.target_field_id);
		write(context, consumerId, request.params, null);
		return reply.status(204).send();
	});
};

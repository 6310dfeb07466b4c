import { notFound } from '../errors';
import { connectionView } from '../state/views';
import type { ConnectionParams } from './connections';
import { CONSUMER, consumerOf, ok, type RouteContext, type Routes } from './route';

type Params = ConnectionParams & { resource: string };
interface Query {
	resource_id?: string;
}

const PATH = '/vault/connections/:unified_api/:service_id/:resource';

const text = { type: 'string' };

/** A sample record of a service, generated from the name of the resource. */
const exampleOf = (resource: string, id = '10001') => ({
	id,
	object: resource,
	name: `Sample of ${resource}`,
	custom_fields: [
		{ id: 'cf_tier', label: 'Tier', value: 'gold' },
		{ id: 'cf_region', label: null, value: `region of ${id}` },
	],
	updated_at: '2026-03-01T09:30:00.000Z',
});

const schemaOf = (resource: string) => ({
	$schema: 'http://json-schema.org/draft-07/schema#',
	title: resource,
	type: 'object',
	properties: {
		id: text,
		object: text,
		name: text,
		custom_fields: { type: 'array', items: { type: 'object', properties: { id: text, label: text, value: text } } },
		updated_at: { type: 'string', format: 'date-time' },
	},
});

/** The consumer's connection; 404 unless they have added it and its service has the resource. */
function connected(context: RouteContext, consumerId: string, { unified_api: unifiedApi, service_id: serviceId, resource }: Params) {
	const vault = context.vault();
	const integration = vault.integration(unifiedApi, serviceId);
	const record = vault.connection({ consumerId, unifiedApi, serviceId });
	const connector = vault.scenario.connectors.find((entry) => entry.service_id === serviceId);
	const known = [...(connector?.resources ?? []), ...integration.configurable_resources, ...integration.resource_schema_support];
	if (!known.includes(resource)) throw notFound('Resource', resource);
	return { integration, view: connectionView(integration, record, consumerId, context) };
}

/** The service's data for a resource: schema, example, custom fields, and the mappings that use them. */
export const resourceDetailRoutes: Routes = (app, context) => {
	app.get<{ Params: Params }>(`${PATH}/schema`, CONSUMER, (request) => {
		const { resource } = request.params;
		const { integration } = connected(context, consumerOf(request), request.params);
		if (!integration.resource_schema_support.includes(resource)) throw notFound('Schema', resource);
		return ok(schemaOf(resource));
	});

	app.get<{ Params: Params }>(`${PATH}/example`, CONSUMER, (request) => {
		const { unified_api, service_id, resource } = request.params;
		const { integration } = connected(context, consumerOf(request), request.params);
		if (!integration.resource_schema_support.includes(resource)) throw notFound('Example', resource);
		return ok({ unified_api, service_id, resource, example_response: exampleOf(resource) });
	});

	app.get<{ Params: Params; Querystring: Query }>(`${PATH}/custom-fields`, CONSUMER, (request) => {
		connected(context, consumerOf(request), request.params);
		const sample = exampleOf(request.params.resource, request.query.resource_id);
		return ok(
			sample.custom_fields.map(({ id, label, value }) => ({
				id,
				name: label,
				description: null,
				value,
				finder: `$.custom_fields[?(@.id=='${id}')].value`,
			})),
		);
	});

	app.get<{ Params: Params; Querystring: Query }>(`${PATH}/custom-mappings`, CONSUMER, (request) => {
		const { view } = connected(context, consumerOf(request), request.params);
		const mapped = view.custom_mappings.filter((mapping) => 'value' in mapping);
		return ok(mapped.filter(({ id }) => id.split('+')[1] === request.params.resource));
	});
};

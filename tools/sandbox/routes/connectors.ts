import { ApideckError, invalidParams, notFound } from '../errors';
import { collect, paged, pageRequest } from '../http/paging';
import { apiOf, APIS } from '../scenarios/catalog/apis';
import type { Connector } from '../wire';
import { ok, type Routes } from './route';

interface Query {
	limit?: string;
	cursor?: string;
	'filter[unified_api]'?: string;
	'filter[status]'?: string;
}

const CONNECTOR_STATUS = ['live', 'beta', 'early-access', 'development', 'considering'];
const API_STATUS = ['live', 'beta', 'development', 'considering'];

/** The specification rejects unknown filters. */
function checkFilters(query: object, allowed: string[]): void {
	const unknown = Object.keys(query).find((key) => key.startsWith('filter') && !allowed.includes(key));
	if (unknown !== undefined)
		throw new ApideckError(400, 'UnsupportedFiltersError', 'Unsupported Filters', `Unsupported filter: ${unknown}`);
}

function checkStatus(status: string | undefined, allowed: string[]): void {
	if (status !== undefined && !allowed.includes(status)) {
		throw invalidParams(`querystring.filter[status] must be one of ${allowed.join(', ')}`);
	}
}

function connectorView(connector: Connector) {
	const { service_id: serviceId, unified_apis: apis, resources, migration_targets: targets, ...rest } = connector;
	const supported = resources.map((id) => ({ id, name: id, status: 'live', downstream_id: id, downstream_name: id }));
	return {
		id: `${apis[0] ?? 'auth'}+${serviceId}`,
		service_id: serviceId,
		...rest,
		description: null,
		icon_url: `https://res.cloudinary.com/apideck/icons/${serviceId}`,
		logo_url: `https://res.cloudinary.com/apideck/logos/${serviceId}`,
		website_url: `https://www.apideck.com/connectors/${serviceId}`,
		free_trial_available: true,
		auth_only: apis.length === 0,
		...(connector.oauth_grant_type && { oauth_credentials_source: 'integration' }),
		unified_apis: apis.map((id) => ({
			id,
			name: apiOf(id)?.name ?? id,
			auth_only: false,
			supported_resources: supported,
		})),
		supported_resources: supported,
		...(targets && { migration_targets: targets }),
	};
}

/** The connector catalog and the list of APIs; no consumer involved. */
export const connectorRoutes: Routes = (app, context) => {
	app.get<{ Querystring: Query }>('/connector/connectors', (request) => {
		const { 'filter[unified_api]': api, 'filter[status]': status } = request.query;
		checkFilters(request.query, ['filter[unified_api]', 'filter[status]']);
		const { connectors } = context.vault().scenario;
		const page = pageRequest({ ...request.query });
		if (api !== undefined && apiOf(api)?.type !== 'unified' && api !== 'vault')
			throw invalidParams('querystring.filter[unified_api] is not a unified API');
		checkStatus(status, CONNECTOR_STATUS);
		const found = collect(page, connectors.length, (position) => {
			const connector = connectors[position];
			if (!connector || (api !== undefined && !connector.unified_apis.includes(api))) return undefined;
			return status === undefined || connector.status === status ? connectorView(connector) : undefined;
		});
		return paged(found, page, request);
	});

	app.get<{ Params: { id: string } }>('/connector/connectors/:id', (request) => {
		const serviceId = request.params.id.split('+').at(-1);
		const found = context.vault().scenario.connectors.find((connector) => connector.service_id === serviceId);
		if (!found) throw notFound('Connector', request.params.id, 'ConnectorNotFoundError');
		return ok(connectorView(found));
	});

	app.get<{ Querystring: Query }>('/connector/apis', (request) => {
		const { 'filter[status]': status } = request.query;
		const page = pageRequest({ ...request.query });
		checkFilters(request.query, ['filter[status]']);
		checkStatus(status, API_STATUS);
		const found = collect(page, APIS.length, (position) => {
			const api = APIS[position];
			return status === undefined || api?.status === status ? api : undefined;
		});
		return paged(found, page, request);
	});
};

import { invalidParams } from '../errors';
import { connectionView } from '../state/views';
import { applyWrite, type ConnectionWrite } from '../state/write';
import { CONSUMER, consumerOf, ok, type RouteContext, type Routes } from './route';
import { connectionBody } from './schemas';

export interface ConnectionParams {
	unified_api: string;
	service_id: string;
}

const PATH = '/vault/connections/:unified_api/:service_id';

/** Writes to a connection and adds it if needed. Returns its API representation. */
export function writeConnection(
	context: RouteContext,
	consumerId: string,
	params: ConnectionParams,
	write: ConnectionWrite,
) {
	const vault = context.vault();
	const integration = vault.integration(params.unified_api, params.service_id);
	const existing = vault.findConnection({ consumerId, unifiedApi: params.unified_api, serviceId: params.service_id });
	const changed = applyWrite(integration, existing ?? vault.blank(integration), write, context.now());
	const stored = vault.put(consumerId, changed.record, changed.recompute || existing === undefined);
	return connectionView(integration, stored, consumerId, context);
}

function configuredFilter(value: unknown): boolean | undefined {
	if (value === undefined) return undefined;
	if (value === 'true') return true;
	if (value === 'false') return false;
	throw invalidParams('querystring.configured must be a boolean');
}

/** List (every integration of the application, not paged), get, create, update, delete. */
export const connectionRoutes: Routes = (app, context) => {
	app.get<{ Querystring: { api?: string; configured?: string } }>(
		'/vault/connections',
		{ config: { consumer: 'optional' } },
		(request) => {
			const vault = context.vault();
			const consumerId = consumerOf(request);
			const { api } = request.query;
			const configured = configuredFilter(request.query.configured);
			const records = new Map(
				(consumerId === '' ? [] : vault.connections(consumerId)).map((record) => [
					`${record.unified_api}+${record.service_id}`,
					record,
				]),
			);
			const data = [];
			for (const [key, integration] of vault.integrations) {
				const record = records.get(key);
				if (api !== undefined && api !== '' && integration.unified_api !== api) continue;
				if (configured !== undefined && configured !== (record !== undefined)) continue;
				data.push(connectionView(integration, record, consumerId, context));
			}
			return ok(data);
		},
	);

	app.get<{ Params: ConnectionParams }>(PATH, CONSUMER, (request) => {
		const { unified_api: unifiedApi, service_id: serviceId } = request.params;
		const vault = context.vault();
		const integration = vault.integration(unifiedApi, serviceId);
		const consumerId = consumerOf(request);
		return ok(
			connectionView(integration, vault.findConnection({ consumerId, unifiedApi, serviceId }), consumerId, context),
		);
	});

	for (const method of ['PATCH', 'POST'] as const) {
		app.route<{ Params: ConnectionParams; Body: ConnectionWrite }>({
			method,
			url: PATH,
			...CONSUMER,
			schema: { body: connectionBody },
			handler: (request) => ok(writeConnection(context, consumerOf(request), request.params, request.body)),
		});
	}

	app.delete<{ Params: ConnectionParams }>(PATH, CONSUMER, (request, reply) => {
		const { unified_api: unifiedApi, service_id: serviceId } = request.params;
		context.vault().integration(unifiedApi, serviceId);
		context.vault().remove({ consumerId: consumerOf(request), unifiedApi, serviceId });
		return reply.status(204).send();
	});
};

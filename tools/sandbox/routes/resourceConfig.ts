import { notFound } from '../errors';
import { connectionView } from '../state/views';
import type { ConnectionWrite } from '../state/write';
import type { Integration } from '../wire';
import { writeConnection, type ConnectionParams } from './connections';
import { CONSUMER, consumerOf, ok, type Routes } from './route';
import { connectionBody } from './schemas';

type Params = ConnectionParams & { resource: string };

const PATH = '/vault/connections/:unified_api/:service_id/:resource/config';

function checkResource(integration: Integration, resource: string): void {
	if (!integration.configurable_resources.includes(resource)) throw notFound('Resource', resource);
}

/** Settings of one resource: the connection with `configuration` narrowed to it. */
export const resourceConfigRoutes: Routes = (app, context) => {
	app.get<{ Params: Params }>(PATH, CONSUMER, (request) => {
		const { unified_api: unifiedApi, service_id: serviceId, resource } = request.params;
		const vault = context.vault();
		const consumerId = consumerOf(request);
		const integration = vault.integration(unifiedApi, serviceId);
		checkResource(integration, resource);
		const view = connectionView(
			integration,
			vault.findConnection({ consumerId, unifiedApi, serviceId }),
			consumerId,
			context,
		);
		return ok({ ...view, configuration: view.configuration.filter((entry) => entry.resource === resource) });
	});

	app.patch<{ Params: Params; Body: ConnectionWrite }>(
		PATH,
		{ ...CONSUMER, schema: { body: connectionBody } },
		(request) => {
			const { unified_api: unifiedApi, service_id: serviceId, resource } = request.params;
			checkResource(context.vault().integration(unifiedApi, serviceId), resource);
			const configuration = request.body.configuration?.filter((entry) => entry.resource === resource);
			const view = writeConnection(context, consumerOf(request), request.params, { ...request.body, configuration });
			return ok({ ...view, configuration: view.configuration.filter((entry) => entry.resource === resource) });
		},
	);
};

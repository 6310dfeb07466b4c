import { connectionView } from '../state/views';
import { applyWrite } from '../state/write';
import type { DataScopesResources } from '../wire';
import type { ConnectionParams } from './connections';
import { CONSUMER, consumerOf, ok, type Routes } from './route';
import { consentBody } from './schemas';

const PATH = '/vault/connections/:unified_api/:service_id/consent';

/** Consent records. Every decision is stored, and the last one applies. */
export const connectionConsentRoutes: Routes = (app, context) => {
	app.get<{ Params: ConnectionParams }>(PATH, CONSUMER, (request) => {
		const { unified_api: unifiedApi, service_id: serviceId } = request.params;
		const vault = context.vault();
		const consumerId = consumerOf(request);
		const integration = vault.integration(unifiedApi, serviceId);
		return ok(connectionView(integration, vault.connection({ consumerId, unifiedApi, serviceId }), consumerId, context).consents);
	});

	app.patch<{ Params: ConnectionParams; Body: { resources: DataScopesResources; granted: boolean } }>(
		PATH,
		{ ...CONSUMER, schema: { body: consentBody } },
		(request) => {
			const { unified_api: unifiedApi, service_id: serviceId } = request.params;
			const vault = context.vault();
			const consumerId = consumerOf(request);
			const integration = vault.integration(unifiedApi, serviceId);
			const record = vault.connection({ consumerId, unifiedApi, serviceId });
			const written = applyWrite(integration, record, { latest_consent: request.body }, context.now());
			return ok(vault.put(consumerId, written.record, written.recompute).consents.at(-1));
		},
	);
};

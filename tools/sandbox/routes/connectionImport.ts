import { connectionView } from '../state/views';
import { applyWrite } from '../state/write';
import { CONSUMER, consumerOf, ok, type Routes } from './route';
import type { ConnectionParams } from './connections';
import { importBody } from './schemas';

interface ImportBody {
	credentials?: {
		access_token?: string;
		refresh_token?: string | null;
		issued_at?: string | null;
		expires_in?: number | null;
	};
	settings?: Record<string, unknown> | null;
	metadata?: Record<string, unknown> | null;
}

/** Import: a token of either kind authorizes an OAuth connection. Others get their credentials from `settings`. */
export const connectionImportRoutes: Routes = (app, context) => {
	app.post<{ Params: ConnectionParams; Body: ImportBody }>(
		'/vault/connections/:unified_api/:service_id/import',
		{ ...CONSUMER, schema: { body: importBody } },
		(request) => {
			const { unified_api: unifiedApi, service_id: serviceId } = request.params;
			const { credentials, settings, metadata } = request.body;
			const vault = context.vault();
			const consumerId = consumerOf(request);
			const integration = vault.integration(unifiedApi, serviceId);
			const existing = vault.findConnection({ consumerId, unifiedApi, serviceId }) ?? vault.blank(integration);
			const { record } = applyWrite(integration, existing, { enabled: true, settings, metadata }, context.now());
			const tokens = Boolean(credentials?.access_token ?? credentials?.refresh_token);
			const granted = tokens && {
				authorization: 'granted' as const,
				refresh_error: null,
				credentials_expire_at: 0,
				last_refresh_failed_at: 0,
			};
			const stored = vault.put(consumerId, { ...record, ...granted }, true);
			return ok(connectionView(integration, stored, consumerId, context));
		},
	);
};

import { invalidState } from '../errors';
import { missingFields } from '../state/evaluate';
import { afterFailedRefresh, refreshFailure } from '../state/refresh';
import { connectionView } from '../state/views';
import type { ConnectionParams } from './connections';
import { CONSUMER, consumerOf, ok, type RouteContext, type Routes } from './route';
import { emptyBody } from './schemas';

const PATH = '/vault/connections/:unified_api/:service_id';
const EMPTY = { ...CONSUMER, schema: { body: { ...emptyBody, type: ['object', 'null'] } } };
const TOKEN_GRANTS = new Set(['client_credentials', 'password']);

/** Reads a connection. Throws 401 when its provider rejects the refresh. */
function refreshable(context: RouteContext, consumerId: string, params: ConnectionParams) {
	const vault = context.vault();
	const integration = vault.integration(params.unified_api, params.service_id);
	const record = vault.connection({ consumerId, unifiedApi: params.unified_api, serviceId: params.service_id });
	const fail = () => {
		const failed = afterFailedRefresh(record, context.now());
		vault.put(consumerId, failed, failed !== record);
		return refreshFailure(failed, context.now());
	};
	return { vault, integration, record, fail };
}

/** Token (client credentials and password grants only) and validate (forces a refresh of OAuth credentials). */
export const connectionTokenRoutes: Routes = (app, context) => {
	app.post<{ Params: ConnectionParams }>(`${PATH}/token`, EMPTY, (request) => {
		const consumerId = consumerOf(request);
		const { vault, integration, record, fail } = refreshable(context, consumerId, request.params);
		if (!TOKEN_GRANTS.has(integration.oauth_grant_type ?? '')) {
			throw invalidState(`${integration.name} does not use the client_credentials or password grant`);
		}
		const missing = missingFields(integration, record.settings);
		if (missing.length > 0) {
			throw invalidState(`Missing settings: ${missing.map(({ id }) => id).join(', ')}`, 'ConnectionSettingsError');
		}
		if (record.refresh_error !== null) throw fail();
		const stored = vault.put(
			consumerId,
			{
				...record,
				authorization: 'granted',
				credentials_expire_at: 0,
				last_refresh_failed_at: 0,
				updated_at: context.now(),
			},
			true,
		);
		return ok(connectionView(integration, stored, consumerId, context));
	});

	app.post<{ Params: ConnectionParams }>(`${PATH}/validate`, EMPTY, (request) => {
		const consumerId = consumerOf(request);
		const { vault, integration, record, fail } = refreshable(context, consumerId, request.params);
		if (record.refresh_error !== null) throw fail();
		const oauth = integration.oauth_grant_type !== undefined && record.authorization === 'granted';
		const refreshed = oauth
			? { ...record, credentials_expire_at: 0, last_refresh_failed_at: 0, updated_at: context.now() }
			: record;
		const { state } = vault.put(consumerId, refreshed, oauth);
		return ok({ id: `${integration.unified_api}+${integration.service_id}`, state });
	});
};

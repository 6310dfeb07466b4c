import { notFound } from '../errors';
import { CONTROL_PREFIX } from '../http/requestPipeline';
import { readableToken } from '../state/links';
import type { ConnectionKey, Vault } from '../state/vault';
import type { ConnectionParams } from './connections';
import { CONSUMER, consumerOf, ok, type Routes } from './route';
import { callbackStateBody, confirmBody, connectionKeyBody } from './schemas';

const PATH = '/vault/connections/:unified_api/:service_id';

/** OpenAPI: a confirm token works once, within 30 minutes of the callback. */
const TOKEN_LIFETIME_MS = 30 * 60_000;
/** Not published; recorded states of connections lasted from half an hour to a day. */
const STATE_LIFETIME_S = 3_600;

interface Issued extends ConnectionKey {
	until: number;
}

/** Unconfirmed tokens, per state, so that a reset discards them. */
const issued = new WeakMap<Vault, Map<string, Issued>>();

function tokensOf(vault: Vault): Map<string, Issued> {
	const tokens = issued.get(vault) ?? new Map<string, Issued>();
	issued.set(vault, tokens);
	return tokens;
}

/**
 * The second step of an authorization with a nonce. Apideck sends the token with a browser redirect, which the sandbox does not serve.
 * `POST /_sandbox/confirm-tokens` simulates the callback and returns the token.
 */
export const connectionConfirmRoutes: Routes = (app, context) => {
	app.post<{ Body: { consumer_id: string; unified_api: string; service_id: string } }>(
		`${CONTROL_PREFIX}/confirm-tokens`,
		{ config: { control: true }, schema: { body: connectionKeyBody } },
		(request) => {
			const { consumer_id: consumerId, unified_api: unifiedApi, service_id: serviceId } = request.body;
			const vault = context.vault();
			const key = { consumerId, unifiedApi, serviceId };
			const record = vault.connection(key);
			const tokens = tokensOf(vault);
			const token = `sandbox-confirm-${String(tokens.size + 1).padStart(4, '0')}`;
			tokens.set(token, { ...key, until: context.now() + TOKEN_LIFETIME_MS });
			vault.put(consumerId, { ...record, authorization: 'unconfirmed', updated_at: context.now() }, true);
			return ok({ confirm_token: token });
		},
	);

	app.post<{ Params: ConnectionParams; Body: { confirm_token: string } }>(
		`${PATH}/confirm`,
		{ ...CONSUMER, schema: { body: confirmBody } },
		(request) => {
			const { unified_api: unifiedApi, service_id: serviceId } = request.params;
			const vault = context.vault();
			const consumerId = consumerOf(request);
			const record = vault.connection({ consumerId, unifiedApi, serviceId });
			const token = request.body.confirm_token;
			const found = tokensOf(vault).get(token);
			const matches = found?.consumerId === consumerId && found.unifiedApi === unifiedApi && found.serviceId === serviceId;
			// Used, expired, foreign and invalid tokens result in the same error.
			if (!found || !matches || found.until < context.now()) throw notFound('Confirm token', token);
			tokensOf(vault).set(token, { ...found, until: 0 });
			vault.put(consumerId, { ...record, authorization: 'granted', updated_at: context.now() }, true);
			return ok({ confirmed: true });
		},
	);

	app.post<{ Params: ConnectionParams; Body: { redirect_uri?: string } }>(
		`${PATH}/callback-state`,
		{ ...CONSUMER, schema: { body: callbackStateBody } },
		(request) => {
			const { unified_api: unifiedApi, service_id: serviceId } = request.params;
			context.vault().integration(unifiedApi, serviceId);
			const iat = Math.floor(context.now() / 1000);
			return ok({
				state: readableToken({
					consumer_id: consumerOf(request),
					unified_api: unifiedApi,
					service_id: serviceId,
					application_id: context.appId,
					...request.body,
					iat,
					exp: iat + STATE_LIFETIME_S,
				}),
			});
		},
	);
};

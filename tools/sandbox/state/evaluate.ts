import type { ConnectionRecord, DataScopes, FormField, Integration } from '../wire';

const BLOCKING_CONSENT = new Set(['pending', 'denied', 'revoked', 'requires_reconsent']);

/** True where a setting counts as filled: anything but undefined, null, '' and an empty list. */
function isFilled(value: unknown): boolean {
	return value !== undefined && value !== null && value !== '' && !(Array.isArray(value) && value.length === 0);
}

/** The required fields without a value; hidden and deprecated ones are never asked of a consumer. */
export function missingFields(integration: Integration, settings: Record<string, unknown>): FormField[] {
	return integration.form_fields.filter(
		(field) => field.required && !field.hidden && !field.deprecated && !isFilled(settings[field.id]),
	);
}

/** Data scopes apply when they are on and list at least one permission. */
function hasApplicableScopes(scopes: DataScopes | undefined): boolean {
	return scopes?.enabled === true && (scopes.resources === '*' || Object.keys(scopes.resources).length > 0);
}

/** Connectors without a grant type have their credentials in the settings. */
function isAuthorized(integration: Integration, record: ConnectionRecord, missing: boolean): boolean {
	if (record.authorization === 'revoked' || record.authorization === 'rejected') return false;
	if (integration.oauth_grant_type !== undefined || integration.auth_type === 'oauth2') {
		return record.authorization !== 'none';
	}
	return !missing;
}

/**
 * Computes state and health of a connection. Health follows Apideck's precedence:
 * revoked > missing_settings > needs_consent > pending_confirmation > needs_auth > pending_refresh > degraded > ok.
 */
export function evaluate(integration: Integration, record: ConnectionRecord): { state: string; health: string } {
	const missing = missingFields(integration, record.settings).length > 0;
	const authorized = isAuthorized(integration, record, missing);
	const consentBlocks =
		hasApplicableScopes(integration.application_data_scopes) && BLOCKING_CONSENT.has(record.consent_state);

	let state = 'callable';
	if (record.authorization === 'rejected') state = 'invalid';
	else if (!authorized) state = 'added';
	else if (missing || consentBlocks || record.authorization === 'unconfirmed') state = 'authorized';

	let health = 'ok';
	if (record.authorization === 'revoked') health = 'revoked';
	else if (missing) health = 'missing_settings';
	else if (consentBlocks) health = 'needs_consent';
	else if (record.authorization === 'unconfirmed') health = 'pending_confirmation';
	else if (!authorized) health = 'needs_auth';
	else if (record.credentials_expire_at > 0) health = 'pending_refresh';
	else if (record.last_downstream_error_at > 0) health = 'degraded';
	return { state, health };
}

import { unauthorized, type ApideckError } from '../errors';
import type { ConnectionRecord } from '../wire';

/** How long refreshes are rejected after a failure (the specification's example: 30 s). */
export const COOLDOWN_MS = 30_000;
/** How long credentials are kept while refreshes fail for good (changelog v10.21.11). */
export const RETENTION_MS = 48 * 3_600_000;

/** The connection after one more failed refresh; During the cooldown, nothing changes. */
export function afterFailedRefresh(record: ConnectionRecord, now: number): ConnectionRecord {
	if (now < record.last_refresh_failed_at + COOLDOWN_MS) return record;
	return {
		...record,
		last_refresh_failed_at: now,
		credentials_expire_at: record.credentials_expire_at || now + RETENTION_MS,
		updated_at: now,
	};
}

/** 401 of the token-refresh kind; `retry_after_ms` is a moment in spite of its name, `cooldown_remaining_ms` a duration. */
export function refreshFailure(record: ConnectionRecord, now: number): ApideckError {
	const retryAt = record.last_refresh_failed_at + COOLDOWN_MS;
	return unauthorized({
		type: 'refresh_token_connector_error',
		message: 'Token refresh failed with 400 error',
		debug: {
			response: { statusCode: 400, data: { error: record.refresh_error } },
			message: `The provider responded with ${record.refresh_error}`,
			credentials_expire_at_ms: record.credentials_expire_at,
			retry_after_ms: retryAt,
			cooldown_remaining_ms: Math.max(0, retryAt - now),
		},
	});
}

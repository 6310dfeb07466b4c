import { isDeepStrictEqual } from 'node:util';

import type { ConnectionChange } from '../state/vault';
import type { ConnectionRecord } from '../wire';
import type { VaultEventType } from './eventTypes';

/** One event with its connection. */
export interface EmittedEvent {
	type: VaultEventType;
	record: ConnectionRecord;
	/** Only on `migrated`: the service the connection came from. */
	migratedFrom?: string;
}

const DATA: ReadonlyArray<keyof ConnectionRecord> = [
	'settings',
	'metadata',
	'configuration',
	'custom_mappings',
	'consent_state',
	'consents',
];

const inWindow = (record: ConnectionRecord) => record.credentials_expire_at > 0 || record.health === 'pending_refresh';
const isRevoked = (record: ConnectionRecord) => record.authorization === 'revoked' || record.health === 'revoked';
const isDegraded = (record: ConnectionRecord) => record.last_downstream_error_at > 0 || record.health === 'degraded';

/** Apideck does not document the difference between `pending` and `failed`. Here, entering the retention window is `pending`, everything after it `failed`. */
function refreshEvent(before: ConnectionRecord, after: ConnectionRecord): VaultEventType[] {
	if (!inWindow(before) && inWindow(after)) return ['vault.connection.token_refresh.pending'];
	const lost = before.authorization === 'granted' && after.authorization === 'none';
	if (after.last_refresh_failed_at > before.last_refresh_failed_at || (inWindow(before) && lost)) {
		return ['vault.connection.token_refresh.failed'];
	}
	const recovered = inWindow(before) && !inWindow(after) && after.authorization === 'granted';
	return recovered ? ['vault.connection.token_refresh.recovered'] : [];
}

function changedEvents(before: ConnectionRecord, after: ConnectionRecord): VaultEventType[] {
	const special: VaultEventType[] = [];
	if (before.enabled && !after.enabled) special.push('vault.connection.disabled');
	if (!isRevoked(before) && isRevoked(after)) special.push('vault.connection.revoked');
	else special.push(...refreshEvent(before, after));
	if (!isDegraded(before) && isDegraded(after)) special.push('vault.connection.downstream.degraded');
	// A broken connection is no longer degraded, but it has not recovered.
	if (isDegraded(before) && !isDegraded(after) && after.state === 'callable') {
		special.push('vault.connection.downstream.recovered');
	}
	const granted = before.authorization !== after.authorization && after.authorization === 'granted';
	const written = granted || DATA.some((field) => !isDeepStrictEqual(before[field], after[field]));
	const events: VaultEventType[] = written || special.length === 0 ? ['vault.connection.updated', ...special] : special;
	if (before.state !== 'callable' && after.state === 'callable') events.push('vault.connection.callable');
	return events;
}

/**
 * The events of one change, in Apideck's documented order (OpenAPI 10.34.0, "Event Sequences"): a first authorization sends created,
 * updated, callable, a reauthorization updated, callable, and a migration migrated, created, deleted. A write without changes sends
 * nothing. There is no event for invalid, needs_consent or re-enabled. Those are `updated`.
 */
export function eventsOf({ before, after, migrated }: ConnectionChange): EmittedEvent[] {
	if (before && after && migrated) {
		return [
			{ type: 'vault.connection.migrated', record: after, migratedFrom: before.service_id },
			{ type: 'vault.connection.created', record: after },
			{ type: 'vault.connection.deleted', record: before },
		];
	}
	if (!after) return before ? [{ type: 'vault.connection.deleted', record: before }] : [];
	if (!before) {
		if (after.state !== 'callable') return [{ type: 'vault.connection.created', record: after }];
		return [
			{ type: 'vault.connection.created', record: { ...after, state: 'added', health: 'needs_auth' } },
			{ type: 'vault.connection.updated', record: after },
			{ type: 'vault.connection.callable', record: after },
		];
	}
	if (isDeepStrictEqual(before, after)) return [];
	return changedEvents(before, after).map((type) => ({ type, record: after }));
}

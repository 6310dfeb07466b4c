import { evaluate } from '../state/evaluate';
import type { ConnectionRecord, ConsumerRecord } from '../wire';
import type { CatalogEntry } from './catalog/build';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** What a scenario defines about a connection. The rest follows from the integration. */
export type ConnectionSeed = Partial<Omit<ConnectionRecord, 'unified_api' | 'service_id'>>;

/**
 * A connection that works, changed by the seed. State and health are computed like after a write, unless the seed sets them.
 */
export function seedConnection(
	{ integration, settings }: CatalogEntry,
	now: number,
	seed: ConnectionSeed,
): ConnectionRecord {
	const record: ConnectionRecord = {
		unified_api: integration.unified_api,
		service_id: integration.service_id,
		state: 'added',
		health: 'ok',
		enabled: true,
		authorization: 'granted',
		refresh_error: null,
		settings,
		metadata: null,
		configuration: [],
		custom_mappings: {},
		consent_state: integration.application_data_scopes ? 'granted' : 'implicit',
		consents: [],
		credentials_expire_at: 0,
		last_refresh_failed_at: 0,
		last_downstream_error_at: 0,
		created_at: now - 90 * DAY,
		updated_at: now - 3 * DAY,
		...seed,
	};
	return { ...record, ...evaluate(integration, record), ...pickStated(seed) };
}

function pickStated({ state, health }: ConnectionSeed) {
	return { ...(state !== undefined && { state }), ...(health !== undefined && { health }) };
}

/** A consumer that has existed for a year, with deterministic request counts. */
export function seedConsumer(consumerId: string, now: number, more: Partial<ConsumerRecord> = {}): ConsumerRecord {
	return {
		consumer_id: consumerId,
		metadata: {},
		request_counts: { unify: 100 + consumerId.length * 7, proxy: consumerId.length, vault: 21 },
		created: now - 365 * DAY,
		modified: now - 3 * DAY,
		...more,
	};
}

import { invalidParams } from '../errors';
import { missingFields } from '../state/evaluate';
import { RETENTION_MS } from '../state/refresh';
import { flatOptions } from '../state/settings';
import type { ConnectionKey, Vault } from '../state/vault';
import type { ConnectionRecord, FormField, Integration } from '../wire';
import { eventsOf } from './eventsOf';
import type { VaultEventType } from './eventTypes';

type Change = (record: ConnectionRecord, now: number, integration: Integration) => Partial<ConnectionRecord>;

const healthy = { refresh_error: null, credentials_expire_at: 0, last_refresh_failed_at: 0, last_downstream_error_at: 0 };

function sampleValue(field: FormField): unknown {
	const [option] = flatOptions(field);
	if (option) return field.type === 'multi-select' ? [option.value] : option.value;
	if (field.type === 'checkbox') return true;
	if (field.type === 'number') return 1;
	return 'sandbox';
}

function filledSettings(integration: Integration, record: ConnectionRecord): Record<string, unknown> {
	const missing = missingFields(integration, record.settings);
	return { ...record.settings, ...Object.fromEntries(missing.map((field) => [field.id, sampleValue(field)])) };
}

/** The change that each transition makes to a connection. State and health are computed afterwards. */
const CHANGES = {
	callable: (record, _now, integration) => ({
		...healthy,
		enabled: true,
		authorization: 'granted',
		consent_state: record.consent_state === 'implicit' ? 'implicit' : 'granted',
		settings: filledSettings(integration, record),
	}),
	disabled: () => ({ enabled: false }),
	enabled: () => ({ enabled: true }),
	invalid: () => ({ authorization: 'rejected' }),
	revoked: () => ({ ...healthy, authorization: 'revoked' }),
	'token_refresh.pending': (_record, now) => ({
		refresh_error: 'invalid_grant',
		last_refresh_failed_at: now,
		credentials_expire_at: now + RETENTION_MS,
	}),
	'token_refresh.failed': (_record, now) => ({ ...healthy, authorization: 'none', last_refresh_failed_at: now }),
	'token_refresh.recovered': () => ({ ...healthy }),
	'downstream.degraded': (_record, now) => ({ last_downstream_error_at: now }),
	'downstream.recovered': () => ({ last_downstream_error_at: 0 }),
} satisfies Record<string, Change>;

/**
 * The transitions of a connection, named after the events of Apideck without `vault.connection.`; `invalid`
 * and `enabled` have no event of their own.
 */
export type Transition = keyof typeof CHANGES | 'created' | 'deleted' | 'migrated';

export const TRANSITIONS: readonly Transition[] = [
	...(Object.keys(CHANGES) as Array<keyof typeof CHANGES>),
	'created',
	'deleted',
	'migrated',
];

export interface TransitionOptions {
	/** For `migrated`: the service to go to, of the same unified API. */
	target?: string;
}

/** The result of a transition. */
export interface TransitionResult {
	/** Undefined when the connection was deleted. */
	connection?: ConnectionRecord;
	/** In the order of their deliveries. Empty when nothing changed. */
	events: VaultEventType[];
}

/**
 * Applies the transition. `created` and `callable` add a missing connection, all others throw 404. Throws 400 for an invalid transition,
 * 409 for a migration to a service that the consumer has.
 */
export function applyTransition(
	vault: Vault,
	key: ConnectionKey,
	transition: Transition,
	now: number,
	options: TransitionOptions = {},
): TransitionResult {
	vault.consumer(key.consumerId);
	const before = vault.findConnection(key);
	const after = perform(vault, key, transition, now, options);
	const migrated = transition === 'migrated' && { migrated: true as const };
	const emitted = eventsOf({ consumerId: key.consumerId, before, after, ...migrated });
	return { connection: after, events: emitted.map(({ type }) => type) };
}

function perform(
	vault: Vault,
	key: ConnectionKey,
	transition: Transition,
	now: number,
	{ target }: TransitionOptions,
): ConnectionRecord | undefined {
	const integration = vault.integration(key.unifiedApi, key.serviceId);
	if (transition === 'deleted') {
		vault.remove(key);
		return undefined;
	}
	if (transition === 'migrated') {
		if (target === undefined) throw invalidParams('body.target must name the service to migrate to');
		return vault.migrate(key, target);
	}
	if (transition === 'created') {
		if (vault.findConnection(key)) throw invalidParams('The consumer has this connection already');
		return vault.put(key.consumerId, vault.blank(integration), true);
	}
	const isNew = transition === 'callable' && !vault.findConnection(key);
	const added = isNew ? vault.blank(integration) : vault.connection(key);
	const change: Change = CHANGES[transition];
	return vault.put(key.consumerId, { ...added, ...change(added, now, integration), updated_at: now }, true);
}

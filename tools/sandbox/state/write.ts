import type {
	Authorization,
	ConfigurationDefault,
	ConnectionRecord,
	ConsentState,
	DataScopesResources,
	Integration,
	ResourceConfiguration,
} from '../wire';
import { isRejected, mergeSettings } from './settings';

/** The writable fields of a connection. Everything else in a body is ignored. */
export interface ConnectionWrite {
	enabled?: boolean;
	settings?: Record<string, unknown> | null;
	metadata?: Record<string, unknown> | null;
	configuration?: Array<{ resource: string; defaults?: ConfigurationDefault[] }>;
	custom_mappings?: Array<{ id?: string; value?: string | null }>;
	consent_state?: ConsentState;
	latest_consent?: { granted: boolean; resources: DataScopesResources };
}

/** A written default replaces the value, and the options where given, of the same resource and id. */
function mergeConfiguration(
	current: ResourceConfiguration[],
	written: ConnectionWrite['configuration'],
): ResourceConfiguration[] {
	if (written === undefined) return current;
	const merged = new Map(
		current.map(({ resource, defaults }) => [resource, new Map(defaults.map((entry) => [entry.id, entry]))]),
	);
	for (const { resource, defaults = [] } of written) {
		const entries = merged.get(resource) ?? new Map<string, ConfigurationDefault>();
		for (const { id, options, value } of defaults) {
			entries.set(id, { ...entries.get(id), id, ...(options && { options }), ...(value !== undefined && { value }) });
		}
		merged.set(resource, entries);
	}
	return [...merged].map(([resource, entries]) => ({ resource, defaults: [...entries.values()] }));
}

/** Mappings are found by id, else by position: the vendor's client sends values only. */
function mergeMappings(
	integration: Integration,
	current: ConnectionRecord['custom_mappings'],
	written: ConnectionWrite['custom_mappings'],
): ConnectionRecord['custom_mappings'] {
	const merged = { ...current };
	written?.forEach(({ id, value }, index) => {
		const target = id ?? integration.custom_mappings[index]?.id;
		if (target !== undefined && value !== undefined) merged[target] = value;
	});
	return merged;
}

/** `company_id` is read-only, so a caller cannot set it. */
function mergeMetadata(current: ConnectionRecord['metadata'], written: ConnectionWrite['metadata']) {
	if (written === undefined) return current;
	if (written === null) return null;
	return Object.fromEntries(Object.entries(written).filter(([key]) => key !== 'company_id'));
}

/** Settings decide whether the provider accepts a connection that has no OAuth grant. */
function authorizationAfter(
	integration: Integration,
	record: ConnectionRecord,
	settings: Record<string, unknown>,
): Authorization {
	if (isRejected(integration, settings)) return 'rejected';
	if (integration.oauth_grant_type !== undefined || integration.auth_type === 'oauth2') {
		return record.authorization === 'rejected' ? 'none' : record.authorization;
	}
	return 'none';
}

/**
 * Applies a write. `recompute` is true when state and health depend on the change. Writes of metadata or `enabled` do not change them.
 */
export function applyWrite(
	integration: Integration,
	record: ConnectionRecord,
	write: ConnectionWrite,
	now: number,
): { record: ConnectionRecord; recompute: boolean } {
	const settings = mergeSettings(integration, record.settings, write.settings);
	const consents = write.latest_consent
		? [...record.consents, { id: `con_${now}`, created_at: new Date(now).toISOString(), ...write.latest_consent }]
		: record.consents;
	const consentState = write.latest_consent ? (write.latest_consent.granted ? 'granted' : 'denied') : undefined;
	return {
		record: {
			...record,
			enabled: write.enabled ?? record.enabled,
			settings,
			metadata: mergeMetadata(record.metadata, write.metadata),
			configuration: mergeConfiguration(record.configuration, write.configuration),
			custom_mappings: mergeMappings(integration, record.custom_mappings, write.custom_mappings),
			consent_state: write.consent_state ?? consentState ?? record.consent_state,
			consents,
			...(write.settings !== undefined && {
				authorization: authorizationAfter(integration, record, settings),
				// New client credentials are tried again. A refresh token does not change.
				refresh_error: integration.oauth_grant_type === 'authorization_code' ? record.refresh_error : null,
			}),
			updated_at: now,
		},
		recompute: write.settings !== undefined || write.consent_state !== undefined || write.latest_consent !== undefined,
	};
}

import type { ConnectionRecord, ConsumerRecord, Integration, ResourceConfiguration } from '../wire';
import { browserLink, readableToken } from './links';

const ICONS = 'https://res.cloudinary.com/apideck';
const LINK_LIFETIME_MS = 24 * 3_600_000;

const iso = (time: number) => (time > 0 ? new Date(time).toISOString() : null);

export interface ViewContext {
	appId: string;
	now(): number;
}

/** The integration's defaults with the consumer's values on top; Resources that only the consumer has come last. */
function configurationView(integration: Integration, own: ResourceConfiguration[]): ResourceConfiguration[] {
	if (own.length === 0) return integration.configuration;
	const merged = integration.configuration.map(({ resource, defaults }) => {
		const written = own.find((entry) => entry.resource === resource)?.defaults ?? [];
		const known = defaults.map((template) => ({ ...template, ...written.find(({ id }) => id === template.id) }));
		return {
			resource,
			defaults: [...known, ...written.filter(({ id }) => !defaults.some((template) => template.id === id))],
		};
	});
	return [
		...merged,
		...own.filter(({ resource }) => !integration.configuration.some((entry) => entry.resource === resource)),
	];
}

function metadataView(integration: Integration, record: ConnectionRecord) {
	const companyId = integration.company_id_setting && record.settings[integration.company_id_setting];
	if (record.metadata === null && !companyId) return null;
	return { ...record.metadata, ...(companyId ? { company_id: String(companyId) } : {}) };
}

function links(integration: Integration, consumerId: string, { appId, now }: ViewContext) {
	if (
		consumerId === '' ||
		integration.auth_type !== 'oauth2' ||
		integration.oauth_grant_type !== 'authorization_code'
	) {
		return { authorize_url: null, revoke_url: null };
	}
	const issued = now();
	const state = readableToken({
		consumer_id: consumerId,
		unified_api: integration.unified_api,
		service_id: integration.service_id,
		application_id: appId,
		iat: Math.floor(issued / 1000),
		exp: Math.floor((issued + LINK_LIFETIME_MS) / 1000),
	});
	return {
		authorize_url: browserLink('authorize', integration.service_id, appId, state),
		revoke_url: browserLink('revoke', integration.service_id, appId, state),
	};
}

/**
 * `Connection` of the Vault API: numbers for times (Unix milliseconds, 0 = none), form fields with their values in clear.
 * Without a record it is what a consumer sees before adding the integration: state available, enabled false.
 */
export function connectionView(
	integration: Integration,
	record: ConnectionRecord | undefined,
	consumerId: string,
	context: ViewContext,
) {
	const settings = record?.settings ?? {};
	return {
		id: `${integration.unified_api}+${integration.service_id}`,
		service_id: integration.service_id,
		name: integration.name,
		tag_line: integration.tag_line,
		unified_api: integration.unified_api,
		state: record?.state ?? 'available',
		integration_state: record?.integration_state ?? integration.integration_state,
		auth_type: integration.auth_type,
		...(integration.oauth_grant_type && { oauth_grant_type: integration.oauth_grant_type }),
		status: 'live',
		enabled: record?.enabled ?? false,
		website: integration.website,
		icon: `${ICONS}/icons/${integration.service_id}`,
		logo: `${ICONS}/logos/${integration.service_id}`,
		...links(integration, consumerId, context),
		settings,
		metadata: record ? metadataView(integration, record) : null,
		form_fields: integration.form_fields.map((field) =>
			settings[field.id] === undefined ? field : { ...field, value: settings[field.id] },
		),
		configuration: configurationView(integration, record?.configuration ?? []),
		configurable_resources: integration.configurable_resources,
		resource_schema_support: integration.resource_schema_support,
		resource_settings_support: integration.resource_settings_support,
		validation_support: integration.validation_support,
		schema_support: integration.schema_support,
		settings_required_for_authorization: integration.settings_required_for_authorization,
		subscriptions: [],
		has_guide: integration.has_guide,
		custom_mappings: integration.custom_mappings.map((template) => {
			const value = record?.custom_mappings[template.id];
			return { ...template, ...(value != null && { value }), consumer_id: record ? consumerId : null };
		}),
		consent_state: record?.consent_state ?? (integration.application_data_scopes ? 'pending' : 'implicit'),
		consents: record?.consents ?? [],
		...(record?.consents.length && { latest_consent: record.consents[record.consents.length - 1] }),
		...(integration.application_data_scopes && { application_data_scopes: integration.application_data_scopes }),
		health: record?.health ?? 'ok',
		credentials_expire_at: record?.credentials_expire_at ?? 0,
		last_refresh_failed_at: record?.last_refresh_failed_at ?? 0,
		last_downstream_error_at: record?.last_downstream_error_at ?? 0,
		created_at: record?.created_at ?? 0,
		updated_at: record?.updated_at ?? null,
	};
}

/**
 * `ConsumerConnection`: the smaller shape inside GET one consumer, ISO 8601 times or null. Its `id` names the consumer,
 * not the connection (OpenAPI example `1111+test_user_id`).
 */
export function consumerConnectionView(
	integration: Integration,
	record: ConnectionRecord,
	consumerId: string,
	appId: string,
) {
	return {
		id: `${appId}+${consumerId}`,
		name: integration.name,
		icon: `${ICONS}/icons/${integration.service_id}`,
		logo: `${ICONS}/logos/${integration.service_id}`,
		website: integration.website,
		tag_line: integration.tag_line,
		service_id: integration.service_id,
		unified_api: integration.unified_api,
		consumer_id: consumerId,
		auth_type: integration.auth_type,
		enabled: record.enabled,
		settings: record.settings,
		metadata: metadataView(integration, record),
		created_at: iso(record.created_at) ?? new Date(0).toISOString(),
		updated_at: iso(record.updated_at),
		state: record.state,
		health: record.health,
		credentials_expire_at: iso(record.credentials_expire_at),
		last_refresh_failed_at: iso(record.last_refresh_failed_at),
	};
}

/** An item of the consumers list: services, but no connections. */
export function consumerListView(consumer: ConsumerRecord, records: ConnectionRecord[], appId: string) {
	const { unify, proxy, vault } = consumer.request_counts;
	return {
		consumer_id: consumer.consumer_id,
		application_id: appId,
		metadata: consumer.metadata,
		aggregated_request_count: unify + proxy + vault,
		request_counts: consumer.request_counts,
		created: new Date(consumer.created).toISOString(),
		modified: new Date(consumer.modified).toISOString(),
		request_count_updated: new Date(consumer.modified).toISOString(),
		services: [...new Set(records.map((record) => record.service_id))],
	};
}

import type { Connection, Consumer, CustomMapping } from '../api/connection';
import { simplifyConnection, simplifyConsumer, simplifyListedConnection, simplifyMapping, simplifyResourceSettings } from '../api/records';
import type { AuditSummary } from '../audit/report/summary';
import type { LinkedFinding } from '../audit/scan/reauthorizeLinks';
import { recordOutput } from './output';

const CONNECTION_FIELDS = [
	'application_data_scopes',
	'auth_type',
	'authorize_url',
	'configurable_resources',
	'configuration',
	'connection',
	'consent_state',
	'consents',
	'consumer_id',
	'created_at',
	'credentials_expire_at',
	'custom_mappings',
	'enabled',
	'form_fields',
	'has_guide',
	'health',
	'icon',
	'id',
	'integration_state',
	'last_downstream_error_at',
	'last_refresh_failed_at',
	'latest_consent',
	'logo',
	'metadata',
	'name',
	'oauth_grant_type',
	'resource_schema_support',
	'resource_settings_support',
	'revoke_url',
	'schema_support',
	'service_id',
	'settings',
	'settings_required_for_authorization',
	'state',
	'status',
	'subscriptions',
	'tag_line',
	'unified_api',
	'updated_at',
	'validation_support',
	'website',
] as const;

const CONNECTION_IDS = ['consumer_id', 'connection', 'unified_api', 'service_id'];

export const connectionOutput = recordOutput<Connection>({
	fields: CONNECTION_FIELDS,
	ids: CONNECTION_IDS,
	simplifiedHasSettings: true,
	simplify: simplifyConnection,
});

/** Without settings, because a list can be long. */
export const connectionListOutput = recordOutput<Connection>({
	fields: CONNECTION_FIELDS,
	ids: CONNECTION_IDS,
	simplify: simplifyListedConnection,
});

export const consumerOutput = recordOutput<Consumer>({
	fields: [
		'aggregated_request_count',
		'application_id',
		'connections',
		'consumer_id',
		'created',
		'metadata',
		'modified',
		'request_count_updated',
		'request_counts',
		'services',
	],
	ids: ['consumer_id'],
	simplify: simplifyConsumer,
});

export const mappingOutput = recordOutput<CustomMapping>({
	fields: ['connection', 'consumer_id', 'custom_field', 'description', 'example', 'id', 'key', 'label', 'required', 'service_id', 'unified_api', 'value'],
	ids: ['id', ...CONNECTION_IDS],
	simplify: simplifyMapping,
});

/** A connection with the configuration of one resource. */
export const settingsOutput = recordOutput<Connection>({
	fields: [...CONNECTION_FIELDS, 'resource'],
	ids: [...CONNECTION_IDS, 'resource'],
	simplify: simplifyResourceSettings,
});

/** The most important fields. The reason names the service, so its name is not among them. */
const SIMPLIFIED_FINDING = ['severity', 'change', 'consumer_id', 'consumer_name', 'connection', 'reason', 'remedy', 'actor', 'deadline', 'code'] as const;

/** A finding as most workflows need it. */
export type SimplifiedFinding = Pick<LinkedFinding, (typeof SIMPLIFIED_FINDING)[number]>;

/** Only the findings that a link was requested for have them. */
const LINK_FIELDS = ['reauthorize_url', 'reauthorize_url_expires_at', 'reauthorize_note'] as const;

export const findingOutput = recordOutput<LinkedFinding>({
	fields: [...SIMPLIFIED_FINDING, ...LINK_FIELDS, 'connection_name', 'enabled', 'health', 'previous_severity', 'service_id', 'state', 'unified_api'],
	ids: ['consumer_id', 'connection'],
	simplify: (finding) => Object.fromEntries([...SIMPLIFIED_FINDING, ...LINK_FIELDS].filter((field) => Object.hasOwn(finding, field)).map((field) => [field, finding[field]])),
});

export interface Report extends AuditSummary {
	headline: string;
	markdown: string;
	/** Only if it was requested. */
	html?: string;
}

export const reportOutput = recordOutput<Report>({
	fields: ['headline', 'read_at', 'severities', 'changes', 'checked', 'not_read', 'breakdown', 'previous_run', 'markdown', 'html'],
	ids: ['headline', 'read_at'],
	// The lists of the breakdown can be long.
	simplify: (report) => Object.fromEntries(Object.entries(report).filter(([field]) => field !== 'breakdown')),
});

/**
 * Wire shapes of the Vault API (vault.yml 10.34.0). Nothing is required there, so everything is optional here;
 * values that a newer API may add (states, health, types) stay plain strings and are checked where they are used.
 */

export const CONNECTION_STATES = ['available', 'callable', 'added', 'authorized', 'invalid'] as const;
export type ConnectionState = (typeof CONNECTION_STATES)[number];

/** Ordered as Apideck's backend decides, most urgent first; `degraded` was added later and ranks just above `ok`. */
export const CONNECTION_HEALTH = [
	'revoked',
	'missing_settings',
	'needs_consent',
	'pending_confirmation',
	'needs_auth',
	'pending_refresh',
	'degraded',
	'ok',
] as const;
export type ConnectionHealth = (typeof CONNECTION_HEALTH)[number];

export const INTEGRATION_STATES = ['disabled', 'needs_configuration', 'configured'] as const;
export type IntegrationState = (typeof INTEGRATION_STATES)[number];

/** Unix milliseconds in `Connection`, ISO 8601 in `ConsumerConnection` and webhooks; 0, '' and null mean "none". */
export type WireTime = number | string | null;

export interface SimpleOption {
	label: string;
	value?: string | number | boolean | Array<string | number>;
	/** Absent in old records. */
	option_type?: 'simple';
}

export interface OptionGroup {
	id?: string;
	label: string;
	options: SimpleOption[];
	option_type: 'group';
}

export type FormFieldOption = SimpleOption | OptionGroup;

export interface FormField {
	id?: string;
	label?: string;
	placeholder?: string | null;
	description?: string | null;
	/** text, checkbox, tel, email, url, textarea, select, filtered-select, multi-select, datetime, date, time, number, password; more exist in practice. */
	type?: string;
	required?: boolean;
	custom_field?: boolean;
	allow_custom_values?: boolean;
	disabled?: boolean | null;
	hidden?: boolean | null;
	deprecated?: boolean | null;
	sensitive?: boolean | null;
	prefix?: string | null;
	suffix?: string | null;
	options?: FormFieldOption[] | null;
	/** Not in the specification, but in every recorded response, unmasked even for sensitive fields. */
	value?: unknown;
}

export interface ConfigurationDefault {
	id?: string;
	/** Read-only: `custom_fields` or `resource`. */
	target?: string;
	options?: FormFieldOption[];
	value?: unknown;
}

export interface ResourceConfiguration {
	resource?: string;
	defaults?: ConfigurationDefault[];
}

export interface CustomMapping {
	id?: string;
	label?: string;
	description?: string | null;
	value?: string | null;
	key?: string;
	required?: boolean;
	custom_field?: boolean;
	consumer_id?: string | null;
	example?: string | null;
}

/** What `Connection` (GET connections) and `ConsumerConnection` (GET one consumer, webhooks) have in common. */
export interface ConnectionCore {
	id?: string;
	service_id?: string;
	name?: string;
	tag_line?: string;
	unified_api?: string;
	state?: string;
	health?: string | null;
	auth_type?: string | null;
	enabled?: boolean;
	website?: string;
	icon?: string;
	logo?: string;
	settings?: Record<string, unknown> | null;
	metadata?: (Record<string, unknown> & { company_id?: string }) | null;
	created_at?: WireTime;
	updated_at?: WireTime;
	credentials_expire_at?: WireTime;
	last_refresh_failed_at?: WireTime;
}

export interface Connection extends ConnectionCore {
	integration_state?: string;
	oauth_grant_type?: string | null;
	status?: string;
	authorize_url?: string | null;
	revoke_url?: string | null;
	form_fields?: FormField[];
	configuration?: ResourceConfiguration[];
	configurable_resources?: string[];
	resource_schema_support?: string[];
	resource_settings_support?: string[];
	validation_support?: boolean;
	schema_support?: boolean;
	settings_required_for_authorization?: string[];
	subscriptions?: unknown[];
	has_guide?: boolean;
	custom_mappings?: CustomMapping[];
	consent_state?: string;
	consents?: unknown[];
	latest_consent?: unknown;
	application_data_scopes?: { enabled?: boolean; updated_at?: string; resources?: unknown };
	last_downstream_error_at?: WireTime;
}

export interface ConsumerConnection extends ConnectionCore {
	consumer_id?: string;
}

export interface ConsumerMetadata {
	account_name?: string | undefined;
	user_name?: string | undefined;
	email?: string | undefined;
	image?: string | undefined;
}

/** `connections` only comes with GET one consumer, never in the list. */
export interface Consumer {
	consumer_id: string;
	application_id?: string;
	metadata?: ConsumerMetadata;
	connections?: ConsumerConnection[];
	services?: string[];
	aggregated_request_count?: number;
	request_counts?: { unify?: number; proxy?: number; vault?: number };
	created?: string;
	modified?: string;
	request_count_updated?: string;
}

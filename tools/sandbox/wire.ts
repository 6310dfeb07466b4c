/** Types that the sandbox stores and sends, based on Apideck's OpenAPI 10.34.0 and independent of the node's types. */

export type ConsentState = 'implicit' | 'pending' | 'granted' | 'denied' | 'revoked' | 'requires_reconsent';
export type IntegrationState = 'disabled' | 'needs_configuration' | 'configured';
export type AuthType = 'oauth2' | 'apiKey' | 'basic' | 'custom' | 'none';
export type OAuthGrantType = 'authorization_code' | 'client_credentials' | 'password';
export type FormFieldType =
	| 'text'
	| 'checkbox'
	| 'tel'
	| 'email'
	| 'url'
	| 'textarea'
	| 'select'
	| 'filtered-select'
	| 'multi-select'
	| 'datetime'
	| 'date'
	| 'time'
	| 'number'
	| 'password';

export type OptionValue = string | number | boolean | Array<string | number>;

export interface SimpleOption {
	label: string;
	value?: OptionValue;
	option_type: 'simple';
}

export interface OptionGroup {
	id?: string;
	label: string;
	options: SimpleOption[];
	option_type: 'group';
}

export type FieldOption = SimpleOption | OptionGroup;

/** A form field as the integration declares it; `value` is added per connection. */
export interface FormField {
	id: string;
	label: string;
	type: FormFieldType;
	required: boolean;
	custom_field: boolean;
	allow_custom_values: boolean;
	placeholder: string | null;
	description: string | null;
	disabled: boolean | null;
	hidden: boolean | null;
	deprecated: boolean | null;
	sensitive: boolean | null;
	prefix: string | null;
	suffix: string | null;
	options?: FieldOption[];
}

export interface ConfigurationDefault {
	id: string;
	target?: 'custom_fields' | 'resource';
	options?: FieldOption[];
	value?: OptionValue;
}

export interface ResourceConfiguration {
	resource: string;
	defaults: ConfigurationDefault[];
}

/** A mapping that an integration requires. The connection contains the consumer's value. */
export interface CustomMappingTemplate {
	id: string;
	label: string;
	description: string | null;
	key: string;
	required: boolean;
	custom_field: boolean;
	example: string | null;
}

/** `*` or resource -> field path -> permissions. */
export type DataScopesResources = '*' | Record<string, Record<string, { read?: boolean; write?: boolean }>>;

export interface DataScopes {
	enabled: boolean;
	updated_at: string;
	resources: DataScopesResources;
}

export interface ConsentRecord {
	id: string;
	created_at: string;
	granted: boolean;
	resources: DataScopesResources;
}

/** One enabled connector of the application, as every consumer sees it before adding a connection. */
export interface Integration {
	unified_api: string;
	service_id: string;
	name: string;
	tag_line: string;
	website: string;
	auth_type: AuthType;
	oauth_grant_type?: OAuthGrantType;
	integration_state: IntegrationState;
	form_fields: FormField[];
	configuration: ResourceConfiguration[];
	configurable_resources: string[];
	resource_schema_support: string[];
	resource_settings_support: string[];
	validation_support: boolean;
	schema_support: boolean;
	settings_required_for_authorization: string[];
	has_guide: boolean;
	custom_mappings: CustomMappingTemplate[];
	application_data_scopes?: DataScopes;
	/** The setting that Apideck copies to `metadata.company_id`. */
	company_id_setting?: string;
}

/**
 * Why the sandbox gives a connection its state:
 * `none` never authorized or purged, `unconfirmed` OAuth complete but not confirmed, `rejected` the provider rejected the credentials.
 */
export type Authorization = 'none' | 'granted' | 'unconfirmed' | 'rejected' | 'revoked';

/** One consumer's connection as the sandbox stores it. All times: Unix milliseconds, 0 = none. */
export interface ConnectionRecord {
	unified_api: string;
	service_id: string;
	/** Plain strings, because a scenario may contain a value of a newer API. */
	state: string;
	health: string;
	enabled: boolean;
	authorization: Authorization;
	/** Set while the provider rejects token refreshes. validate and token respond with 401. */
	refresh_error: string | null;
	settings: Record<string, unknown>;
	metadata: Record<string, unknown> | null;
	configuration: ResourceConfiguration[];
	/** Values by mapping id. */
	custom_mappings: Record<string, string | null>;
	consent_state: ConsentState;
	consents: ConsentRecord[];
	credentials_expire_at: number;
	last_refresh_failed_at: number;
	last_downstream_error_at: number;
	created_at: number;
	updated_at: number;
	/** Overrides the integration's own state for this connection only. */
	integration_state?: IntegrationState;
}

export interface ConsumerMetadata {
	account_name?: string;
	user_name?: string;
	email?: string;
	image?: string;
}

/** A consumer as the sandbox stores it. Times: Unix milliseconds. */
export interface ConsumerRecord {
	consumer_id: string;
	metadata: ConsumerMetadata;
	request_counts: { unify: number; proxy: number; vault: number };
	created: number;
	modified: number;
	/** Every call with this consumer's header results in 402. */
	over_plan?: boolean;
}

export interface Connector {
	service_id: string;
	name: string;
	status: 'live' | 'beta' | 'early-access' | 'development' | 'considering';
	auth_type: AuthType;
	oauth_grant_type?: OAuthGrantType;
	unified_apis: string[];
	resources: string[];
	settings: Array<{ id: string; label: string; type: FormFieldType }>;
	migration_targets?: string[];
}

import { EVERY_EVENT, UNIFIED_API_IDS, VAULT_EVENTS } from '../webhooks/eventTypes';

/** JSON schemas of request bodies, after OpenAPI 10.34.0. Unknown properties pass except where the specification forbids them. */

const scalarOrList = {
	anyOf: [{ type: ['string', 'number', 'boolean'] }, { type: 'array', items: { type: ['string', 'number'] } }],
};

const simpleOption = {
	type: 'object',
	required: ['label', 'option_type'],
	properties: { label: { type: 'string' }, value: scalarOrList, option_type: { const: 'simple' } },
};

const option = {
	anyOf: [
		simpleOption,
		{
			type: 'object',
			required: ['label', 'options', 'option_type'],
			properties: {
				id: { type: 'string' },
				label: { type: 'string' },
				options: { type: 'array', items: simpleOption },
				option_type: { const: 'group' },
			},
		},
	],
};

const openObject = { type: ['object', 'null'] };

const dataScopes = { anyOf: [{ const: '*' }, { type: 'object' }] };

/** Body of PATCH and POST on a connection. */
export const connectionBody = {
	type: 'object',
	properties: {
		enabled: { type: 'boolean' },
		settings: openObject,
		metadata: openObject,
		configuration: {
			type: 'array',
			items: {
				type: 'object',
				required: ['resource'],
				properties: {
					resource: { type: 'string' },
					defaults: {
						type: 'array',
						items: {
							type: 'object',
							required: ['id'],
							properties: { id: { type: 'string' }, options: { type: 'array', items: option }, value: scalarOrList },
						},
					},
				},
			},
		},
		custom_mappings: {
			type: 'array',
			items: { type: 'object', properties: { id: { type: 'string' }, value: { type: ['string', 'null'] } } },
		},
		consent_state: { enum: ['implicit', 'pending', 'granted', 'denied', 'revoked', 'requires_reconsent'] },
		latest_consent: {
			type: 'object',
			required: ['granted', 'resources'],
			properties: { granted: { type: 'boolean' }, resources: dataScopes },
		},
		application_data_scopes: { type: 'object', properties: { enabled: { type: 'boolean' }, resources: dataScopes } },
	},
};

/** Body of import: only `credentials` is closed. */
export const importBody = {
	type: 'object',
	properties: {
		credentials: {
			type: 'object',
			additionalProperties: false,
			properties: {
				refresh_token: { type: ['string', 'null'] },
				access_token: { type: 'string' },
				issued_at: { type: ['string', 'null'], format: 'date-time' },
				expires_in: { type: ['integer', 'null'] },
			},
		},
		settings: openObject,
		metadata: openObject,
	},
};

/** Body of token and validate: an empty object or nothing. */
export const emptyBody = { type: 'object', additionalProperties: false };

/** Body of a decision on consent. */
export const consentBody = {
	type: 'object',
	required: ['resources', 'granted'],
	additionalProperties: false,
	properties: { resources: dataScopes, granted: { type: 'boolean' } },
};

export const confirmBody = {
	type: 'object',
	required: ['confirm_token'],
	properties: { confirm_token: { type: 'string', minLength: 1 } },
};

export const callbackStateBody = { type: 'object', properties: { redirect_uri: { type: 'string' } } };

export const migrateBody = {
	type: 'object',
	required: ['target_service_id'],
	properties: { target_service_id: { type: 'string', minLength: 1 } },
};

/** Body of creating and updating a custom mapping. */
export const mappingBody = {
	type: 'object',
	required: ['value'],
	additionalProperties: false,
	properties: { value: { type: 'string' } },
};

/** Identifies a connection in a control route. */
export const connectionKeyBody = {
	type: 'object',
	required: ['consumer_id', 'unified_api', 'service_id'],
	additionalProperties: false,
	properties: { consumer_id: { type: 'string' }, unified_api: { type: 'string' }, service_id: { type: 'string' } },
};

const consumerMetadata = {
	type: 'object',
	properties: {
		account_name: { type: 'string' },
		user_name: { type: 'string' },
		email: { type: 'string' },
		image: { type: 'string' },
	},
};

export const consumerCreateBody = {
	type: 'object',
	required: ['consumer_id'],
	additionalProperties: false,
	properties: { consumer_id: { type: 'string', minLength: 1 }, metadata: consumerMetadata },
};

export const consumerUpdateBody = {
	type: 'object',
	additionalProperties: false,
	properties: { metadata: consumerMetadata },
};

const flag = { type: 'boolean' };
const text = { type: 'string' };

export const sessionBody = {
	type: 'object',
	additionalProperties: false,
	properties: {
		consumer_metadata: consumerMetadata,
		redirect_uri: text,
		settings: {
			type: 'object',
			additionalProperties: false,
			properties: {
				unified_apis: { type: 'array', items: text },
				hide_resource_settings: flag,
				sandbox_mode: flag,
				isolation_mode: flag,
				session_length: { type: 'string', pattern: '^[1-9]\\d*\\s?[smhdw]$' },
				show_logs: flag,
				show_suggestions: flag,
				show_sidebar: flag,
				auto_redirect: flag,
				hide_guides: flag,
				allow_actions: {
					type: 'array',
					items: { enum: ['delete', 'disconnect', 'reauthorize', 'disable'] },
				},
			},
		},
		theme: { type: 'object', additionalProperties: text },
		custom_consumer_settings: { type: 'object' },
	},
};

const webhookFields = {
	description: { type: ['string', 'null'] },
	status: { enum: ['enabled', 'disabled'] },
	delivery_url: { type: 'string', format: 'uri', pattern: '^(https?)://' },
	events: {
		type: 'array',
		items: {
			anyOf: [
				{ enum: [EVERY_EVENT, ...VAULT_EVENTS] },
				// For other APIs, only the format of the event is checked.
				{ type: 'string', pattern: `^(${UNIFIED_API_IDS.filter((id) => id !== 'vault').join('|')})(\\.[a-z_-]+){2,}$` },
			],
		},
	},
};

export const webhookCreateBody = {
	type: 'object',
	required: ['unified_api', 'status', 'delivery_url', 'events'],
	additionalProperties: false,
	properties: { ...webhookFields, unified_api: { enum: UNIFIED_API_IDS } },
};

/** The unified API of a subscription cannot be changed. */
export const webhookUpdateBody = { type: 'object', additionalProperties: false, properties: webhookFields };

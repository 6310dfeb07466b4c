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

export const consumerMetadata = {
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

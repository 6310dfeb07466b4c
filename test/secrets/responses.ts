import type { Canaries } from './canary';

interface Call {
	method: string;
	/** Without the query. */
	path: string;
	body: Record<string, unknown>;
}

/** Metadata is not secret, so it may be shown. Its canary proves that the search finds what is shown. */
export const SHOWN = 'shownMetadata';

/** A connection as Apideck returns it, with a canary wherever a secret can stand, and what was just written into it. */
export function connectionResponse(canaries: Canaries, path = 'crm/pipedrive', written: object = {}): object {
	const [unifiedApi, serviceId] = path.split('/');
	const at = (position: string) => canaries.at(position);
	return {
		id: `${unifiedApi}+${serviceId}`,
		service_id: serviceId,
		unified_api: unifiedApi,
		name: 'Pipedrive',
		auth_type: 'oauth2',
		enabled: true,
		state: 'callable',
		health: 'ok',
		integration_state: 'configured',
		metadata: { company: at(SHOWN) },
		settings: {
			instance_url: 'https://example.test',
			password: at('storedPassword'),
			client_secret: at('storedClientSecret'),
			pin: at('storedPin'),
			certificate: at('storedCertificate'),
			...{ unknown: at('storedUnknown'), nested: { deep: [at('storedNested')] } },
			...written,
		},
		form_fields: [
			{ id: 'instance_url', label: 'Instance URL', type: 'text', value: 'https://example.test' },
			{ id: 'password', label: 'Password', type: 'password', value: at('storedPassword'), default_value: at('fieldDefault') },
			{ id: 'client_secret', label: 'Client secret', type: 'text', value: at('storedClientSecret'), mask: at('fieldMask') },
			{ id: 'pin', label: 'PIN', type: 'text', sensitive: true, value: at('storedPin'), previous_value: at('fieldPrevious') },
			{ id: 'certificate', label: 'Certificate', type: 'textarea', value: at('storedCertificate') },
		],
		authorize_url: `https://unify.example.test/vault/authorize/${serviceId}/app?state=${at('authorizeState')}&client_secret=${at('linkClientSecret')}&redirect_uri=https%3A%2F%2Fapp.example.test`,
		revoke_url: `https://user:${at('linkPassword')}@unify.example.test/vault/revoke/${serviceId}/app?state=${at('revokeState')}#access_token=${at('linkFragment')}`,
		subscriptions: [{ id: 's1', execute_url: `https://unify.example.test/webhook/${at('executeUrl')}` }],
		credentials: { access_token: at('responseAccessToken'), refresh_token: at('responseRefreshToken'), expires_in: 3600 },
		access_token: at('responseTopAccessToken'),
		oauth: { client_id: 'public', client_secret: at('responseClientSecret') },
		custom_mappings: [],
		created_at: 1_700_000_000_000,
		updated_at: 1_700_000_000_000,
	};
}

const consumerResponse = (canaries: Canaries, id: string) => ({
	consumer_id: id,
	metadata: { account_name: canaries.at(SHOWN), user_name: 'Jo', email: 'jo@example.test' },
	services: ['pipedrive', 'xero'],
	created: '2026-01-01T00:00:00Z',
	modified: '2026-01-01T00:00:00Z',
	portal: { password: canaries.at('consumerUnknown') },
	connections: [
		{ id: 'crm+pipedrive', consumer_id: id, unified_api: 'crm', service_id: 'pipedrive', name: 'Pipedrive', state: 'callable', enabled: true, settings: { api_key: canaries.at('consumerSetting') } },
		{ id: 'accounting+xero', consumer_id: id, unified_api: 'accounting', service_id: 'xero', name: 'Xero', state: 'added', health: 'needs_auth', auth_type: 'oauth2', enabled: true, settings: { token: canaries.at('consumerSetting') } },
	],
});

const logResponse = (canaries: Canaries) => ({
	id: 'log-1',
	timestamp: '2026-01-01T00:00:00Z',
	consumer_id: 'test-consumer',
	unified_api: 'crm',
	service: { id: 'pipedrive', name: 'Pipedrive' },
	operation: { id: 'leadsAll', name: 'List leads' },
	http_method: 'GET',
	base_url: 'https://unify.example.test',
	path: `/crm/leads?limit=20&api_key=${canaries.at('logQuery')}`,
	status_code: 401,
	success: false,
	request_headers: [{ name: 'X-Api-Key', value: canaries.at('logHeader') }],
	error_message: `GET https://api.example.test/v1/leads?access_token=${canaries.at('logErrorQuery')} failed (Authorization: Bearer ${canaries.at('logErrorBearer')})`,
});

/** A record of the connected service, with a secret in every way that a record can hold one. */
const exampleResponse = (canaries: Canaries) => ({
	example_response: {
		contact: { name: 'Jo', portal_pin: canaries.at('examplePin'), session_cookie: canaries.at('exampleCookie') },
		connection_string: `Server=db;Password=${canaries.at('exampleConnectionString')}`,
		website: `https://jo:${canaries.at('exampleUser')}@shop.example.test/feed?sig=${canaries.at('exampleSignature')}`,
		notes: `-----BEGIN PRIVATE KEY-----\n${canaries.at('exampleKeyFile')}\n-----END PRIVATE KEY-----`,
	},
});

/** The `data` of the response that Vault would send. */
export function responseTo({ method, path, body }: Call, canaries: Canaries): unknown {
	// Of a server beside the Vault, below another path: nothing that a node of n8n's own would store.
	if (!/^\/(vault|webhook|connector)\//.test(path)) return { fine: true };
	const [area = '', name = '', ...rest] = path.replace(/^\/(vault|webhook)\//, '').split('/');
	const last = rest.at(-1) ?? '';
	if (path === '/webhook/webhooks') return method === 'GET' ? [] : { id: 'subscription-1', status: 'enabled', ...body };
	if (path.startsWith('/webhook/webhooks/')) return { id: 'subscription-1', status: 'enabled', delivery_url: 'https://elsewhere.example.test' };
	if (area === 'sessions') {
		return { session_uri: `https://vault.example.test/session/${canaries.at('sessionUri')}`, session_token: canaries.at('sessionToken') };
	}
	if (area === 'custom-mappings' || last === 'custom-mappings') return [{ id: 'm1', label: 'Portal password', key: 'portal_password', value: '$.root.x', example: canaries.at('mappingExample'), required: false, custom_field: true }];
	if (path.startsWith('/connector/')) return [{ ...connectionResponse(canaries), unified_apis: [{ id: 'crm' }] }];
	if (area === 'logs') return [logResponse(canaries)];
	if (area === 'consumers') return name === '' && method === 'GET' ? [consumerResponse(canaries, 'test-consumer')] : consumerResponse(canaries, name || 'test-consumer');
	if (last === 'callback-state') return { state: canaries.at('callbackState') };
	if (last === 'confirm') return { confirmed: true, access_token: canaries.at('confirmUnknown'), used: body['confirm_token'] };
	if (last === 'validate') return { id: `${name}+${rest[0]}`, state: 'callable', diagnosis: { token: canaries.at('validateUnknown') } };
	if (last === 'example') return exampleResponse(canaries);
	if (last === 'schema') return { type: 'object', properties: { password: { type: 'string', description: 'Of the portal', example: canaries.at('schemaExample') } } };
	if (last === 'custom-fields') return [{ id: 'f1', name: 'Portal password', value: canaries.at('customFieldValue'), finder: '$.fields[0]' }];
	if (last === 'consent') return [{ id: 'c1', granted: true, resources: { 'hris.employees': { ssn: { read: true, write: false } } }, proof: { signature: canaries.at('consentUnknown') } }];
	const written = (body['settings'] ?? {}) as object;
	if (area === 'connections' && name !== '') return connectionResponse(canaries, `${name}/${rest[0]}`, written);
	return [connectionResponse(canaries)];
}

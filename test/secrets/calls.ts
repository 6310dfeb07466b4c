import { byId } from '../engine/support';

/** One operation with everything in it that a secret can be. */
export interface SecretCall {
	/** Of the node, the resource and the operation among them. */
	parameters: Record<string, unknown>;
	/** How many secret texts its body carries. */
	texts: number;
	/** The consumer travels in a header: an input item can choose how its request fails. */
	byConsumer: boolean;
	/** Positions of the answer that are given out because they are what the operation is for. */
	asksFor?: readonly string[];
}

/** Secrets that the user hands to the node. */
export const GIVEN = ['accessToken', 'refreshToken', 'inputPassword', 'inputClientSecret', 'inputNested', 'confirmToken', 'sessionSetting'] as const;

/**
 * All operations that take or return secrets, and one of every other resource.
 * @param secret the expression, without its braces, that gives the canary of a position when the workflow runs
 */
export function secretCalls(secret: (position: (typeof GIVEN)[number]) => string): Record<string, SecretCall> {
	const consumer = byId('={{ $json.consumer }}');
	const target = { consumer, unifiedApi: 'crm', service: byId('pipedrive') };
	const settings = {
		settingsMode: 'json',
		settingsJson: `={{ { password: ${secret('inputPassword')}, client_secret: ${secret('inputClientSecret')}, unknown: { list: [${secret('inputNested')}] } } }}`,
	};
	const form = {
		settingsMode: 'fields',
		settings: { mappingMode: 'defineBelow', value: { password: `={{ ${secret('inputPassword')} }}` }, schema: [{ id: 'password', displayName: 'Password', type: 'string', display: true, required: false, defaultMatch: false }] },
	};
	const tokens = { accessToken: `={{ ${secret('accessToken')} }}`, refreshToken: `={{ ${secret('refreshToken')} }}`, expiresIn: 3600 };
	const call = (resource: string, operation: string, more: object, texts = 0, byConsumer = true): SecretCall => ({
		parameters: { resource, operation, ...more },
		texts,
		byConsumer,
	});
	return {
		'connection.getAll': call('connection', 'getAll', { consumer, returnAll: true }),
		'connection.get': call('connection', 'get', target),
		'connection.create': call('connection', 'create', { ...target, ...settings }, 3),
		'connection.update': call('connection', 'update', { ...target, ...form }, 1),
		'connection.import': call('connection', 'import', { ...target, ...settings, credentials: tokens }, 6),
		'connection.delete': call('connection', 'delete', target),
		'connection.token': call('connection', 'token', target),
		'connection.validate': call('connection', 'validate', target),
		'connection.migrate': call('connection', 'migrate', { ...target, targetService: byId('hubspot') }, 1),
		'connection.confirm': call('connection', 'confirm', { ...target, confirmToken: `={{ ${secret('confirmToken')} }}` }, 1),
		'connection.createCallbackState': { ...call('connection', 'createCallbackState', target), asksFor: ['callbackState'] },
		'session.create': {
			...call('session', 'create', { consumer, customConsumerSettings: `={{ { crm: { key: ${secret('sessionSetting')} } } }}` }, 1),
			asksFor: ['sessionUri', 'sessionToken'],
		},
		'connection.getConsents': call('connection', 'getConsents', target),
		'settings.getExample': call('settings', 'getExample', { ...target, apiResource: byId('leads') }),
		'settings.getSchema': call('settings', 'getSchema', { ...target, apiResource: byId('leads') }),
		'settings.getCustomFields': call('settings', 'getCustomFields', { ...target, apiResource: byId('leads') }),
		'settings.get': call('settings', 'get', { ...target, apiResource: byId('leads') }),
		'customMapping.getAll': call('customMapping', 'getAll', { ...target, returnAll: true }),
		'log.getAll': call('log', 'getAll', { consumer, limit: 5 }),
		'consumer.get': call('consumer', 'get', { consumer }),
		'consumer.getAll': call('consumer', 'getAll', { returnAll: true }, 0, false),
		'audit.getFindings': call('audit', 'getFindings', {}, 0, false),
		'audit.getReport': call('audit', 'getReport', {}, 0, false),
	};
}

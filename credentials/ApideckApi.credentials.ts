import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

import { parseBaseUrl } from '../nodes/ApideckVault/transport/baseUrl';

/** What n8n's older request helper adds; the HTTP Request node still uses it, and gives its address as `uri`. */
interface OlderRequest {
	uri?: unknown;
	rejectUnauthorized?: boolean;
}

/** In the words of both request helpers. Left to themselves they take the key along, to a subdomain at the least. */
const NO_REDIRECT = {
	disableFollowRedirect: true,
	followRedirect: false,
	followAllRedirects: false,
	maxRedirects: 0,
	sendCredentialsOnCrossOriginRedirect: false,
};

/** What a request may say about its own TLS: who asks. Whom it trusts is for the n8n host to say. */
const CLIENT_CERTIFICATE = ['cert', 'key', 'passphrase'];

/** @throws Error when a request does not go to the base URL's origin. */
function assertOwnHost(request: IHttpRequestOptions & OlderRequest, base: { origin: string }): void {
	const addresses = [request.url, request.uri].filter((address) => address !== undefined && address !== null);
	for (const address of addresses.length === 0 ? [''] : addresses) {
		const target = origin(address, request.baseURL);
		if (target !== base.origin) {
			throw new Error(
				`The Apideck API key was not sent to ${target === undefined ? 'an address that is none' : new URL(target).host}, because the credential's Base URL is ${base.origin}. Call that host, or change the credential.`,
			);
		}
	}
}

/**
 * @throws Error when somebody between n8n and the base URL could read the key. Whoever may edit a workflow, but must not have
 * the key, chooses a request's own proxy and its own certificate authority: both together are a machine in the middle.
 */
function assertOnlyReader(request: IHttpRequestOptions & OlderRequest, base: { origin: string }): void {
	if (request.skipSslCertificateValidation === true || request.rejectUnauthorized === false || request.agentOptions?.rejectUnauthorized === false) {
		throw new Error('The Apideck API key was not sent, because the request ignores SSL issues: anybody could answer as Apideck. Turn that off.');
	}
	const trust = Object.entries(request.agentOptions ?? {}).find(
		([name, value]) => value !== undefined && name !== 'rejectUnauthorized' && !CLIENT_CERTIFICATE.includes(name),
	);
	if (trust) {
		throw new Error(
			`The Apideck API key was not sent, because the request brings TLS settings of its own (${trust[0]}): somebody else could answer as Apideck. Take the CA out of its SSL certificates; a CA of your own belongs on the n8n host (NODE_EXTRA_CA_CERTS).`,
		);
	}
	if (request.proxy && !base.origin.startsWith('https:')) {
		throw new Error('The Apideck API key was not sent, because a proxy could read it: the Base URL is not https. Take the proxy out of the request.');
	}
}

/** Whatever can stand alone is read alone: `https:host/path` is a path to whom knows a base, and a host to older HTTP libraries. */
function origin(address: unknown, baseUrl: string | undefined): string | undefined {
	if (!(address instanceof URL) && (typeof address !== 'string' || address === '')) return undefined;
	const text = String(address);
	if (URL.canParse(text)) return new URL(text).origin;
	return baseUrl !== undefined && URL.canParse(text, baseUrl) ? new URL(text, baseUrl).origin : undefined;
}

export class ApideckApi implements ICredentialType {
	name = 'apideckApi';

	displayName = 'Apideck API';

	icon: Icon = { light: 'file:../icons/apideck.svg', dark: 'file:../icons/apideck.dark.svg' };

	documentationUrl = 'https://developers.apideck.com/get-started';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			description:
				'The secret key of your Unify application. Find it in the Apideck dashboard under Configuration > API Keys.',
		},
		{
			displayName: 'App ID',
			name: 'appId',
			type: 'string',
			required: true,
			default: '',
			description: 'The ID of the same Unify application, shown beside its API key',
		},
		{
			displayName: 'Consumer ID',
			name: 'consumerId',
			type: 'string',
			default: '',
			placeholder: 'e.g. test-consumer',
			description:
				'Consumer (one of your customers) to use when a node does not name one. Leave empty to choose in each node.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://unify.apideck.com',
			description:
				'Where the API key is sent. Change it only for a gateway of your own (https) or a local sandbox (http on localhost).',
		},
	];

	/**
	 * Puts the key and the app ID on a request that goes to the credential's own base URL, and on no other; such a request
	 * follows no redirect. A function rather than an expression block: it can refuse, and it costs less per request under n8n's
	 * expression engine.
	 * @throws Error when the base URL is unusable, the request goes elsewhere, or nobody would check where it goes.
	 */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const base = parseBaseUrl(credentials['baseUrl']);
		const request: IHttpRequestOptions & OlderRequest = requestOptions;
		assertOwnHost(request, base);
		assertOnlyReader(request, base);
		const apiKey = String(credentials['apiKey'] ?? '').trim().replace(/^Bearer\s+/i, '');
		// A "Host" of the user's would lead to somebody else behind the same server.
		const others = Object.entries(request.headers ?? {}).filter(([name]) => !/^(host|authorization|x-apideck-app-id)$/i.test(name));
		const headers = {
			...Object.fromEntries(others),
			Authorization: `Bearer ${apiKey}`,
			'x-apideck-app-id': String(credentials['appId'] ?? '').trim(),
		};
		// A copy: who made the request keeps it, shows it to the editor and puts it into errors.
		return { ...request, ...NO_REDIRECT, headers };
	}

	/** Listing consumers needs the key and the app ID, and no consumer. */
	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl }}',
			url: '/vault/consumers',
			qs: { limit: 1 },
			disableFollowRedirect: true,
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'Apideck did not accept this API Key and App ID. Copy both again from the Apideck dashboard (Configuration > API Keys); they must belong to the same application.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 402,
					message: 'Apideck accepted the key, but the plan limit of this application is reached.',
				},
			},
		],
	};
}

import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

import { normalizeAppId, requireApiKey } from '../nodes/ApideckVault/secrets/apiKey';
import { addressBelow, parseBaseUrl, type BaseUrl } from '../nodes/ApideckVault/transport/baseUrl';

/** What n8n's older request helper adds; the HTTP Request node still uses it, and gives its address as `uri`. */
interface OlderRequest {
	uri?: unknown;
	rejectUnauthorized?: boolean;
}

type Request = IHttpRequestOptions & OlderRequest;

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

/**
 * Where the request goes, in the form that was checked. Of two addresses one n8n version takes the first and another the second.
 * @throws Error when it is not below the base URL.
 */
function ownAddress({ url, uri, baseURL }: Request, base: BaseUrl): string {
	const given: unknown[] = [url, uri].filter((address) => address !== undefined && address !== null);
	const [first, second = first] = (given.length === 0 ? [undefined] : given).map((address) => addressBelow(base, address, baseURL));
	if (first !== second) throw new Error('The Apideck API key was not sent, because the request has two different addresses. Keep one of them.');
	return first!;
}

/**
 * @throws Error when somebody between n8n and the base URL could read the key. Whoever may edit a workflow, but must not have
 * the key, chooses a request's own proxy and its own certificate authority: both together are a machine in the middle.
 */
function assertOnlyReader(request: Request, base: BaseUrl): void {
	const { agentOptions = {} } = request;
	const checks = [request.rejectUnauthorized, agentOptions.rejectUnauthorized];
	if (request.skipSslCertificateValidation || checks.some((check) => check !== undefined && check !== null && !check)) {
		throw new Error("The Apideck API key was not sent, because the request ignores SSL issues: anyone on the network could impersonate Apideck. Turn off 'Ignore SSL Issues'.");
	}
	const trust = Object.entries(agentOptions).find(
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

/** A header's name is a token (RFC 9110). HTTP libraries trim other names, so that "Host " passes a comparison and is sent as "Host". */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Names that JavaScript gives a meaning of their own. */
const PROTOTYPE_NAMES = ['__proto__', 'constructor', 'prototype'];

/**
 * Headers that are left out, because commands that people paste hold them and the request is right without them: those that the
 * credential sets, those that say which server, path or method is meant, and those that describe the connection, which the HTTP
 * library does. Another value of these would lead to somebody else behind the same server, or past the path of the base URL.
 */
const NOT_PASSED_ON =
	/^(?:authorization|x-apideck-app-id|host|forwarded|x-forward(?:ed)?(?:-.*)?|x-(?:envoy-)?original-.*|x-rewrite-.*|x-host(?:-override)?|x-override-.*|x-http-host-override|x-(?:http-)?method(?:-override)?|destination|connection|keep-alive|proxy(?:-.*)?|te|trailer|transfer-encoding|content-length|upgrade|http2-settings|expect)$/;

/** @throws Error for a header that is not one. Its name may hold a secret and is not repeated. */
function ownHeaders(headers: unknown): Record<string, string | string[]> {
	if (headers === undefined || headers === null) return {};
	if (typeof headers !== 'object' || Array.isArray(headers)) throw headerError('the headers of the request are not an object');
	const kept: Record<string, string | string[]> = {};
	for (const [index, [name, value]] of Object.entries(headers as Record<string, unknown>).entries()) {
		if (!TOKEN.test(name) || PROTOTYPE_NAMES.includes(name)) {
			throw headerError(`the name of header ${index + 1} is not valid. Use letters, digits and hyphens, without blanks around them`);
		}
		// Gateways that hand headers on as variables read "_", "." and other signs as "-".
		if (NOT_PASSED_ON.test(name.toLowerCase().replace(/[^a-z\d]/g, '-'))) continue;
		if (value === undefined || value === null) continue;
		kept[name] = headerValue(value, index);
	}
	return kept;
}

function headerValue(value: unknown, index: number): string | string[] {
	if (Array.isArray(value)) return value.map((one) => headerValue(one, index) as string);
	const text = ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
	if (text !== undefined && !/[^\t\x20-\x7e\x80-\xff]/.test(text)) return text;
	throw headerError(`the value of header ${index + 1} is not a text of one line that a header can carry`);
}

function headerError(why: string): Error {
	return new Error(`The Apideck API key was not sent, because ${why}.`);
}

/** Statuses that the dialog explains. They also come inside a response with status 200. */
const STATUS_MESSAGES: Array<[status: number, message: string]> = [
	[
		401,
		'Apideck did not accept this API Key and App ID, or a proxy on the way asks for a login. Copy both again from the Apideck dashboard (Configuration > API Keys); they must belong to the same application. If they are right, check the Base URL and the proxy.',
	],
	[402, 'Apideck accepted the key, but the plan limit of this application is reached.'],
	[429, 'Apideck limits the number of requests at the moment. Try again in a minute.'],
];

/** A rule sees only the status of a response, so it cannot tell a proxy's error page from Apideck's own error. */
const FORBIDDEN =
	'Apideck does not let this API Key and App ID list consumers, or a proxy or firewall on the way blocked the request. Check the application in the Apideck dashboard. If it is right, check the Base URL and the proxy.';

const NOT_THE_VAULT =
	'The Base URL did not respond with a list of consumers, as the Apideck Vault API does. Set it to https://unify.apideck.com, or to the address of your gateway.';

/** Errors that an API or a gateway can put into a response with status 200. */
const OTHER_STATUSES = [400, 403, 404, 405, 408, 409, 422, 500, 501, 502, 503, 504];

/** Where an API or a gateway says the status inside the response. Apideck's own `status` is a word, such as "OK". */
const STATUS_KEYS = ['status_code', 'statusCode', 'status'];

/**
 * Values that no list of consumers has. n8n can only compare values of the response for equality. So a list is recognized by a
 * method that only lists have, and a text by its constructor. The request asks for one consumer: the first entry is the only one.
 */
const WRONG_VALUES: Array<[key: string, value: unknown]> = [
	['data.push', undefined],
	...[String, Object].map((value): [string, unknown] => ['error.constructor', value]),
	...[String, Object].map((value): [string, unknown] => ['errors.0.constructor', value]),
	...[String, Number, Boolean, Array].map((value): [string, unknown] => ['data.0.constructor', value]),
	['type_name.constructor', String],
	['success', false],
	['ok', false],
];

const inBody = (key: string, value: unknown, message: string) => ({ type: 'responseSuccessBody', properties: { key, value, message } });

/** n8n shows the message of the first rule that fits. */
const TEST_RULES = [
	...[...STATUS_MESSAGES, [403, FORBIDDEN] as const].map(([value, message]) => ({ type: 'responseCode', properties: { value, message } })),
	...[...STATUS_MESSAGES, ...OTHER_STATUSES.map((status) => [status, NOT_THE_VAULT] as const)].flatMap(([status, message]) =>
		STATUS_KEYS.flatMap((key) => [status, String(status)].map((value) => inBody(key, value, message))),
	),
	...WRONG_VALUES.map(([key, value]) => inBody(key, value, NOT_THE_VAULT)),
] as NonNullable<ICredentialTestRequest['rules']>;

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
	 * Puts the key and the app ID on a request that goes below the credential's own base URL, and on no other; such a request
	 * follows no redirect. A function rather than an expression block: it can refuse, and it costs less per request under n8n's
	 * expression engine.
	 * @throws Error when base URL or key are unusable, the request goes elsewhere, or nobody would check where it goes.
	 */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const base = parseBaseUrl(credentials['baseUrl']);
		const apiKey = requireApiKey(credentials['apiKey']);
		const request: Request = requestOptions;
		const address = ownAddress(request, base);
		assertOnlyReader(request, base);
		const headers = ownHeaders(request.headers);
		headers['Authorization'] = `Bearer ${apiKey}`;
		headers['x-apideck-app-id'] = normalizeAppId(credentials['appId']);
		// A copy: who made the request keeps it, shows it to the editor and puts it into errors.
		const signed: Request = { ...request, ...NO_REDIRECT, headers, url: address };
		if (signed.uri !== undefined && signed.uri !== null) signed.uri = address;
		// A base would be put before the address, and a user's password would take the place of the key.
		if ('baseURL' in signed) delete signed.baseURL;
		if ('auth' in signed) delete signed.auth;
		return signed;
	}

	/** Listing consumers needs the key and the app ID, and no consumer. */
	test: ICredentialTestRequest = {
		request: {
			baseURL: '={{ $credentials.baseUrl }}',
			url: '/vault/consumers',
			qs: { limit: 1 },
			disableFollowRedirect: true,
		},
		rules: TEST_RULES,
	};
}

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

/** What n8n's older request helper adds. The HTTP Request node still uses it and passes its URL as `uri`. */
interface LegacyRequest {
	uri?: unknown;
	rejectUnauthorized?: boolean;
}

type Request = IHttpRequestOptions & LegacyRequest;

/** The option names of both request helpers. By default they follow redirects and send the key along, at least to subdomains. */
const NO_REDIRECT = {
	disableFollowRedirect: true,
	followRedirect: false,
	followAllRedirects: false,
	maxRedirects: 0,
	sendCredentialsOnCrossOriginRedirect: false,
};

/** The TLS settings a request may have: those that identify the client. Which servers are trusted is decided on the n8n host. */
const CLIENT_CERTIFICATE = ['cert', 'key', 'passphrase'];

/**
 * The URL of the request, in the form that was checked. Of two URLs, some n8n versions use the first and others the second.
 * @throws Error when the URL is not below the base URL.
 */
function resolveUrl({ url, uri, baseURL }: Request, base: BaseUrl): string {
	const given: unknown[] = [url, uri].filter((address) => address !== undefined && address !== null);
	const [first, second = first] = (given.length === 0 ? [undefined] : given).map((address) => addressBelow(base, address, baseURL));
	if (first !== second) throw new Error('The Apideck API key was not sent, because the request has two different URLs. Keep only one.');
	return first!;
}

/**
 * @throws Error when a machine between n8n and the base URL could read the key. A user who may edit a workflow, but must not have
 * the key, can set a request's proxy and certificate authority. Together they allow a machine-in-the-middle attack.
 */
function assertNotInterceptable(request: Request, base: BaseUrl): void {
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
			`The Apideck API key was not sent, because the request has its own TLS settings (${trust[0]}): another server could impersonate Apideck. Remove the CA from its SSL certificates. To trust your own CA, set NODE_EXTRA_CA_CERTS on the n8n host.`,
		);
	}
	if (request.proxy && !base.origin.startsWith('https:')) {
		throw new Error("The Apideck API key was not sent, because 'Base URL' does not use HTTPS, so a proxy could read the key. Remove the proxy from the request.");
	}
}

/** A header's name is a token (RFC 9110). HTTP libraries trim other names, so that "Host " passes a comparison and is sent as "Host". */
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

/** Names that have a special meaning in JavaScript. */
const PROTOTYPE_NAMES = ['__proto__', 'constructor', 'prototype'];

/**
 * Headers that are omitted, because pasted commands contain them and the request is correct without them: those that the credential
 * sets, those that select a server, path or method, and those that the HTTP library sets for the connection. Other values could route
 * the request to another tenant of the same server, or outside the path of the base URL.
 */
const OMITTED_HEADERS =
	/^(?:authorization|x-apideck-app-id|host|forwarded|x-forward(?:ed)?(?:-.*)?|x-(?:envoy-)?original-.*|x-rewrite-.*|x-host(?:-override)?|x-override-.*|x-http-host-override|x-(?:http-)?method(?:-override)?|destination|connection|keep-alive|proxy(?:-.*)?|te|trailer|transfer-encoding|content-length|upgrade|http2-settings|expect)$/;

/** @throws Error for an invalid header. Its name may contain a secret and is not repeated. */
function sanitizeHeaders(headers: unknown): Record<string, string | string[]> {
	if (headers === undefined || headers === null) return {};
	if (typeof headers !== 'object' || Array.isArray(headers)) throw headerError('the headers of the request are not an object');
	const kept: Record<string, string | string[]> = {};
	for (const [index, [name, value]] of Object.entries(headers as Record<string, unknown>).entries()) {
		if (!TOKEN.test(name) || PROTOTYPE_NAMES.includes(name)) {
			throw headerError(`the name of header ${index + 1} is not valid. Use letters, digits and hyphens, without surrounding spaces`);
		}
		// Gateways that pass headers on as variables read "_", "." and other characters as "-".
		if (OMITTED_HEADERS.test(name.toLowerCase().replace(/[^a-z\d]/g, '-'))) continue;
		if (value === undefined || value === null) continue;
		kept[name] = headerValue(value, index);
	}
	return kept;
}

function headerValue(value: unknown, index: number): string | string[] {
	if (Array.isArray(value)) return value.map((one) => headerValue(one, index) as string);
	const text = ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : undefined;
	if (text !== undefined && !/[^\t\x20-\x7e\x80-\xff]/.test(text)) return text;
	throw headerError(`the value of header ${index + 1} is not valid. Use one line of Latin-1 text`);
}

function headerError(why: string): Error {
	return new Error(`The Apideck API key was not sent, because ${why}.`);
}

/** Statuses that the credential dialog explains. A response with status 200 may also contain them. */
const STATUS_MESSAGES: Array<[status: number, message: string]> = [
	[
		401,
		"Apideck rejected this 'API Key' and 'App ID', or a proxy requires a login. Copy both again from the Apideck dashboard (Configuration > API Keys). They must belong to the same application. If they are correct, check 'Base URL' and the proxy.",
	],
	[402, 'Apideck accepted the API key, but this application has reached its plan limit'],
	[429, 'Apideck is rate-limiting requests. Try again in a minute.'],
];

/** A rule sees only the status of a response, so it cannot tell a proxy's error page from Apideck's own error. */
const FORBIDDEN =
	"Apideck does not allow this 'API Key' and 'App ID' to list consumers, or a proxy or firewall blocked the request. Check the application in the Apideck dashboard. If it is correct, check 'Base URL' and the proxy.";

const UNEXPECTED_RESPONSE =
	"'Base URL' did not return a list of consumers, as the Apideck Vault API does. Set it to https://unify.apideck.com, or to the URL of your gateway.";

/** Other error statuses that an API or a gateway can put into the body of a response with status 200. */
const OTHER_STATUSES = [400, 403, 404, 405, 408, 409, 422, 500, 501, 502, 503, 504];

/** Keys of the response body that hold a status. Apideck's own `status` is a word, such as "OK". */
const STATUS_KEYS = ['status_code', 'statusCode', 'status'];

/**
 * Values that a list of consumers never contains. n8n can only compare values of the response for equality, so a list is recognized
 * by a method that only lists have, and text by its constructor. The request asks for one consumer: the first entry is the only one.
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

/** n8n shows the message of the first rule that matches. */
const TEST_RULES = [
	...[...STATUS_MESSAGES, [403, FORBIDDEN] as const].map(([value, message]) => ({ type: 'responseCode', properties: { value, message } })),
	...[...STATUS_MESSAGES, ...OTHER_STATUSES.map((status) => [status, UNEXPECTED_RESPONSE] as const)].flatMap(([status, message]) =>
		STATUS_KEYS.flatMap((key) => [status, String(status)].map((value) => inBody(key, value, message))),
	),
	...WRONG_VALUES.map(([key, value]) => inBody(key, value, UNEXPECTED_RESPONSE)),
] as NonNullable<ICredentialTestRequest['rules']>;

export class ApideckApi implements ICredentialType {
	name = 'apideckApi';

	displayName = 'Apideck API';

	icon: Icon = { light: 'file:../icons/apideck.svg', dark: 'file:../icons/apideck.dark.svg' };

	documentationUrl = 'https://github.com/n8n-nodes-apideck-vault/n8n-nodes-apideck-vault#credential';

	properties: INodeProperties[] = [
		{
			displayName: 'API Key',
			name: 'apiKey',
			type: 'string',
			typeOptions: { password: true },
			required: true,
			default: '',
			placeholder: 'e.g. sk_live_…',
			hint: 'Find it in the Apideck dashboard, under Configuration > API Keys',
			description: 'The secret key of your Unify application',
		},
		{
			displayName: 'App ID',
			name: 'appId',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. dSBdXd2H6Mqwfg0atXHXYcysLJE9qyn1VwBtXHX',
			hint: 'Find it in the Apideck dashboard, next to the API key',
			description: 'The ID of the Unify application that the API key belongs to',
		},
		{
			displayName: 'Default Consumer ID',
			name: 'consumerId',
			type: 'string',
			default: '',
			placeholder: 'e.g. test-consumer',
			description:
				'The consumer (one of your customers) to use when a node does not select one. Leave empty to select one in each node.',
		},
		{
			displayName: 'Base URL',
			name: 'baseUrl',
			type: 'string',
			default: 'https://unify.apideck.com',
			description:
				'The URL that the API key is sent to. Change it only if you use your own gateway (HTTPS) or a local sandbox (HTTP on localhost).',
		},
	];

	/**
	 * Adds the key and the app ID to a request below the credential's own base URL, and to no other. Such a request follows no
	 * redirects. A function rather than an expression block: it can reject a request, and it costs less per request with n8n's
	 * expression engine.
	 * @throws Error when the base URL or the key is unusable, the request goes elsewhere, or its destination cannot be verified.
	 */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const base = parseBaseUrl(credentials['baseUrl']);
		const apiKey = requireApiKey(credentials['apiKey']);
		const request: Request = requestOptions;
		const checkedUrl = resolveUrl(request, base);
		assertNotInterceptable(request, base);
		const headers = sanitizeHeaders(request.headers);
		headers['Authorization'] = `Bearer ${apiKey}`;
		headers['x-apideck-app-id'] = normalizeAppId(credentials['appId']);
		// Work on a copy: the caller keeps its request, shows it in the editor and puts it into errors.
		const signed: Request = { ...request, ...NO_REDIRECT, headers, url: checkedUrl };
		if (signed.uri !== undefined && signed.uri !== null) signed.uri = checkedUrl;
		// `baseURL` would be put before the URL, and `auth` would replace the key.
		if ('baseURL' in signed) delete signed.baseURL;
		if ('auth' in signed) delete signed.auth;
		return signed;
	}

	/** Listing consumers requires the key and the app ID, but no consumer. */
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

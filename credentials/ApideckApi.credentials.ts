import type {
	ICredentialDataDecryptedObject,
	ICredentialTestRequest,
	ICredentialType,
	IHttpRequestOptions,
	Icon,
	INodeProperties,
} from 'n8n-workflow';

import { parseBaseUrl } from '../nodes/ApideckVault/transport/baseUrl';

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
	 * Puts the key and the app ID on a request that goes to the credential's own base URL, and on no other.
	 * A function rather than an expression block: it can refuse, and it costs less per request under n8n's expression engine.
	 * @throws Error when the base URL is unusable or the request goes elsewhere.
	 */
	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		requestOptions: IHttpRequestOptions,
	): Promise<IHttpRequestOptions> {
		const base = parseBaseUrl(credentials.baseUrl);
		const target = new URL(requestOptions.url, requestOptions.baseURL ?? base.href);
		if (target.origin !== base.origin) {
			throw new Error(
				`The Apideck API key was not sent to ${target.host}, because the credential's Base URL is ${base.origin}. Call that host, or change the credential.`,
			);
		}
		const apiKey = String(credentials.apiKey ?? '').trim().replace(/^Bearer\s+/i, '');
		requestOptions.headers = {
			...requestOptions.headers,
			Authorization: `Bearer ${apiKey}`,
			'x-apideck-app-id': String(credentials.appId ?? '').trim(),
		};
		return requestOptions;
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

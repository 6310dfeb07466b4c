import type { Refusal } from './errorCatalog';

const CHECK_FIELDS = "Check this node's fields against the details below.";

export const INVALID_REQUEST: Refusal = {
	refusedBy: 'request',
	reason: 'invalid_request',
	message: 'Apideck rejected the request as invalid',
	title: (name) => `Apideck rejected the request for ${name} as invalid`,
	resolution: CHECK_FIELDS,
};

export const KEY_REJECTED: Refusal = {
	refusedBy: 'api_key',
	reason: 'credential_rejected',
	message: 'Apideck rejected the API key or app ID',
	resolution: "Open the node's Apideck credential and re-enter the API key and app ID of the same application.",
};

export const KEY_DENIED: Refusal = {
	refusedBy: 'api_key',
	reason: 'credential_rejected',
	message: 'This API key is not allowed to do this',
	resolution: 'Use the key of the application that owns the consumer, or ask the owner of the Apideck account.',
};

export const DENIED: Refusal = {
	refusedBy: 'apideck',
	reason: 'access_denied',
	message: 'Apideck denied access without naming the API key as the cause',
	title: (name) => `Apideck denied access to ${name} without naming the API key as the cause`,
	resolution:
		"See the details below. If other requests with this credential succeed, check the consumer's connection. Otherwise, check the API key and app ID.",
};

export const REFRESH: Refusal = {
	refusedBy: 'connection',
	reason: 'connection_unauthorized',
	message: "Apideck could not refresh the consumer's access to the service",
	about: 'connection',
	title: (name) => `Apideck could not refresh the access token of ${name}`,
	resolution:
		'The API key is valid. Try again after the cool-down. If this persists, ask the consumer to authorize the connection again.',
};

export const SERVICE_REFUSED: Refusal = {
	refusedBy: 'service',
	reason: 'service_refused',
	message: 'The connected service rejected the request',
	about: 'connection',
	title: (name) => `The connected service rejected the request for ${name}`,
	resolution:
		"The status and details come from the service. The API key is valid. Check the values sent and the permissions of the consumer's account, or ask the consumer to authorize the connection again.",
};

export const SERVICE_FAILED: Refusal = {
	refusedBy: 'service',
	reason: 'service_unavailable',
	message: 'The connected service could not process the request',
	about: 'connection',
	title: (name) => `The connected service could not process the request for ${name}`,
	resolution: "The status and details come from the service. Try again later, or check the service's status page.",
};

export const SERVICE_RATE_LIMIT: Refusal = {
	refusedBy: 'service',
	reason: 'rate_limited',
	message: "The connected service's rate limit was reached",
	about: 'connection',
	title: (name) => `The connected service's rate limit was reached for ${name}`,
	resolution: "Try again later, or lower 'Concurrency' under 'Options'.",
};

const CONNECTOR_INCOMPLETE: Refusal = {
	refusedBy: 'apideck',
	reason: 'not_supported',
	message: "Apideck's connector for this service does not support this operation",
	about: 'connection',
	title: (name) => `Apideck's connector does not support this operation for ${name}`,
	resolution: 'The credential is not the cause. Use another operation or service, or contact Apideck support.',
};

export const NOT_SUPPORTED: Refusal = {
	...CONNECTOR_INCOMPLETE,
	message: 'Apideck does not support this operation',
	title: (name) => `Apideck does not support this operation for ${name}`,
};

export const UNAVAILABLE: Refusal = {
	refusedBy: 'apideck',
	reason: 'server_unavailable',
	message: 'Apideck is temporarily unavailable',
	resolution: "Try again later. 'Max Retries' and 'Time Limit' in 'Retries' under 'Options' control how long the node retries.",
};

const NOT_FOUND: Refusal = {
	refusedBy: 'request',
	reason: 'not_found',
	message: 'Apideck could not find the requested resource',
	resolution: 'Check the ID. IDs are case-sensitive.',
};

const PLAN_LIMIT: Refusal = {
	refusedBy: 'plan',
	reason: 'plan_limit',
	message: 'The plan limit of this Apideck application was reached',
	resolution: 'Upgrade the plan in the Apideck dashboard, or wait for the next billing period.',
};

const CONFLICT: Refusal = {
	refusedBy: 'request',
	reason: 'conflict',
	message: 'The request conflicts with an existing record',
	title: (name) => `The request for ${name} conflicts with an existing record`,
	resolution: "Check the current state with 'Get', and decide whether the change is still needed.",
};

const INVALID_STATE: Refusal = {
	refusedBy: 'request',
	reason: 'invalid_state',
	message: 'Apideck understood the request but cannot process it',
	title: (name) => `Apideck cannot process the request for ${name}`,
	resolution: 'Compare the values sent and the state of the connection with the details below.',
};

/** Refusals for Apideck errors of an unknown type. Excludes 401 and 403, which are ambiguous. */
export const BY_STATUS = new Map<number, Refusal>([
	[400, INVALID_REQUEST],
	[402, PLAN_LIMIT],
	[404, NOT_FOUND],
	[409, CONFLICT],
	[422, INVALID_STATE],
	[
		429,
		{
			refusedBy: 'apideck',
			reason: 'rate_limited',
			message: "Too many requests: Apideck's rate limit was reached",
			resolution: "Lower 'Concurrency' or increase 'Max Retries' and 'Time Limit' in 'Retries' under 'Options'.",
		},
	],
]);

const CREDENTIALS: Refusal = {
	refusedBy: 'connection',
	reason: 'connection_unauthorized',
	message: "The service no longer accepts this connection's credentials",
	about: 'connection',
	title: (name) => `The service no longer accepts the credentials of ${name}`,
	resolution: 'Ask the consumer to authorize the connection again, for example with a Vault session link.',
};

const AUTHORIZATION_INCOMPLETE: Refusal = {
	refusedBy: 'connection',
	reason: 'connection_unauthorized',
	message: 'The authorization of the connection was not completed',
	about: 'connection',
	title: (name) => `The authorization of ${name} was not completed`,
	resolution: 'Ask the consumer to authorize the connection again, for example with a Vault session link.',
};

/** Refusals by the lowercase letters of `type_name`: all types that Apideck documents, except those whose meaning depends on more. */
export const BY_TYPE = new Map<string, Refusal>([
	['connectorcredentialserror', CREDENTIALS],
	[
		'connectionnotfounderror',
		{
			refusedBy: 'connection',
			reason: 'not_found',
			message: 'This consumer does not have this connection',
			about: 'connection',
			resolution: 'Check the IDs, or ask the consumer to add the connection first.',
		},
	],
	[
		'connectionsettingserror',
		{
			refusedBy: 'connection',
			reason: 'invalid_state',
			message: 'The connection is missing settings that the service requires',
			about: 'connection',
			title: (name) => `Settings that the service requires are missing for ${name}`,
			resolution: "Add the missing settings with the 'Update' operation.",
		},
	],
	[
		'connectornotfounderror',
		{
			refusedBy: 'request',
			reason: 'not_found',
			message: 'Apideck does not offer this connector',
			about: 'connection',
			title: (name) => `Apideck does not offer a connector for ${name}`,
			resolution: 'Check that the service ID (such as hubspot) belongs to the unified API (such as crm).',
		},
	],
	[
		'integrationnotfounderror',
		{
			refusedBy: 'request',
			reason: 'not_found',
			message: 'This integration is not set up in the Apideck application',
			about: 'connection',
			title: (name) => `The integration of ${name} is not set up in the Apideck application`,
			resolution: 'Enable it in the Apideck dashboard under Configuration.',
		},
	],
	[
		'oauthcredentialsnotfounderror',
		{
			refusedBy: 'request',
			reason: 'invalid_state',
			message: 'The OAuth client of this integration is missing',
			about: 'connection',
			title: (name) => `The OAuth client for ${name} is missing`,
			resolution: "Add the service's client ID and secret to the integration in the Apideck dashboard.",
		},
	],
	[
		'oauthredirecturierror',
		{
			refusedBy: 'request',
			reason: 'invalid_request',
			message: 'Apideck does not accept the redirect URL',
			resolution: 'Register the redirect URL in the Apideck dashboard, or enter one that is registered.',
		},
	],
	['oauthinvalidstateerror', AUTHORIZATION_INCOMPLETE],
	['oauthcodeexchangeerror', AUTHORIZATION_INCOMPLETE],
	[
		'connectordisablederror',
		{
			refusedBy: 'apideck',
			reason: 'invalid_state',
			message: 'Apideck has disabled this connector',
			about: 'connection',
			title: (name) => `Apideck has disabled the connector for ${name}`,
			resolution: "You don't need to change the workflow. Check Apideck's status page, or contact Apideck support.",
		},
	],
	['connectorratelimiterror', SERVICE_RATE_LIMIT],
	['requestlimiterror', PLAN_LIMIT],
	['entitynotfounderror', NOT_FOUND],
	['invalidstateerror', INVALID_STATE],
	['conflicterror', CONFLICT],
	...['requestvalidationerror', 'requestheadersvalidationerror', 'unsupportedfilterserror', 'unsupportedsortfielderror', 'invalidcursorerror', 'paginationnotsupportederror'].map(
		(type): [string, Refusal] => [type, INVALID_REQUEST],
	),
	...[
		'mappingerror',
		'connectormappingnotfounderror',
		'connectorresponsemappingnotfounderror',
		'connectoroperationmappingnotfounderror',
		'connectorworkflowmappingerror',
		'connectoroperationunsupportederror',
	].map((type): [string, Refusal] => [type, CONNECTOR_INCOMPLETE]),
]);

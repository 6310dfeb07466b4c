import type { Refusal } from './remedies';

const REQUEST_DETAIL = 'Check the fields of this node against the detail below.';

export const INVALID_REQUEST: Refusal = {
	refusedBy: 'request',
	reason: 'invalid_request',
	message: 'Apideck did not accept the request',
	remedy: REQUEST_DETAIL,
};

export const KEY_REJECTED: Refusal = {
	refusedBy: 'api_key',
	reason: 'credential_rejected',
	message: 'Apideck rejected the API key or app ID',
	remedy: "Open the node's Apideck credential and enter the API key and app ID of one application again.",
};

export const KEY_DENIED: Refusal = {
	refusedBy: 'api_key',
	reason: 'credential_rejected',
	message: 'This API key may not do that',
	remedy: 'Use the key of the application that owns the consumer, or ask the owner of the Apideck account.',
};

export const DENIED: Refusal = {
	refusedBy: 'apideck',
	reason: 'access_denied',
	message: 'Apideck denied access, and does not say that the API key is the cause',
	remedy:
		"Read the detail below. If other requests with this credential succeed, look at the consumer's connection; otherwise check the API key and app ID.",
};

export const REFRESH: Refusal = {
	refusedBy: 'connection',
	reason: 'connection_unauthorized',
	message: "Apideck could not refresh the consumer's access to the service",
	remedy:
		'The API key is fine. Wait for the cool-down and try once more; if it stays, ask the consumer to authorize the connection again.',
};

export const SERVICE_REFUSED: Refusal = {
	refusedBy: 'service',
	reason: 'service_refused',
	message: 'The connected service refused the request',
	remedy:
		"The status and the detail are the service's own, passed on by Apideck; the API key is fine. Check the values sent and what the consumer's account may do there, or let the consumer authorize the connection again.",
};

export const SERVICE_FAILED: Refusal = {
	refusedBy: 'service',
	reason: 'service_unavailable',
	message: 'The connected service could not carry out the request',
	remedy: "The status and the detail are the service's own, passed on by Apideck. Run again later, or look at the status page of the service.",
};

export const SERVICE_RATE_LIMIT: Refusal = {
	refusedBy: 'service',
	reason: 'rate_limited',
	message: "The service's own rate limit was reached",
	remedy: "Run again later, or lower 'Concurrency' under Options.",
};

const CONNECTOR_INCOMPLETE: Refusal = {
	refusedBy: 'apideck',
	reason: 'not_supported',
	message: "Apideck's connector for this service does not support the operation",
	remedy: 'Nothing to change in the credential: use another operation or service, or ask the support of Apideck.',
};

export const NOT_SUPPORTED: Refusal = { ...CONNECTOR_INCOMPLETE, message: 'Apideck does not support this operation' };

export const UNAVAILABLE: Refusal = {
	refusedBy: 'apideck',
	reason: 'server_unavailable',
	message: 'Apideck is not available at the moment',
	remedy: "Run again later; 'Max Retries' and 'Max Elapsed Time' under Options decide how long the node keeps trying.",
};

const NOT_FOUND: Refusal = {
	refusedBy: 'request',
	reason: 'not_found',
	message: 'Apideck could not find what the request names',
	remedy: "Check 'Consumer', 'Unified API' and 'Service' (or 'Consumer' alone); the IDs are case-sensitive.",
};

const PLAN_LIMIT: Refusal = {
	refusedBy: 'plan',
	reason: 'plan_limit',
	message: 'The plan limit of this Apideck application is reached',
	remedy: 'Upgrade the plan in the Apideck dashboard, or wait for the next billing period.',
};

const CONFLICT: Refusal = {
	refusedBy: 'request',
	reason: 'conflict',
	message: 'The request conflicts with what is already there',
	remedy: 'Look at the present state with Get, and decide whether it still needs a change.',
};

const INVALID_STATE: Refusal = {
	refusedBy: 'request',
	reason: 'invalid_state',
	message: 'Apideck understood the request but cannot carry it out',
	remedy: 'Compare the values sent, and the state of the connection, with the detail below.',
};

/** For errors of Apideck whose type this version does not know. Without 401 and 403: they say too little. */
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
			message: 'Too many requests: Apideck asked to slow down',
			remedy: "Lower 'Concurrency' or raise 'Max Retries' and 'Max Elapsed Time' under Options.",
		},
	],
]);

const CREDENTIALS: Refusal = {
	refusedBy: 'connection',
	reason: 'connection_unauthorized',
	message: "The service no longer accepts this connection's credentials",
	remedy: 'Ask the consumer to authorize the connection again, for example with a Vault session link.',
};

const AUTHORIZATION_BROKEN_OFF: Refusal = {
	refusedBy: 'connection',
	reason: 'connection_unauthorized',
	message: 'The authorization of the connection was not completed',
	remedy: 'Let the consumer authorize the connection again, for example with a Vault session link.',
};

/** By the letters of `type_name` in lower case: all types that Apideck documents, but those whose meaning depends on more. */
export const BY_TYPE = new Map<string, Refusal>([
	['connectorcredentialserror', CREDENTIALS],
	[
		'connectionnotfounderror',
		{
			refusedBy: 'connection',
			reason: 'not_found',
			message: 'This consumer has no such connection',
			remedy: "Check 'Consumer', 'Unified API' and 'Service', or let the consumer add the connection first.",
		},
	],
	[
		'connectionsettingserror',
		{
			refusedBy: 'connection',
			reason: 'invalid_state',
			message: 'The connection lacks settings that the service needs',
			remedy: "Fill in the missing settings with the operation 'Update'.",
		},
	],
	[
		'connectornotfounderror',
		{
			refusedBy: 'request',
			reason: 'not_found',
			message: 'Apideck has no such connector',
			remedy: "Check that 'Service' holds the service ID (for example hubspot) and that it belongs to 'Unified API'.",
		},
	],
	[
		'integrationnotfounderror',
		{
			refusedBy: 'request',
			reason: 'not_found',
			message: 'This integration is not set up in the Apideck application',
			remedy: 'Enable it in the Apideck dashboard under Configuration, then run again.',
		},
	],
	[
		'oauthcredentialsnotfounderror',
		{
			refusedBy: 'request',
			reason: 'invalid_state',
			message: 'The OAuth client of this integration is missing',
			remedy: "Add the service's client ID and secret to the integration in the Apideck dashboard.",
		},
	],
	[
		'oauthredirecturierror',
		{
			refusedBy: 'request',
			reason: 'invalid_request',
			message: 'Apideck does not accept the redirect URI',
			remedy: 'Register the redirect URI in the Apideck dashboard, or use one that is registered.',
		},
	],
	['oauthinvalidstateerror', AUTHORIZATION_BROKEN_OFF],
	['oauthcodeexchangeerror', AUTHORIZATION_BROKEN_OFF],
	[
		'connectordisablederror',
		{
			refusedBy: 'apideck',
			reason: 'invalid_state',
			message: 'This connector is switched off at Apideck',
			remedy: 'Nothing to change in the workflow: look at the status page of Apideck, or ask its support.',
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

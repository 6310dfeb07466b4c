import fc from 'fast-check';

import { explainUnknownSource, explainRefusal, isApideckError, provesNotFound } from '../../../nodes/ApideckVault/transport/refusal';
import { BY_STATUS, BY_TYPE } from '../../../nodes/ApideckVault/transport/refusals';
import type { Reason, RefusedBy } from '../../../nodes/ApideckVault/transport/errorCatalog';

const explain = (statusCode: number, body: unknown, headers: Record<string, unknown> = {}) => explainRefusal({ statusCode, headers, body });
const apideck = (type_name: unknown, more: object = {}) => ({ type_name, message: 'Words', ...more });

/** Who refused, why, what the message says, what the remedy sends people to. */
type Expected = [refusedBy: RefusedBy, reason: Reason, message: RegExp, remedy: RegExp];

function expectRefusal(statusCode: number, body: unknown, [refusedBy, reason, message, remedy]: Expected): void {
	const refusal = explain(statusCode, body);
	expect([statusCode, refusal.refusedBy, refusal.reason]).toEqual([statusCode, refusedBy, reason]);
	expect(refusal.message).toMatch(message);
	expect(refusal.resolution).toMatch(remedy);
}

const INVALID: Expected = ['request', 'invalid_request', /rejected the request as invalid/, /this node's fields against the details below/];
const INCOMPLETE: Expected = ['apideck', 'not_supported', /does not support this operation/, /another operation or service/];
const AUTHORIZE_AGAIN: Expected = ['connection', 'connection_unauthorized', /was not completed/, /authorize the connection again.*session link/];

describe('W2: a 401 about a token of the consumer is recognized', () => {
	it.each<[string, object]>([
		['in the detail', { detail: 'The access token could not be refreshed' }],
		['in the message', { message: 'Failed to refresh OAuth token' }],
		['with the name of the token', { detail: 'invalid_token: the HubSpot access token expired' }],
		['in a list of details', { detail: [{ type: 'RefreshTokenError', message: 'x', debug: { cooldown_remaining_ms: 3 } }] }],
		['in a list of errors', { errors: [{ message: 'Failed to refresh access token', type: 'OAuthConnectorError' }] }],
	])('%s', (_name, more) => {
		expect(explain(401, apideck('UnauthorizedError', more))).toMatchObject({ refusedBy: 'connection', reason: 'connection_unauthorized' });
	});

	it('unless the detail contains errors of the service', () => {
		expect(explain(401, apideck('UnauthorizedError', { detail: { downstream_errors: [{ message: 'expired' }] } }))).toMatchObject({ refusedBy: 'service' });
	});

	it.each([{}, { detail: 'Invalid API key' }, { message: 'Failed to authorize', detail: 'Missing or invalid Authorization header' }, { errors: [{ message: 'The API key is not valid' }] }])('unless it is about the API key: %j', (more) => {
		expect(explain(401, apideck('UnauthorizedError', more))).toMatchObject({ refusedBy: 'api_key' });
	});
});

describe('a documented error type decides, whatever the status', () => {
	it.each<[string, ...Expected]>([
		['ConnectorCredentialsError', 'connection', 'connection_unauthorized', /service no longer accepts this connection's credentials/, /Ask the consumer to authorize .* again.*session link/],
		['ConnectionNotFoundError', 'connection', 'not_found', /This consumer does not have this connection/, /Check the IDs, or ask .* add the connection first/],
		['ConnectionSettingsError', 'connection', 'invalid_state', /connection is missing settings/, /missing settings with the 'Update' operation/],
		['ConnectorNotFoundError', 'request', 'not_found', /does not offer this connector/, /service ID .*belongs to the unified API/],
		['IntegrationNotFoundError', 'request', 'not_found', /integration is not set up/, /Enable it in the Apideck dashboard under Configuration/],
		['OAuthCredentialsNotFoundError', 'request', 'invalid_state', /OAuth client .* is missing/, /client ID and secret to the integration in the Apideck dashboard/],
		['OAuthRedirectUriError', 'request', 'invalid_request', /does not accept the redirect URL/, /Register the redirect URL in the Apideck dashboard/],
		['ConnectorDisabledError', 'apideck', 'invalid_state', /Apideck has disabled this connector/, /You don't need to change the workflow.*status page/],
		['ConnectorRateLimitError', 'service', 'rate_limited', /service's rate limit/, /Try again later, or lower 'Concurrency' under 'Options'/],
		['RequestLimitError', 'plan', 'plan_limit', /plan limit of this Apideck application/, /Upgrade the plan .*next billing period/],
		['EntityNotFoundError', 'request', 'not_found', /could not find the requested resource/, /IDs are case-sensitive/],
		['InvalidStateError', 'request', 'invalid_state', /understood the request but cannot process it/, /values sent and the state of the connection/],
		['ConflictError', 'request', 'conflict', /conflicts with an existing record/, /Check the current state with 'Get'/],
		['RequestValidationError', ...INVALID],
		['RequestHeadersValidationError', ...INVALID],
		['UnsupportedFiltersError', ...INVALID],
		['UnsupportedSortFieldError', ...INVALID],
		['InvalidCursorError', ...INVALID],
		['PaginationNotSupportedError', ...INVALID],
		['MappingError', ...INCOMPLETE],
		['ConnectorMappingNotFoundError', ...INCOMPLETE],
		['ConnectorResponseMappingNotFoundError', ...INCOMPLETE],
		['ConnectorOperationMappingNotFoundError', ...INCOMPLETE],
		['ConnectorWorkflowMappingError', ...INCOMPLETE],
		['ConnectorOperationUnsupportedError', ...INCOMPLETE],
		['OAuthInvalidStateError', ...AUTHORIZE_AGAIN],
		['OAuthCodeExchangeError', ...AUTHORIZE_AGAIN],
	])('W2: %s', (typeName, ...expected) => {
		for (const status of [400, 401, 402, 403, 404, 409, 422, 429, 500, 503]) expectRefusal(status, apideck(typeName), expected);
		// Other spellings of the same name.
		for (const spelled of [typeName.toLowerCase(), typeName.toUpperCase(), ` ${typeName} `, typeName.replace(/(?<!^)([A-Z])/g, '_$1')]) expectRefusal(401, apideck(spelled), expected);
		expectRefusal(200, apideck(typeName), expected);
	});
});

describe('a 401 rejects the API key only when Apideck says so', () => {
	const KEY: Expected = ['api_key', 'credential_rejected', /Apideck rejected the API key or app ID/, /Open the node's Apideck credential/];
	const REFRESH: Expected = ['connection', 'connection_unauthorized', /could not refresh the consumer's access/, /API key is valid\. Try again after the cool-down.*ask the consumer/];
	const SERVICE: Expected = ['service', 'service_refused', /^The connected service rejected the request$/, /come from the service\. The API key is valid/];
	const UNCLEAR: Expected = ['apideck', 'access_denied', /denied access without naming the API key as the cause/, /check the consumer's connection\. Otherwise, check the API key/];
	it.each<[string, object, Expected]>([
		['the recorded rejection of a key', apideck('UnauthorizedError', { message: 'Unauthorized Request', detail: 'Invalid Authorization Token' }), KEY],
		['a missing key', apideck('UnauthorizedError', { detail: 'Missing authentication' }), KEY],
		['no detail', apideck('UnauthorizedError'), KEY],
		['a detail that is a list', apideck('UnauthorizedError', { detail: ['Invalid Authorization Token'] }), KEY],
		['another case', apideck('unauthorizedERROR', { detail: 'Invalid Authorization Token' }), KEY],
		['a failed refresh', apideck('UnauthorizedError', { detail: { type: 'refresh_token_connector_error', message: 'Token refresh failed' } }), REFRESH],
		['a detail of a type that is not known', apideck('UnauthorizedError', { detail: { type: 'something_new' } }), REFRESH],
		['a cool-down alone', apideck('UnauthorizedError', { detail: { debug: { cooldown_remaining_ms: 5 } } }), REFRESH],
		['a refresh in words', apideck('UnauthorizedError', { detail: 'Token refresh failed with 401 error' }), REFRESH],
		['invalid_grant', apideck('UnauthorizedError', { message: 'invalid_grant' }), REFRESH],
		['a refresh under a type of the service', apideck('ConnectorExecutionError', { detail: { type: 'refresh_token_connector_error' } }), REFRESH],
		['a refresh under a type that is not known', apideck('NewError', { detail: { type: 'oauth_refresh' } }), REFRESH],
		['the service', apideck('ConnectorExecutionError', { detail: 'Unauthorized' }), SERVICE],
		['the service, whose detail has a type of its own', apideck('ConnectorExecutionError', { detail: { type: 'authentication_error' } }), SERVICE],
		['errors of the service under our type', apideck('UnauthorizedError', { downstream_errors: [{ message: 'no' }] }), SERVICE],
		['no errors of the service', apideck('UnauthorizedError', { downstream_errors: [] }), KEY],
		['a new type of connector', apideck('ConnectorFutureError'), SERVICE],
		['a new type of connection', apideck('ConnectionFutureError'), REFRESH],
		['a new type', apideck('FutureError'), UNCLEAR],
		['the name of a prototype', apideck('constructor'), UNCLEAR],
		['another name of a prototype', apideck('__proto__'), UNCLEAR],
	])('W2: %s', (_name, body, expected) => {
		expectRefusal(401, body, expected);
		// The same in a response of status 200.
		for (const status_code of [401, '401']) expectRefusal(200, { ...body, status_code }, expected);
	});

	it('W2: a 403 rejects the API key only with the type of a rejected key', () => {
		expectRefusal(403, apideck('UnauthorizedError'), ['api_key', 'credential_rejected', /This API key is not allowed to do this/, /key of the application that owns the consumer/]);
		expectRefusal(403, apideck('FutureError'), UNCLEAR);
		expectRefusal(403, apideck('ConnectorExecutionError'), SERVICE);
	});

	it('W2: no status of the connected service is a plan limit, a missing record or an outage of Apideck', () => {
		for (const status of [400, 402, 404, 409, 422]) expectRefusal(status, apideck('ConnectorExecutionError'), SERVICE);
		expectRefusal(429, apideck('ConnectorExecutionError'), ['service', 'rate_limited', /service's rate limit/, /Try again later/]);
		for (const status of [408, 500, 503]) expectRefusal(status, apideck('ConnectorExecutionError'), ['service', 'service_unavailable', /connected service could not/, /service's status page/]);
	});
});

describe('a response without a type_name', () => {
	const BETWEEN: Expected = ['not_apideck', 'unexpected_response', /was returned instead of a response from Apideck$/, /firewall, proxy, sign-in page or gateway.*Base URL.*does not say whether Apideck accepts the API key/];
	const BODIES: Array<[string, unknown]> = [
		['a page of a firewall', '<!doctype html><title>Access denied</title>'],
		['plain text', 'Forbidden'],
		['nothing', ''],
		['undefined', undefined],
		['null', null],
		['JSON of a gateway', { message: 'Unauthorized' }],
		['a status alone', { status_code: 401, error: 'Unauthorized' }],
		['a type that is a number', { type_name: 401, message: 'x' }],
		['a type that is an object', { type_name: { toString: 'UnauthorizedError' } }],
		['a type that is a list', { type_name: ['UnauthorizedError'] }],
		['an empty type', { type_name: ' ' }],
		['a type without letters', { type_name: '401' }],
		['a list', [{ type_name: 'UnauthorizedError' }]],
	];
	it.each(BODIES)('W2: %s never blames the API key, the plan or the requested resource', (_name, body) => {
		for (const status of [401, 402, 403, 404, 410, 451]) expectRefusal(status, body, BETWEEN);
		expect([isApideckError(body), provesNotFound({ statusCode: 404, headers: {}, body })]).toEqual([false, false]);
	});

	it.each(BODIES)('W2: %s is explained as an outage, a timeout or a limit by its status', (_name, body) => {
		expectRefusal(500, body, ['not_apideck', 'server_unavailable', /^Apideck, or a server in front of it, is temporarily unavailable/, /Try again later/]);
		expectRefusal(408, body, ['not_apideck', 'timeout', /took too long to respond/, /Try again later/]);
		expectRefusal(429, body, ['not_apideck', 'rate_limited', /Too many requests/, /Lower 'Concurrency'/]);
		expectRefusal(407, body, ['not_apideck', 'unexpected_response', /proxy .* requires authentication/, /proxy settings of the n8n host/]);
	});

	it('W2: is described in the message', () => {
		const names = ['<html>', 'text', '', null, { a: 1 }].map((body) => explain(403, body).message.split(' with status')[0]);
		expect(names).toEqual(['A web page', 'Plain text', 'An empty response', 'An empty response', 'JSON in another format']);
	});

	it('W2: keeps its reason and names no sender if its JSON rejects the request', () => {
		for (const [status, reason] of [[400, 'invalid_request'], [409, 'conflict'], [422, 'invalid_state']] as const) {
			expectRefusal(status, { message: 'm' }, ['not_apideck', reason, /^The request was not accepted/, /a server in between may have sent it/]);
			expectRefusal(status, '<html>', BETWEEN);
		}
	});

	it('W2: is neither a success nor a rejected key if it reports a failure with status 200', () => {
		expectRefusal(200, { error: 'no' }, ['not_apideck', 'unexpected_response', /status 200 reports a failed request/, /not in Apideck's format/]);
		expectRefusal(200, { status_code: '404' }, BETWEEN);
	});
});

describe('an unknown Apideck type', () => {
	it.each<[number, ...Expected]>([
		[400, ...INVALID],
		[402, 'plan', 'plan_limit', /plan limit/, /Upgrade the plan/],
		[404, 'request', 'not_found', /could not find the requested resource/, /case-sensitive/],
		[408, 'apideck', 'timeout', /took too long to respond/, /'Max Retries' and 'Time Limit' in 'Retries' under 'Options'/],
		[409, 'request', 'conflict', /conflicts with an existing record/, /Check the current state with 'Get'/],
		[422, 'request', 'invalid_state', /understood the request but cannot process it/, /values sent/],
		[429, 'apideck', 'rate_limited', /Too many requests/, /Lower 'Concurrency' or increase 'Max Retries'/],
		[500, 'apideck', 'server_unavailable', /temporarily unavailable/, /Try again later/],
		[501, 'apideck', 'not_supported', /does not support this operation/, /another operation/],
		[599, 'apideck', 'server_unavailable', /temporarily unavailable/, /Try again later/],
		[418, 'apideck', 'unexpected_response', /unexpected status 418/, /contact Apideck support/],
		[200, 'apideck', 'unexpected_response', /a failed request in a response with status 200/, /contact Apideck support/],
	])('W2: is explained by its status %d', (status, ...expected) => {
		for (const name of ['FutureError', 'hasOwnProperty', 'toString', 'é'.repeat(3) + 'x']) expectRefusal(status, apideck(name), expected);
	});
});

it("W2: accepts only Apideck's own 404 about the target as proof that it does not exist", () => {
	const proves = (statusCode: number, body: unknown) => provesNotFound({ statusCode, headers: {}, body });
	expect(['EntityNotFoundError', 'ConnectionNotFoundError', 'entitynotfounderror', 'FutureNotFoundError'].map((name) => proves(404, apideck(name)))).toEqual([true, true, true, true]);
	expect(proves(200, apideck('EntityNotFoundError', { status_code: '404' }))).toBe(true);
	expect(['ConnectorNotFoundError', 'IntegrationNotFoundError', 'ConnectorExecutionError', 'UnauthorizedError', 7].map((name) => proves(404, apideck(name)))).toEqual([false, false, false, false, false]);
	expect([proves(400, apideck('EntityNotFoundError')), proves(500, apideck('EntityNotFoundError'))]).toEqual([false, false]);
});

it('W2: returns the reason that ends an audit only for the type of a rejected key', () => {
	const others = [...BY_TYPE.values(), ...BY_STATUS.values(), ...[200, 400, 401, 403, 404, 407, 408, 429, 500].flatMap((status) => [explainUnknownSource(status, '<html>'), explainUnknownSource(status, {})])];
	expect(others.filter(({ reason, refusedBy }) => reason === 'credential_rejected' || refusedBy === 'api_key')).toEqual([]);
	expect([...BY_STATUS.keys()].filter((status) => status === 401 || status === 403)).toEqual([]);
});

it('W2: explains any response without an exception and without blame', () => {
	const name = fc.oneof(fc.constantFrom('UnauthorizedError', 'ConnectorExecutionError', '__proto__', 'constructor'), fc.string(), fc.anything());
	const body = fc.oneof(fc.anything(), fc.record({ type_name: name, detail: fc.anything(), message: fc.anything(), status_code: fc.anything(), downstream_errors: fc.anything(), error: fc.anything() }, { requiredKeys: [] }));
	fc.assert(
		fc.property(fc.integer({ min: 100, max: 999 }), body, (status, value) => {
			const { message, resolution: remedy, reason, refusedBy } = explain(status, value);
			expect(message).toMatch(/^\S.{10,}\w\)?$/);
			expect(remedy).toMatch(/\.$/);
			expect(`${message} ${remedy}`).not.toMatch(/\b(error|failure|mistake)\b/i);
			if (reason === 'credential_rejected') expect([refusedBy, isApideckError(value)]).toEqual(['api_key', true]);
		}),
	);
});

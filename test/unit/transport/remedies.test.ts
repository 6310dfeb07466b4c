import { explainAnswer, explainForeignAnswer, explainNetwork, type Explanation, type Reason } from '../../../nodes/ApideckVault/transport/remedies';

/** Words of the node's fields and of Apideck's dashboard that a remedy sends people to. */
type Way = [reason: Reason, message: RegExp, remedy: RegExp];

const expectWay = ({ reason, message, remedy }: Explanation, [expected, says, sendsTo]: Way) => {
	expect(reason).toBe(expected);
	expect(message).toMatch(says);
	expect(remedy).toMatch(sendsTo);
};

it.each<[string, ...Way]>([
	['ConnectorCredentialsError', 'connection_unauthorized', /service no longer accepts this connection's credentials/, /Ask the consumer to authorize .* again.*session link/],
	['ConnectionNotFoundError', 'not_found', /This consumer has no such connection/, /'Consumer', 'Unified API' and 'Service'.* add the connection first/],
	['ConnectionSettingsError', 'invalid_state', /connection lacks settings/, /missing settings with the operation 'Update'/],
	['ConnectorNotFoundError', 'not_found', /no such connector/, /'Service' holds the service ID .*belongs to 'Unified API'/],
	['IntegrationNotFoundError', 'not_found', /integration is not set up/, /Enable it in the Apideck dashboard under Configuration/],
	['OAuthCredentialsNotFoundError', 'invalid_state', /OAuth client .* is missing/, /client ID and secret to the integration in the Apideck dashboard/],
	['OAuthRedirectUriError', 'invalid_request', /does not accept the redirect URI/, /Register the redirect URI in the Apideck dashboard/],
	['ConnectorDisabledError', 'invalid_state', /connector is switched off at Apideck/, /Nothing to change in the workflow.*status page/],
	['ConnectorRateLimitError', 'rate_limited', /service's own rate limit/, /Run again later, or lower 'Concurrency' under Options/],
])('%s is explained by its type, whatever the status', (typeName, ...way) => {
	for (const status of [400, 401, 404, 429, 500]) expectWay(explainAnswer(status, { typeName }), way);
});

it.each<[number, ...Way]>([
	[400, 'invalid_request', /did not accept the request/, /fields of this node against the detail below/],
	[401, 'credential_rejected', /rejected the API key or app ID/, /Open the node's Apideck credential .*API key and app ID of one application/],
	[402, 'plan_limit', /plan limit of this Apideck application/, /Upgrade the plan .*next billing period/],
	[403, 'credential_rejected', /This API key may not do that/, /key of the application that owns the consumer/],
	[404, 'not_found', /could not find what the request names/, /'Consumer', 'Unified API' and 'Service'.*case-sensitive/],
	[408, 'timeout', /took too long to answer/, /'Max Retries' and 'Max Elapsed Time' under Options/],
	[409, 'conflict', /conflicts with what is already there/, /Look at the present state with Get/],
	[422, 'invalid_state', /understood the request but cannot carry it out/, /values sent, and the state of the connection/],
	[429, 'rate_limited', /Too many requests/, /Lower 'Concurrency' or raise 'Max Retries' and 'Max Elapsed Time'/],
	[500, 'server_unavailable', /not available at the moment/, /Run again later; 'Max Retries' and 'Max Elapsed Time' under Options/],
	[503, 'server_unavailable', /not available at the moment/, /Run again later/],
	[599, 'server_unavailable', /not available at the moment/, /Run again later/],
	[418, 'unexpected_answer', /unexpected status 418/, /Check the Base URL of the credential/],
	[499, 'unexpected_answer', /unexpected status 499/, /Check the Base URL of the credential/],
])('status %d is explained', (status, ...way) => {
	expectWay(explainAnswer(status, {}), way);
	expectWay(explainAnswer(status, { typeName: 'SomethingNew', message: 'words' }), way);
});

it('a 401 that tells of the service is no rejected key', () => {
	const way: Way = ['connection_unauthorized', /could not refresh the consumer's access/, /API key is fine\. Wait for the cool-down.*ask the consumer/];
	expectWay(explainAnswer(401, { typeName: 'UnauthorizedError', detailType: 'refresh_token_connector_error' }), way);
	expect(explainAnswer(403, { detailType: 'any' }).reason).toBe('credential_rejected');
});

it.each<[number, unknown, RegExp, RegExp]>([
	[300, {}, /redirected the request, and the redirect was not followed/, /key is never carried to another address\. Check the Base URL/],
	[302, 'text', /redirect was not followed/, /https:\/\/unify\.apideck\.com/],
	[399, {}, /redirect was not followed/, /Base URL/],
	[299, {}, /The answer holds no data/, /Check the Base URL of the credential, and whether a proxy or firewall/],
	[200, { a: 1 }, /The answer holds no data/, /proxy or firewall/],
	[200, 'text', /The answer is not JSON/, /proxy or firewall/],
	[200, [], /The answer is not JSON/, /proxy or firewall/],
	[400, {}, /The answer holds no data/, /proxy or firewall/],
])('an answer of status %d with the body %j is none of the Vault', (statusCode, body, message, remedy) => {
	expectWay(explainForeignAnswer({ statusCode, headers: {}, body }), ['unexpected_answer', message, remedy]);
});

it.each<[string, Reason, RegExp]>([
	['ECONNREFUSED', 'network', /^The connection was refused: nothing listens at the Base URL$/],
	['ENOTFOUND', 'network', /^The host of the Base URL was not found$/],
	['EAI_AGAIN', 'network', /^The host of the Base URL could not be looked up$/],
	['ECONNRESET', 'network', /^The connection was closed before the answer was complete$/],
	['EPIPE', 'network', /^The connection was closed before the answer was complete$/],
	['BODY_ABORTED', 'network', /^The answer broke off before it was complete$/],
	['CERT_HAS_EXPIRED', 'network', /^Apideck could not be reached$/],
	['toString', 'network', /^Apideck could not be reached$/],
])('without an answer: %s', (code, reason, message) => {
	const remedy = new RegExp(`Base URL of the credential, and the network, proxy, DNS and certificates of the n8n host \\(${code}\\)\\.$`);
	expectWay(explainNetwork(code, 1_000), [reason, message, remedy]);
});

it("what n8n's SSRF protection blocked names who can allow it", () => {
	expectWay(explainNetwork('BLOCKED_BY_N8N', 1_000), ['network', /^n8n blocked the request/, /Base URL of the credential.*N8N_SSRF_ALLOWED_HOSTNAMES/]);
});

it.each(['ECONNABORTED', 'ETIMEDOUT'])('a time-out (%s) names its limit in seconds', (code) => {
	expectWay(explainNetwork(code, 1_500), ['timeout', /^No answer within 1\.5 s$/, /Raise 'Timeout' under Options/]);
});

import { explainContradiction, explainForeignAnswer, explainMissing, explainNetwork, explainUnconfirmed, type Explanation, type Reason } from '../../../nodes/ApideckVault/transport/remedies';

/** Words of the node's fields and of Apideck's dashboard that a remedy sends people to. */
type Way = [reason: Reason, message: RegExp, remedy: RegExp];

const expectWay = ({ reason, message, remedy }: Explanation, [expected, says, sendsTo]: Way) => {
	expect(reason).toBe(expected);
	expect(message).toMatch(says);
	expect(remedy).toMatch(sendsTo);
};

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

it('S12: a response that says something else than was asked for is named as unexpected', () => {
	expectWay(explainContradiction('consumer_id'), ['unexpected_answer', /^Unexpected response: it is about another consumer$/, /proxy or cache/]);
	expectWay(explainContradiction('service_id'), ['unexpected_answer', /^Unexpected response: its 'service_id' is not what was asked for$/, /not used/]);
	expectWay(explainMissing('session_uri'), ['unexpected_answer', /^Unexpected response: it has no 'session_uri'$/, /Run again later/]);
	expectWay(explainUnconfirmed(202), ['unexpected_answer', /^Unexpected response: status 202 does not confirm the change$/, /proxy or firewall/]);
});

import {
	explainContradiction,
	explainUnexpectedResponse,
	explainList,
	explainMissing,
	explainNetwork,
	explainTimeBudget,
	explainUnconfirmed,
	explainUnusableBody,
	type ErrorInfo,
	type ListProblem,
	type Reason,
} from '../../../nodes/ApideckVault/transport/errorCatalog';
import { AUDIT_LIMITS, EDITOR_LIMITS, ITEM_LIMITS, RequestBudget } from '../../../nodes/ApideckVault/transport/requestBudget';

/** Words of the node's fields and of Apideck's dashboard that a remedy sends people to. */
type Way = [reason: Reason, message: RegExp, remedy: RegExp];

const expectWay = ({ reason, message, resolution: remedy }: ErrorInfo, [expected, says, sendsTo]: Way) => {
	expect(reason).toBe(expected);
	expect(message).toMatch(says);
	expect(remedy).toMatch(sendsTo);
};

it.each<[number, unknown, RegExp, RegExp]>([
	[300, {}, /redirected the request, and the redirect was not followed/, /key is never sent to another URL\. Check 'Base URL'/],
	[302, 'text', /redirect was not followed/, /https:\/\/unify\.apideck\.com/],
	[399, {}, /redirect was not followed/, /Base URL/],
	[299, {}, /The response has no data/, /Check 'Base URL' in the Apideck credential, and whether a proxy or firewall/],
	[200, { a: 1 }, /The response has no data/, /proxy or firewall/],
	[200, 'text', /The response is not JSON/, /proxy or firewall/],
	[200, [], /The response is not JSON/, /proxy or firewall/],
	[400, {}, /The response has no data/, /proxy or firewall/],
])('explains that a response of status %d with the body %j is not from the Vault API', (statusCode, body, message, remedy) => {
	expectWay(explainUnexpectedResponse({ statusCode, headers: {}, body }), ['unexpected_response', message, remedy]);
});

it.each<[string, Reason, RegExp]>([
	['ECONNREFUSED', 'network', /^Connection refused: nothing is listening at 'Base URL'$/],
	['ENOTFOUND', 'network', /^The host in 'Base URL' was not found$/],
	['EAI_AGAIN', 'network', /^The host in 'Base URL' could not be resolved$/],
	['ECONNRESET', 'connection_lost', /^The connection was closed before the response was complete$/],
	['EPIPE', 'connection_lost', /^The connection was closed before the response was complete$/],
	['BODY_ABORTED', 'connection_lost', /^The response ended before it was complete$/],
	['CERT_HAS_EXPIRED', 'network', /^Apideck could not be reached$/],
	['toString', 'network', /^Apideck could not be reached$/],
])('explains the network error %s', (code, reason, message) => {
	const remedy = new RegExp(`'Base URL' in the Apideck credential, and the network, proxy, DNS and certificates of the n8n host \\(${code}\\)\\.$`);
	expectWay(explainNetwork(code, 1_000), [reason, message, remedy]);
});

it("names who can allow a request that n8n's SSRF protection blocked", () => {
	expectWay(explainNetwork('BLOCKED_BY_N8N', 1_000), ['network', /^n8n's SSRF protection blocked the request/, /'Base URL' in the Apideck credential.*N8N_SSRF_ALLOWED_HOSTNAMES/]);
});

it.each(['ECONNABORTED', 'ETIMEDOUT'])('names the limit of a timeout (%s) in seconds', (code) => {
	expectWay(explainNetwork(code, 1_500), ['timeout', /^No response within 1\.5 s$/, /Increase 'Timeout' under 'Options'/]);
});

it('S12: explains a response that contradicts the request as unexpected', () => {
	expectWay(explainContradiction('consumer_id'), ['unexpected_response', /^Unexpected response: it is for a different consumer$/, /proxy or cache/]);
	expectWay(explainContradiction('service_id'), ['unexpected_response', /^Unexpected response: its 'service_id' does not match the request$/, /The response was discarded/]);
	expectWay(explainMissing('session_uri'), ['unexpected_response', /^Unexpected response: it has no 'session_uri'$/, /Try again later/]);
	expectWay(explainUnconfirmed(202), ['unexpected_response', /^Unexpected response: status 202 does not confirm the change$/, /proxy or firewall/]);
});

const NARROW = "The partial list was discarded. Narrow the list with filters, or set 'Limit'.";
const AGAIN = 'The partial list was discarded. Try again later. If this persists, contact Apideck support.';
it.each<[ListProblem, Reason, string, string]>([
	['repeated_cursor', 'unexpected_response', 'Pagination loop: Apideck returned a cursor that was already used', AGAIN],
	['empty_pages', 'unexpected_response', 'Apideck returned several empty pages in a row, each with a cursor for the next page', AGAIN],
	['unusable_cursor', 'unexpected_response', 'Apideck returned an unusable cursor for the next page', AGAIN],
	['too_many_pages', 'list_too_long', 'The list is longer than 5,000 full pages, the limit for one item', NARROW],
	['too_many_records', 'list_too_long', 'The list is longer than 5,000 full pages, the limit for one item', NARROW],
	['too_many_bytes', 'list_too_long', 'The list is longer than 256 MB, the limit for one item', NARROW],
])('S8: says that the partial list was discarded (%s)', (problem, reason, message, remedy) => {
	expect(explainList(problem, ITEM_LIMITS)).toEqual({ reason, message, resolution: remedy });
});

it('S8: names the list limit of the work that reads it', () => {
	expect(explainList('too_many_pages', EDITOR_LIMITS).message).toBe('The list is longer than 50 full pages, the limit for a list in the editor');
});

it('S8: names the work and the length of an exceeded time limit', () => {
	const remedy = 'The data read so far was discarded. Apideck responded too slowly or returned too many pages. Narrow the list with filters, or try again later.';
	expect(explainTimeBudget(new RequestBudget(AUDIT_LIMITS))).toEqual({ reason: 'time_limit', message: 'The time limit for one audit was reached (12 hours)', resolution: remedy });
	expect(explainTimeBudget(undefined)).toEqual({ reason: 'time_limit', message: 'The time limit for this request was reached', resolution: remedy });
});

const DISCARDED =
	"The response was discarded. Set a lower 'Limit' or narrow the list with filters. If you requested a single record, check 'Base URL' in the Apideck credential: a server other than Apideck may have responded.";
it.each<[string, ErrorInfo | undefined]>([
	['RESPONSE_TOO_LARGE', { reason: 'response_too_large', message: 'The response is larger than 4 MB', resolution: DISCARDED }],
	['RESPONSE_TOO_COMPLEX', { reason: 'response_too_large', message: 'The response is nested too deeply or has too many values', resolution: DISCARDED }],
	[
		'RESPONSE_BROKEN_ENCODING',
		{
			reason: 'unexpected_response',
			message: 'The response could not be decompressed',
			resolution: "Check 'Base URL' in the Apideck credential, and whether a proxy between n8n and Apideck modifies responses.",
		},
	],
	['BODY_ABORTED', undefined],
])('S8: explains an unusable body (%s)', (code, expected) => {
	expect(explainUnusableBody(code, 4 * 1024 * 1024)).toEqual(expected);
});

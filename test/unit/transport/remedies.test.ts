import {
	explainContradiction,
	explainForeignAnswer,
	explainList,
	explainMissing,
	explainNetwork,
	explainTimeBudget,
	explainUnconfirmed,
	explainUnusableBody,
	type Explanation,
	type ListProblem,
	type Reason,
} from '../../../nodes/ApideckVault/transport/remedies';
import { AUDIT_LIMITS, EDITOR_LIMITS, ITEM_LIMITS, RequestBudget } from '../../../nodes/ApideckVault/transport/requestBudget';

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

const NARROW = "The partial list was discarded. Narrow the list with filters, or set 'Limit'.";
const AGAIN = 'The partial list was discarded. Run again later; if this persists, contact Apideck support.';
it.each<[ListProblem, Reason, string, string]>([
	['repeated_cursor', 'unexpected_answer', 'Pagination loop: Apideck returned a cursor that was already used', AGAIN],
	['empty_pages', 'unexpected_answer', 'Apideck returned several empty pages in a row and still named a next page', AGAIN],
	['unusable_cursor', 'unexpected_answer', 'Apideck named a next page with a cursor that cannot be used', AGAIN],
	['too_many_pages', 'list_too_long', 'The list is longer than 5,000 full pages, the limit for one item', NARROW],
	['too_many_records', 'list_too_long', 'The list is longer than 5,000 full pages, the limit for one item', NARROW],
	['too_many_bytes', 'list_too_long', 'The list is longer than 256 MB, the limit for one item', NARROW],
])('S8: a list that does not end (%s) says that nothing of it was used', (problem, reason, message, remedy) => {
	expect(explainList(problem, ITEM_LIMITS)).toEqual({ reason, message, remedy });
});

it('S8: the limit of a list is the one of the work that reads it', () => {
	expect(explainList('too_many_pages', EDITOR_LIMITS).message).toBe('The list is longer than 50 full pages, the limit for a list in the editor');
});

it('S8: a time limit that was reached is named with its work and its length', () => {
	const remedy = 'What was read until then was discarded. Apideck responds too slowly or returns too many pages: narrow the list with filters, or run again later.';
	expect(explainTimeBudget(new RequestBudget(AUDIT_LIMITS))).toEqual({ reason: 'time_limit', message: 'The time limit for one audit was reached (12 hours)', remedy });
	expect(explainTimeBudget(undefined)).toEqual({ reason: 'time_limit', message: 'The time limit for this request was reached', remedy });
});

const DISCARDED =
	"The response was discarded. Set a lower 'Limit' or narrow the list with filters. If you asked for a single record, check the Base URL of the credential: something other than Apideck may have responded.";
it.each<[string, Explanation | undefined]>([
	['RESPONSE_TOO_LARGE', { reason: 'response_too_large', message: 'The response is larger than 4 MB', remedy: DISCARDED }],
	['RESPONSE_TOO_COMPLEX', { reason: 'response_too_large', message: 'The response is nested too deeply or has too many values', remedy: DISCARDED }],
	[
		'RESPONSE_BROKEN_ENCODING',
		{
			reason: 'unexpected_answer',
			message: 'The response could not be decompressed',
			remedy: 'Check the Base URL of the credential, and whether a proxy between n8n and Apideck changes responses.',
		},
	],
	['BODY_ABORTED', undefined],
])('S8: a body that was not used (%s) says why', (code, expected) => {
	expect(explainUnusableBody(code, 4 * 1024 * 1024)).toEqual(expected);
});

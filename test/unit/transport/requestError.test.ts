import { NodeApiError, type INode } from 'n8n-workflow';

import type { VaultCall } from '../../../nodes/ApideckVault/transport/call';
import { mask } from '../../../nodes/ApideckVault/secrets/mask';
import { cleanTexts, unexpectedResponseError, redirectError, requestError } from '../../../nodes/ApideckVault/transport/errors';

type Attempted = Parameters<typeof requestError>[2];

const NODE: INode = { id: '1', name: 'Vault', type: 't', typeVersion: 1, position: [0, 0], parameters: {} };
const attempted = (change: Partial<Attempted> = {}): Attempted => ({
	node: NODE,
	attempts: 1,
	timeout: 1_500,
	plan: { retry: false, why: 'final' },
	isChange: false,
	mayHaveBeenApplied: false,
	secrets: [],
	...change,
});
const REMEDY = "Check this node's fields against the details below.";
/** A request that names no record. */
const CALL: VaultCall = { method: 'GET', path: ['vault', 'logs'] };
/** An error of Apideck, which is known by its type. */
const TYPE = { type_name: 'RequestValidationError' };
const errorOf = (body: object, change: Partial<Attempted> = {}, headers: Record<string, unknown> = {}) =>
	requestError({ kind: 'response', statusCode: 400, headers, body: { ...TYPE, ...body } }, CALL, attempted(change));

describe('the error of a request', () => {
	it('contains what happened, what to do, details of Apideck, a reference and the request ID', () => {
		const error = errorOf(
			{ type_name: 'RequestValidationError', message: 'Validation failed', detail: 'settings.url is missing', ref: 'https://developers.apideck.com/errors' },
			{},
			{ 'x-apideck-request-id': 'req-1' },
		);
		expect(error).toBeInstanceOf(NodeApiError);
		expect([error.message, error.httpCode, error.node]).toEqual(["'url' is missing", '400', NODE]);
		expect(error.description).toBe(
			`${REMEDY} Apideck says: Validation failed – settings.url is missing (RequestValidationError). See https://developers.apideck.com/errors Request ID: req-1`,
		);
		expect(error.context.vault).toEqual({
			reason: 'invalid_request',
			refusedBy: 'request',
			attempts: 1,
			typeName: 'RequestValidationError',
			message: 'Validation failed',
			detail: 'settings.url is missing',
			ref: 'https://developers.apideck.com/errors',
			requestId: 'req-1',
		});
	});

	it.each<[string, object, string]>([
		['nothing', {}, REMEDY],
		['a message alone', { message: 'No' }, `${REMEDY} Apideck says: No (RequestValidationError).`],
		['a detail alone', { detail: 'No' }, `${REMEDY} Apideck says: No (RequestValidationError).`],
		['the same twice', { message: 'No', detail: 'No' }, `${REMEDY} Apideck says: No (RequestValidationError).`],
		['an address alone', { ref: 'https://x.example' }, `${REMEDY} See https://x.example`],
	])('omits what Apideck did not send: %s', (_name, body, description) => {
		const error = errorOf(body);
		expect(error.description).toBe(description);
		expect(JSON.stringify(error.context.vault)).not.toMatch(/null|undefined/);
	});

	it.each<[string, Partial<Attempted>, string]>([
		['that it was sent several times', { attempts: 3 }, ' The request was sent 3 times.'],
		['of a wait that was too long', { plan: { retry: false, why: 'time-used-up', requestedDelay: 1_200 } }, " Apideck asked to wait 2 s, which is longer than 'Time Limit' allows."],
		['of no wait when none was asked for', { plan: { retry: false, why: 'time-used-up' } }, ''],
		['of no wait when the retries were used up first', { plan: { retry: false, why: 'retries-used-up', requestedDelay: 1_200 } }, ''],
		[
			'that a change was not repeated',
			{ isChange: true, mayHaveBeenApplied: true, plan: { retry: false, why: 'may-have-been-applied' } },
			' It was not retried, because Apideck may have applied it already. Check the current state before running it again.',
		],
		[
			'that a change may have been carried out',
			{ isChange: true, mayHaveBeenApplied: true, attempts: 2 },
			' The request was sent 2 times. Apideck may have applied it anyway. Check the current state before running it again.',
		],
		['nothing of the kind about reading', { mayHaveBeenApplied: true }, ''],
		['nor about a change that was refused', { isChange: true }, ''],
	])('tells %s', (_name, change, sentence) => {
		const error = errorOf({}, change);
		expect(error.description).toBe(`${REMEDY}${sentence}`);
		const flagged = change.isChange === true && change.mayHaveBeenApplied === true;
		expect(error.context.vault).toEqual({ reason: 'invalid_request', refusedBy: 'request', typeName: TYPE.type_name, attempts: change.attempts ?? 1, ...(flagged && { mayHaveBeenApplied: true }) });
	});

	it('has no status without a response', () => {
		const error = requestError({ kind: 'network', code: 'ETIMEDOUT' }, CALL, attempted());
		expect([error.message, error.httpCode]).toEqual(['No response within 1.5 s', null]);
		expect(error.context.vault).toEqual({ reason: 'timeout', attempts: 1 });
	});

	it('repeats nothing of an unexpected response', () => {
		const response = { statusCode: 200, headers: {}, body: { message: 'Sign in' } };
		const doubts = [{ kind: 'format' }, { kind: 'missing', what: 'state' }, { kind: 'contradiction', what: 'id' }, { kind: 'unconfirmed' }] as const;
		for (const error of [...doubts.map((doubt) => unexpectedResponseError(response, doubt, attempted())), redirectError(response, attempted())]) {
			expect([error.httpCode, error.context.vault]).toEqual(['200', { reason: 'unexpected_response', attempts: 1 }]);
			expect(error.description).not.toContain('Sign in');
		}
	});

	it('W2: quotes Apideck only when the response is in its format', () => {
		const between = requestError({ kind: 'response', statusCode: 403, headers: {}, body: '<title>Blocked by policy</title>' }, CALL, attempted());
		expect(between.description).toMatch(/ The response says: Blocked by policy\.$/);
		expect(between.description).not.toContain('Apideck says');
		expect(between.context.vault).toEqual({ reason: 'unexpected_response', refusedBy: 'not_apideck', attempts: 1, message: 'Blocked by policy' });
	});

	it('shows 600 characters of each text and masks every one of them', () => {
		const secret = 'fake-secret-token';
		const headers = { 'request-id': secret };
		const masked = errorOf({ type_name: secret, message: `a ${secret}`, detail: `b ${secret}`, ref: secret }, { secrets: [secret] }, headers);
		expect(masked.description).toBe(`${REMEDY} Apideck says: a [redacted] – b [redacted] ([redacted]). See [redacted] Request ID: [redacted]`);
		expect(JSON.stringify(masked.context.vault)).not.toContain(secret);
		for (const [length, shown] of [[600, 'x'.repeat(600)], [601, `${'x'.repeat(600)}…`]] as const) {
			expect(errorOf({ message: 'x'.repeat(length) }).description).toBe(`${REMEDY} Apideck says: ${shown} (RequestValidationError).`);
		}
	});
});

describe('masking', () => {
	it.each<[string, string, string[], string]>([
		['a text of three characters is not masked', 'abc', ['abc'], 'abc'],
		['four are, as a word', 'p4ss xp4ss p4ssx 1p4ss p4ss1 äp4ss p4ssß', ['p4ss'], '[redacted] xp4ss p4ssx 1p4ss p4ss1 äp4ss p4ssß'],
		['between characters that are not letters', '(p4ss) _p4ss_ "p4ss"', ['p4ss'], '([redacted]) _[redacted]_ "[redacted]"'],
		['five too', 'passw xpasswx passw', ['passw'], '[redacted] xpasswx [redacted]'],
		['six are masked in the middle of words', 'xsecretx secret', ['secret'], 'x[redacted]x [redacted]'],
		['as JSON spells it', 'a "q\\"uote" b', ['q"uote'], 'a "[redacted]" b'],
		['as JSON inside JSON spells it', 'q\\\\\\"uote', ['q"uote'], '[redacted]'],
		['as a URL spells it', '?key=sec%20ret%26', ['sec ret&'], '?key=[redacted]'],
		['in small letters too', '?key=sec%2fret12', ['sec/ret12'], '?key=[redacted]'],
		['as a form spells it', 'key=sec+ret+12', ['sec ret 12'], 'key=[redacted]'],
		['as HTML spells it', '<b>a&lt;b&gt;&amp;&quot;c&#39;d</b>', ['a<b>&"c\'d'], '<b>[redacted]</b>'],
		['as base64 spells it', 'ZmFrZS1rZXkh ZmFrZS1rZXk=', ['fake-key'], '[redacted]kh [redacted]k='],
		['as base64 spells it behind one byte', 'eGZha2Uta2V5IQ==', ['fake-key'], 'eG[redacted]IQ=='],
		['as base64 spells it behind two bytes', 'eHlmYWtlLWtleSE=', ['fake-key'], 'eHl[redacted]SE='],
		['as base64 for URLs spells it', 'Pj4-Pz8_Pj4- Pj4+Pz8/Pj4+', ['>>>???>>>'], '[redacted] [redacted]'],
		['nothing in base64 that is shorter than eight bytes', 'ZmFrZWtleQ== ZmFrZS1rZXk=', ['fakekey'], 'ZmFrZWtleQ== ZmFrZS1rZXk='],
		['with half a character', 'a\ud800bcdefg', ['a\ud800bcdefg'], '[redacted]'],
		['with half a character, in a URL', 'abcdefg', ['a\ud800bcdefg'], '[redacted]'],
		['the lines of a key, however they are indented', 'FIRSTLINE and SECONDLINE', ['FIRSTLINE\n\t SECONDLINE '], '[redacted] and [redacted]'],
		['a text without the white space around it', 'key=fake-key;', [' fake-key\t'], 'key=[redacted];'],
		['a secret on one line is masked as a whole only', 'first part', ['first part second'], 'first part'],
	])('%s', (_name, text, secrets, expected) => {
		expect(mask([text], secrets)).toEqual([expected]);
	});

	it.each([...'.*+?^${}()|[]\\/'])('treats %s in a short secret literally', (sign) => {
		const secret = `a${sign}b9`;
		expect(mask([`${secret} aab9 ab9 a-b9`], [secret])).toEqual(['[redacted] aab9 ab9 a-b9']);
	});
});

describe('external texts', () => {
	const planted = 'fake-secret-token-0123456789';

	it('S5: leave no part of a secret where a long text was truncated', () => {
		for (let before = 0; before <= 40; before++) {
			for (const many of ['', `${planted} `.repeat(300), 'x '.repeat(2_000)]) {
				const fill = 'y'.repeat(Math.max(0, 4_096 - before - many.length));
				const [text] = cleanTexts([`${many}${fill}${planted}${'z'.repeat(10_000)}`], [planted]) as [string];
				for (let end = 8; end <= planted.length; end++) expect(text).not.toContain(planted.slice(0, end));
			}
		}
	});

	it('S5: leave no part of a secret that contains another one where a long text was truncated', () => {
		const inner = 'fake-inner-secret-'.repeat(14);
		const outer = `fake-outer-start-${inner}-fake-outer-end`;
		// So many redacted values that the end of what is searched would be among the characters shown.
		const searched = 2 * 4_096;
		const many = `${inner} `.repeat(31);
		for (let shift = 0; shift <= outer.length; shift++) {
			const fill = 'x '.repeat(searched).slice(0, searched - shift - many.length);
			const [text] = cleanTexts([`${many}${fill}${outer}${' z'.repeat(10_000)}`], [inner, outer]) as [string];
			expect(text).not.toContain('fake-outer');
		}
	});

	it('S5: leave no part of a secret with spaces, of an encoded one, or of a key of several kilobytes', () => {
		const secrets = ['correct horse battery staple', 'p"ss\\w/rd &<>', 'お'.repeat(20), `eyJ${'abcdefgh0'.repeat(400)}`];
		for (const one of secrets) {
			for (const spelled of [one, JSON.stringify(one).slice(1, -1), encodeURIComponent(one)]) {
				for (const repeats of [1, 2, 40, 200]) {
					const [text] = cleanTexts([`a ${`${spelled} `.repeat(repeats)}${'. '.repeat(5_000)}`], secrets) as [string];
					expect([text.includes(spelled.slice(0, 12)), text.length <= 601]).toEqual([false, true]);
				}
			}
		}
	});

	it('S5: are truncated between two words, and each is cleaned separately', () => {
		const words = 'word '.repeat(3_000);
		expect(cleanTexts(['a', words, `b ${planted}`, '', '\u0000c\u0000'], [planted])).toEqual(['a', `${words.slice(0, 600)}…`, 'b [redacted]', '', ' c ']);
		expect(cleanTexts([], [planted])).toEqual([]);
	});

	it('S5: take no longer with megabytes than with kilobytes', () => {
		const time = (text: string) => {
			const before = process.cpuUsage();
			for (let run = 0; run < 3; run++) errorOf({ message: text, detail: [{ message: text, path: text }], ref: text }, { secrets: [planted] });
			return process.cpuUsage(before).user / 1000;
		};
		const backslashes = (n: number) => `token=${'\\'.repeat(n)}"${'\\'.repeat(3 * n)}`;
		const reference = Math.max(20, time('some words '.repeat(370)));
		for (const text of [backslashes(64_000), 'a'.repeat(1_000_000), '"token": '.repeat(100_000), 'token='.repeat(100_000), '<'.repeat(1_000_000)]) {
			expect(time(text)).toBeLessThan(25 * reference);
		}
	});
});

import fc from 'fast-check';
import { escapeChat } from '../../../nodes/ApideckVault/audit/report/format';
import { reportMarkdown } from './reportOf';
import { finding, healthy, NOW, summaryOf, UNREADABLE } from './reportSample';

describe('the Markdown report', () => {
	it('contains counts, trend and findings in a few lines', () => {
		const findings = [
			finding({ consumer_id: 'tin-roof', consumer_name: null, severity: 'warning', code: 'credentials_expiring', reason: 'Xero refuses to issue new tokens.', deadline: '2026-03-13T20:30:00.000Z' }),
			finding({ change: 'new', reauthorize_url: 'https://vault.apideck.com/session/fake' }),
			{ ...UNREADABLE, consumer_name: 'Juniper Dental' },
			healthy(),
		];
		const summary = summaryOf(findings, { consumers: 1240, previous: { at: NOW - 86_400_000, totals: { critical: 0, warning: 3, info: 0, ok: 1 } } });
		expect(reportMarkdown(summary, findings)).toBe(
			[
				'*Apideck connection audit: 1 connection needs action*',
				'🔴 1 critical   🟠 1 warning   🔵 0 info   🟢 1 ok',
				'3 connections of 1,240 consumers, 12 Mar 2026, 07:00 UTC',
				'1 consumer could not be read',
				'Since 11 Mar 2026, 07:00 UTC: critical +1, warning −2, info ±0, ok ±0',
				'Changes: 1 new',
				'',
				'*🔴 Access was revoked* (1)',
				'Send the consumer a Hosted Vault link to authorize it again.',
				'- Blue Fjord Bakery: new: Access to Salesforce was revoked by the consumer or by Salesforce.',
				'',
				'*🟠 Credentials will be deleted* (1)',
				'Send the consumer a Hosted Vault link to authorize it again.',
				'- tin-roof: Xero refuses to issue new tokens. By 13 Mar 2026, 20:30 UTC.',
				'',
				'*🟠 Consumer could not be read* (1)',
				'Run the audit again.',
				'- Juniper Dental: The connections of this consumer could not be read: the server responded 503.',
			].join('\n'),
		);
	});

	it('says if no action is needed', () => {
		const text = reportMarkdown(summaryOf([healthy()]), [healthy()]);
		expect(text).toBe('*Apideck connection audit: No action needed*\n🔴 0 critical   🟠 0 warning   🔵 0 info   🟢 1 ok\n1 connection, 12 Mar 2026, 07:00 UTC');
	});

	it('fits into 3,000 characters and counts every finding, shown or not', () => {
		const anyFinding = fc.record({
			consumer_id: fc.string({ minLength: 1, maxLength: 80 }),
			consumer_name: fc.option(fc.string({ unit: 'binary', maxLength: 200 })),
			connection_name: fc.string({ maxLength: 80 }),
			reason: fc.string({ maxLength: 400 }),
			remedy: fc.constantFrom('Wait.', 'Send a link.', 'x'.repeat(500)),
			code: fc.constantFrom('revoked', 'needs_auth', 'degraded', 'from_another_version'),
			severity: fc.constantFrom('critical' as const, 'warning' as const, 'info' as const),
		});
		fc.assert(
			fc.property(fc.array(anyFinding, { maxLength: 120 }), fc.integer({ min: 400, max: 3000 }), (records, limit) => {
				const findings = records.map((record) => finding(record));
				const text = reportMarkdown(summaryOf(findings), findings, limit);
				expect(text.length).toBeLessThanOrEqual(limit);
				const shown = text.split('\n').filter((line) => line.startsWith('- ')).length;
				const more = Number(/…and ([\d,]+) more \([^)]+\)$/.exec(text)?.[1]?.replaceAll(',', '') ?? 0);
				expect(shown + more).toBe(findings.length);
			}),
			{ numRuns: 150 },
		);
	});

	it('separates a remedy from the list before it and from the next group', () => {
		const findings = [finding({ consumer_id: 'a' }), finding({ consumer_id: 'b', actor: 'you', remedy: 'Run it.' }), finding({ consumer_id: 'c', severity: 'info', code: 'degraded', remedy: 'Wait.' })];
		expect(reportMarkdown(summaryOf(findings), findings).split('\n').slice(4)).toEqual([
			'*🔴 Access was revoked* (2)',
			'Send the consumer a Hosted Vault link to authorize it again.',
			'- Blue Fjord Bakery: Access to Salesforce was revoked by the consumer or by Salesforce.',
			'',
			'Run it.',
			'- Blue Fjord Bakery: Access to Salesforce was revoked by the consumer or by Salesforce.',
			'',
			'*🔵 Service was unreachable* (1)',
			'Wait.',
			'- Blue Fjord Bakery: Access to Salesforce was revoked by the consumer or by Salesforce.',
		]);
	});

	it('does not turn a name and the colon after it into an :emoji:', () => {
		const line = (consumer_name: string) => reportMarkdown(summaryOf([]), [finding({ consumer_name, reason: 'R.' })]).split('\n').at(-1);
		expect(line('Team :fire')).toBe('- Team ∶fire: R.');
		expect(line("a:b:it's+1-2")).toBe("- a∶b∶it's+1-2: R.");
		expect(line('Team: fire')).toBe('- Team: fire: R.');
		expect(line('10:30 sharp')).toBe('- 10:30 sharp: R.');
	});

	it('lists all changes that happened, and no others', () => {
		const findings = [finding({ change: 'new' }), finding({ change: 'new' }), finding({ change: 'improved' })];
		expect(reportMarkdown(summaryOf(findings), findings)).toContain('\nChanges: 2 new, 1 improved\n');
	});

	it('uses the limit to the last character', () => {
		const findings = [...Array.from({ length: 9 }, (_unused, index) => finding({ consumer_id: `c-${index}` })), finding({ severity: 'info', code: 'degraded' })];
		const all = reportMarkdown(summaryOf(findings), findings);
		expect(all).not.toContain('…and');
		expect(reportMarkdown(summaryOf(findings), findings, all.length)).toBe(all);
		const less = reportMarkdown(summaryOf(findings), findings, all.length - 1);
		expect(less).toMatch(/…and 1 more \(1 info\)$/);
		expect(reportMarkdown(summaryOf(findings), findings, less.length)).toBe(less);
		expect(reportMarkdown(summaryOf(findings), findings, less.length - 1)).toMatch(/…and 2 more \(1 critical, 1 info\)$/);
	});

	it('is truncated if not even the counts fit, and never inside a character', () => {
		const whole = reportMarkdown(summaryOf([]), []);
		expect(reportMarkdown(summaryOf([]), [], whole.length)).toBe(whole);
		expect(reportMarkdown(summaryOf([]), [], whole.length - 1)).toBe(`${whole.slice(0, -2)}…`);
		expect(reportMarkdown(summaryOf([]), [], 10)).toBe('*Apideck …');
		const circle = whole.indexOf('🔴');
		expect(reportMarkdown(summaryOf([]), [], circle + 2)).toBe(`${whole.slice(0, circle)}…`);
		expect(reportMarkdown(summaryOf([]), [], circle + 3)).toBe(`${whole.slice(0, circle)}🔴…`);
	});

	it('shows the most severe findings if not all fit', () => {
		const mild = Array.from({ length: 200 }, (_unused, index) => finding({ consumer_id: `mild-${index}`, consumer_name: null, severity: 'info', code: 'degraded' }));
		const text = reportMarkdown(summaryOf([...mild, finding()]), [...mild, finding()]);
		expect(text).toContain('- Blue Fjord Bakery: Access to Salesforce was revoked');
		expect(text).toMatch(/…and \d+ more \(\d+ info\)$/);
	});
});

describe('escapeChat', () => {
	it.each([
		['Blue Fjord Bakery', 'Blue Fjord Bakery'],
		['Smith & Sons, Ltd. (Leeds)', 'Smith & Sons, Ltd. (Leeds)'],
		['acme_inc-001', 'acme_inc-001'],
		['<!channel> <@U123> <https://x.test|click>', '‹!channel› ‹＠U123› ‹https∶//x․test｜click›'],
		['@here #general', '＠here ＃general'],
		['*bold* _italic_ ~gone~ `code`', '∗bold∗ ＿italic＿ ∼gone∼ ˋcodeˋ'],
		['[click](https://evil.example)', '［click］(https∶//evil․example)'],
		['![x](y)', '!［x］(y)'],
		['&lt;!channel&gt; &#60; &#x3c;', '＆lt;!channel＆gt; &＃60; &＃x3c;'],
		[':fire: 10:30', '∶fire: 10:30'],
		['www.evil.example 10.0.0.1 v1.2', 'www․evil․example 10․0․0.1 v1.2'],
		['mailto:a@b.example', 'mailto∶a＠b․example'],
		['a\nb\r\n- c\u2028d\u0000e', 'a b - c d e'],
		['\u202eevil\u200b', 'evil'],
		['back\\slash', 'back＼slash'],
		['a.b. c.1 v.10.20 No.5', 'a.b. c.1 v․10.20 No.5'],
		['10.20.30', '10․20.30'],
		['- item', '‐ item'],
		['+ item', '＋ item'],
		['1. item', '1․ item'],
		['123456789) item', '123456789） item'],
		['1234567890) item', '1234567890) item'],
		['. item', '․ item'],
		['-', '‐'],
		['-1 - 2', '-1 - 2'],
		['1.5 x', '1.5 x'],
		['x 1. y', 'x 1. y'],
		['x'.repeat(60), 'x'.repeat(60)],
		['🥐'.repeat(61), `${'🥐'.repeat(59)}…`],
	])('escapes %j as %j', (text, escaped) => {
		expect(escapeChat(text)).toBe(escaped);
	});

	it('leaves no formatting, mention or link, and stays within the limit', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'binary', maxLength: 120 }), fc.integer({ min: 2, max: 60 }), (text, limit) => {
				const escaped = escapeChat(text, limit);
				expect(escaped).not.toMatch(/[<>@#*~`[\]|\\\n\r]|:\/\/|&\w+;|:\w+:/u);
				expect(Array.from(escaped).length).toBeLessThanOrEqual(limit);
			}),
			{ numRuns: 2_000 },
		);
	});
});

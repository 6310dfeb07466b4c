import fc from 'fast-check';

import type { Finding } from '../../../nodes/ApideckVault/audit/issues/finding';
import { worstFirst } from '../../../nodes/ApideckVault/audit/issues/findingOrder';
import { RULES } from '../../../nodes/ApideckVault/audit/rules/classify';
import { SEVERITIES } from '../../../nodes/ApideckVault/audit/rules/verdict';
import { formatTime } from '../../../nodes/ApideckVault/audit/text';
import { reportHtml, reportMarkdown } from './reportOf';
import { finding, NOW, summaryOf } from './reportSample';

describe('the order of findings', () => {
	const order = (...findings: Finding[]) => [...findings].sort(worstFirst);

	it('is by severity, then by deadline, then by rule, then by IDs', () => {
		const expected = [
			finding({ severity: 'critical', code: 'credentials_expiring_soon', deadline: '2026-03-12T08:00:00.000Z', consumer_id: 'y' }),
			finding({ severity: 'critical', code: 'invalid_credentials', deadline: '2026-03-12T08:30:00.000Z', consumer_id: 'b' }),
			finding({ severity: 'critical', code: 'credentials_expiring_soon', deadline: '2026-03-12T09:00:00.000Z', consumer_id: 'x' }),
			finding({ severity: 'critical', code: 'company_changed', consumer_id: 'z' }),
			finding({ severity: 'critical', code: 'credentials_expiring_soon', consumer_id: 'a' }),
			finding({ severity: 'critical', code: 'of_another_version', consumer_id: 'a' }),
			finding({ severity: 'warning', code: 'needs_consent', consumer_id: 'a', unified_api: 'accounting' }),
			finding({ severity: 'warning', code: 'needs_consent', consumer_id: 'a', unified_api: 'crm', service_id: 'pipedrive' }),
			finding({ severity: 'warning', code: 'needs_consent', consumer_id: 'a', unified_api: 'crm', service_id: 'salesforce' }),
			finding({ severity: 'warning', code: 'needs_consent', consumer_id: 'b', unified_api: 'accounting' }),
			finding({ severity: 'warning', code: 'needs_consent', consumer_id: 'b', unified_api: 'crm', service_id: 'salesforce' }),
			finding({ severity: 'warning', code: 'needs_consent', consumer_id: 'b', unified_api: 'crm', service_id: null }),
			finding({ severity: 'warning', code: 'needs_consent', consumer_id: 'b', unified_api: null, service_id: 'a' }),
			finding({ severity: 'info', code: 'confirmation_pending' }),
			finding({ severity: 'ok', code: 'healthy' }),
		];
		expect(order(...expected)).toEqual(expected);
		expect(order(...[...expected].reverse())).toEqual(expected);
	});
});

/** A finding is recognized by its consumer's name. */
const anyFindings = fc
	.array(
		fc.record({
			rule: fc.constantFrom(...RULES.filter(({ severity }) => severity !== 'ok')),
			hours: fc.option(fc.integer({ min: -5, max: 60 })),
			remedy: fc.constantFrom('Send a link.', 'Run it.', 'Wait.'),
		}),
		{ minLength: 1, maxLength: 12 },
	)
	.map((records) =>
		records.map(({ rule: { severity, code }, hours, remedy }, index) =>
			finding({ severity, code, remedy, reason: 'R.', consumer_name: `name-${index}-`, consumer_id: `id-${index}`, deadline: hours === null ? null : new Date(NOW + hours * 3_600_000).toISOString() }),
		),
	);

const reports: Array<[string, (findings: Finding[]) => string]> = [
	['HTML', (findings) => reportHtml(summaryOf(findings), findings)],
	['Markdown', (findings) => reportMarkdown(summaryOf(findings), findings)],
];

it.each(reports)('within a severity, findings with a deadline come first in %s, the earliest first', (_name, render) => {
	fc.assert(
		fc.property(anyFindings, (findings) => {
			const text = render(findings);
			const shown = findings.map((one) => ({ ...one, at: text.indexOf(one.consumer_name ?? '') })).sort((a, b) => a.at - b.at);
			expect(shown[0]?.at).toBeGreaterThan(0);
			for (const [index, { severity, deadline }] of shown.entries()) {
				const next = shown[index + 1];
				if (!next) continue;
				expect(SEVERITIES.indexOf(next.severity)).toBeGreaterThanOrEqual(SEVERITIES.indexOf(severity));
				if (next.severity === severity) expect((deadline ?? '9999') <= (next.deadline ?? '9999')).toBe(true);
			}
			for (const { deadline } of findings) if (deadline !== null) expect(text).toContain(`By ${formatTime(deadline)}`);
		}),
		{ numRuns: 60 },
	);
});

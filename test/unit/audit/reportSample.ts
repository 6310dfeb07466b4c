import type { Finding } from '../../../nodes/ApideckVault/audit/issues/finding';
import { homepage } from '../../../package.json';
import { SummaryCounter, type AuditSummary } from '../../../nodes/ApideckVault/audit/report/summary';

export const NOW = Date.UTC(2026, 2, 12, 7, 0, 0);

/** The page that every report links to. */
export const RULES_PAGE = homepage.replace('#readme', '/blob/main/docs/audit-rules.md');

/** The page without its one link. Fails if there is none, or more than one to that page. */
export function withoutRulesLink(html: string): string {
	const [before, after, ...more] = html.split(`<a class="muted" href="${RULES_PAGE}" `);
	if (before === undefined || after === undefined || more.length > 0) throw new Error('the report does not have exactly one link to the rules');
	return `${before}<span ${after.replace('</a>', '</span>')}`;
}

/** A finding as the audit creates it, with the given changes. */
export function finding(change: Partial<Finding> = {}): Finding {
	return {
		consumer_id: 'blue-fjord-bakery',
		consumer_name: 'Blue Fjord Bakery',
		connection: 'crm+salesforce',
		unified_api: 'crm',
		service_id: 'salesforce',
		connection_name: 'Salesforce',
		state: 'added',
		health: 'revoked',
		enabled: true,
		severity: 'critical',
		code: 'revoked',
		reason: 'Access to Salesforce was revoked by the consumer or by Salesforce.',
		remedy: 'Send the consumer a Hosted Vault link to authorize it again.',
		actor: 'consumer',
		deadline: null,
		...change,
	};
}

export function healthy(change: Partial<Finding> = {}): Finding {
	return finding({ severity: 'ok', code: 'healthy', state: 'callable', health: 'ok', reason: 'Salesforce can be called.', remedy: 'No action needed.', actor: 'nobody', ...change });
}

export const UNREADABLE = finding({ connection: null, unified_api: null, service_id: null, connection_name: null, state: null, health: null, enabled: null, severity: 'warning', code: 'unreadable', actor: 'you', reason: 'The connections of this consumer could not be read: the server responded 503.', remedy: 'Run the audit again.' });

export function summaryOf(findings: Finding[], frame: Partial<Parameters<SummaryCounter['summarize']>[0]> = {}): AuditSummary {
	const counter = new SummaryCounter();
	for (const one of findings) counter.add(one);
	return counter.summarize({ now: NOW, ...frame });
}

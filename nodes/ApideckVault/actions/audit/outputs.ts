import type { AuditSummary } from '../../audit/report/summary';
import type { LinkedFinding } from '../../audit/scan/reauthorizeLinks';
import { recordOutput } from '../output';

/** The most important fields. The reason names the service, so its name is not among them. */
const SIMPLIFIED_FINDING = ['severity', 'change', 'consumer_id', 'consumer_name', 'connection', 'reason', 'remedy', 'actor', 'deadline', 'code'] as const;

/** A finding as most workflows need it. */
export type SimplifiedFinding = Pick<LinkedFinding, (typeof SIMPLIFIED_FINDING)[number]>;

/** Only the findings that a link was requested for have them. */
const LINK_FIELDS = ['reauthorize_url', 'reauthorize_url_expires_at', 'reauthorize_note'] as const;

export const findingOutput = recordOutput<LinkedFinding>({
	fields: [...SIMPLIFIED_FINDING, ...LINK_FIELDS, 'connection_name', 'enabled', 'health', 'previous_severity', 'service_id', 'state', 'unified_api'],
	ids: ['consumer_id', 'connection'],
	simplify: (finding) => Object.fromEntries([...SIMPLIFIED_FINDING, ...LINK_FIELDS].filter((field) => Object.hasOwn(finding, field)).map((field) => [field, finding[field]])),
});

export interface Report extends AuditSummary {
	headline: string;
	markdown: string;
}

export const reportOutput = recordOutput<Report>({
	fields: ['headline', 'read_at', 'severities', 'changes', 'checked', 'not_read', 'breakdown', 'previous_run', 'markdown'],
	ids: ['headline', 'read_at'],
	// The lists of the breakdown can be long.
	simplify: (report) => Object.fromEntries(Object.entries(report).filter(([field]) => field !== 'breakdown')),
});

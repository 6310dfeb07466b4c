import type { Change, Finding } from '../finding';
import type { SeverityCounts } from '../memory';
import { titleOf } from '../rules';
import { severityRank, type Severity } from '../verdict';
import { byText } from './wording';

/** Consumers listed by name; the others are only counted. */
const CONSUMERS_SHOWN = 50;

export type CountedFinding = Pick<Finding, 'consumer_id' | 'consumer_name' | 'unified_api' | 'service_id' | 'connection_name' | 'severity' | 'code' | 'change'>;

/** Connections by severity; `findings` is all of them but ok. */
export interface GroupCounts extends SeverityCounts {
	total: number;
	findings: number;
}

/** The numbers of one audit; lists are worst first. */
export interface AuditSummary {
	/** ISO 8601, UTC. */
	at: string;
	/** Judged connections. */
	connections: number;
	/** Consumers looked at; null when the caller did not say. */
	consumers: number | null;
	consumers_with_findings: number;
	/** Consumers that could not be read; they are in no other count. */
	unreadable: number;
	/** Consumers whose connections were judged by their summary, because the details that a rule asked for could not be read. */
	details_unread: number;
	/** The filters let no connection through: nothing was checked, so nothing can be said. */
	nothing_matched: boolean;
	severities: SeverityCounts;
	changes: Record<Change, number>;
	codes: Array<{ code: string; title: string; severity: Severity; count: number }>;
	unified_apis: Array<{ unified_api: string } & GroupCounts>;
	services: Array<{ unified_api: string; service_id: string; connection_name: string | null } & GroupCounts>;
	/** The worst 50 of consumers_with_findings; their healthy connections are not counted. */
	worst_consumers: Array<{ consumer_id: string; consumer_name: string | null } & Omit<SeverityCounts, 'ok'>>;
	/** The last run, when there was one of the same scope. */
	previous: { at: string; severities: SeverityCounts } | null;
}

export interface SummaryFrame {
	/** Unix milliseconds. */
	now: number;
	consumers?: number;
	detailsUnread?: number;
	nothingMatched?: boolean;
	/** What serviceRows gave, worstServiceFirst, where the caller has sorted it: thousands of them take a while. */
	services?: AuditSummary['services'];
	/** From the memory of the last run; leave it out when the scope changed. */
	previous?: { at: number; totals: SeverityCounts } | null;
}

function noCounts(): SeverityCounts {
	return { critical: 0, warning: 0, info: 0, ok: 0 };
}

/** Weighs one count against another: most critical first, then most warnings, then most infos. */
function worse(a: Omit<SeverityCounts, 'ok'>, b: Omit<SeverityCounts, 'ok'>): number {
	return b.critical - a.critical || b.warning - a.warning || b.info - a.info;
}

/** The order of the services in a summary. */
export function worstServiceFirst(a: AuditSummary['services'][number], b: AuditSummary['services'][number]): number {
	return worse(a, b) || b.total - a.total || byText(a.unified_api, b.unified_api) || byText(a.service_id, b.service_id);
}

/** Counts verdicts one at a time. Memory grows with services and with consumers that have findings, not with connections. */
export class SummaryCounter {
	private readonly severities = noCounts();

	private readonly changes: Record<Change, number> = { new: 0, worsened: 0, improved: 0, resolved: 0, disappeared: 0 };

	private readonly codes = new Map<string, { severity: Severity; count: number }>();

	private readonly services = new Map<string, { unified_api: string; service_id: string; connection_name: string | null; counts: SeverityCounts }>();

	private readonly consumers = new Map<string, { consumer_name: string | null; counts: SeverityCounts }>();

	private unreadable = 0;

	/** Takes every verdict, healthy ones too: without them the shares would be wrong. */
	add(finding: CountedFinding): void {
		const { severity, code, change } = finding;
		if (change) this.changes[change] += 1;
		// What is gone is no connection any more, and nobody knows how many an unreadable consumer has.
		if (change === 'disappeared') return;
		if (severity !== 'ok') this.codes.set(code, { severity, count: (this.codes.get(code)?.count ?? 0) + 1 });
		if (code === 'unreadable') {
			this.unreadable += 1;
			return;
		}
		this.severities[severity] += 1;
		this.serviceCounts(finding)[severity] += 1;
		if (severity !== 'ok') this.consumerCounts(finding)[severity] += 1;
	}

	/** Each service with its counts, in no order. */
	serviceRows(): AuditSummary['services'] {
		const rows: AuditSummary['services'] = [];
		for (const { unified_api, service_id, connection_name, counts } of this.services.values()) {
			// One by one: to spread objects takes ten times as long, and there can be thousands.
			const { critical, warning, info, ok } = counts;
			const findings = critical + warning + info;
			rows.push({ unified_api, service_id, connection_name, critical, warning, info, ok, findings, total: findings + ok });
		}
		return rows;
	}

	summarize({ now, consumers, detailsUnread, nothingMatched, previous, services }: SummaryFrame): AuditSummary {
		return {
			at: new Date(now).toISOString(),
			connections: withTotals(this.severities).total,
			consumers: consumers ?? null,
			consumers_with_findings: this.consumers.size,
			unreadable: this.unreadable,
			details_unread: detailsUnread ?? 0,
			nothing_matched: nothingMatched ?? false,
			severities: { ...this.severities },
			changes: { ...this.changes },
			codes: [...this.codes]
				.map(([code, { severity, count }]) => ({ code, title: titleOf(code), severity, count }))
				.sort((a, b) => severityRank(b.severity) - severityRank(a.severity) || b.count - a.count || byText(a.code, b.code)),
			unified_apis: this.apiCounts().sort((a, b) => worse(a, b) || b.total - a.total || byText(a.unified_api, b.unified_api)),
			services: services ?? this.serviceRows().sort(worstServiceFirst),
			worst_consumers: this.worstConsumers(),
			previous: previous ? { at: new Date(previous.at).toISOString(), severities: { ...previous.totals } } : null,
		};
	}

	private serviceCounts({ unified_api, service_id, connection_name }: CountedFinding): SeverityCounts {
		const key = JSON.stringify([unified_api, service_id]);
		const known = this.services.get(key) ?? { unified_api: unified_api ?? '', service_id: service_id ?? '', connection_name, counts: noCounts() };
		this.services.set(key, known);
		return known.counts;
	}

	private consumerCounts({ consumer_id, consumer_name }: CountedFinding): SeverityCounts {
		const known = this.consumers.get(consumer_id) ?? { consumer_name, counts: noCounts() };
		this.consumers.set(consumer_id, known);
		return known.counts;
	}

	/** Kept in order while they are gone through: of 100,000 consumers only the worst have to be sorted. */
	private worstConsumers(): AuditSummary['worst_consumers'] {
		const worst: AuditSummary['worst_consumers'] = [];
		const order = (a: (typeof worst)[number], b: (typeof worst)[number]) => worse(a, b) || byText(a.consumer_id, b.consumer_id);
		for (const [consumer_id, { consumer_name, counts }] of this.consumers) {
			const { critical, warning, info } = counts;
			const one = { consumer_id, consumer_name, critical, warning, info };
			const last = worst.at(-1);
			if (worst.length === CONSUMERS_SHOWN && last && order(last, one) <= 0) continue;
			let [place, end] = [0, worst.length];
			while (place < end) {
				const middle = (place + end) >> 1;
				if (order(worst[middle] ?? one, one) <= 0) place = middle + 1;
				else end = middle;
			}
			worst.splice(place, 0, one);
			if (worst.length > CONSUMERS_SHOWN) worst.pop();
		}
		return worst;
	}

	private apiCounts(): AuditSummary['unified_apis'] {
		const byApi = new Map<string, SeverityCounts>();
		for (const { unified_api, counts } of this.services.values()) {
			const sum = byApi.get(unified_api) ?? noCounts();
			sum.critical += counts.critical;
			sum.warning += counts.warning;
			sum.info += counts.info;
			sum.ok += counts.ok;
			byApi.set(unified_api, sum);
		}
		return [...byApi].map(([unified_api, counts]) => ({ unified_api, ...withTotals(counts) }));
	}
}

function withTotals(counts: SeverityCounts): GroupCounts {
	const findings = counts.critical + counts.warning + counts.info;
	return { ...counts, findings, total: findings + counts.ok };
}

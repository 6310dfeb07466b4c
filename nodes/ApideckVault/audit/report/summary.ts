import type { Change, Finding } from '../issues/finding';
import type { SeverityCounts } from '../issues/memory';
import { titleOf } from '../rules/classify';
import { type Severity, severityRank } from '../rules/verdict';
import { compareText } from '../text';

/** Consumers listed by name. The others are only counted. */
const CONSUMERS_SHOWN = 50;

export type CountedFinding = Pick<Finding, 'consumer_id' | 'consumer_name' | 'unified_api' | 'service_id' | 'connection_name' | 'severity' | 'code' | 'change'>;

/** Connections by severity; `findings` excludes healthy ones. */
export interface GroupCounts extends SeverityCounts {
	total: number;
	findings: number;
}

/** The counts of one audit. Lists start with the most severe entry. */
export interface AuditSummary {
	/** When the audit started to read, ISO 8601, UTC. */
	read_at: string;
	/** Assessed connections. */
	severities: SeverityCounts;
	changes: Record<Change, number>;
	checked: {
		/** Consumers covered; null if unknown. */
		consumers: number | null;
		consumers_with_findings: number;
		connections: number;
		/** No connection matched the filters, so nothing was checked. */
		nothing_matched: boolean;
	};
	not_read: {
		/** They are not included in any other count. */
		consumers: number;
		/** Consumers whose connections were assessed from summaries only, because details that a rule needs could not be read. */
		consumer_details: number;
	};
	breakdown: {
		by_code: Array<{ code: string; title: string; severity: Severity; count: number }>;
		by_unified_api: Array<{ unified_api: string } & GroupCounts>;
		by_service: ServiceRow[];
		/** The 50 consumers with the most severe findings. Healthy connections are not counted. */
		worst_consumers: Array<{ consumer_id: string; consumer_name: string | null } & Omit<SeverityCounts, 'ok'>>;
	};
	/** The last run with the same scope, if there was one. */
	previous_run: { read_at: string; severities: SeverityCounts } | null;
}

/** One service with its counts. */
type ServiceRow = { unified_api: string; service_id: string; connection_name: string | null } & GroupCounts;

export interface SummaryFrame {
	/** Unix milliseconds. */
	now: number;
	consumers?: number;
	detailsUnread?: number;
	nothingMatched?: boolean;
	/** The result of serviceRows in the order of worstServiceFirst, if the caller has sorted it: thousands of rows take a while. */
	services?: ServiceRow[];
	/** From the state of the last run; omit it if the scope changed. */
	previous?: { at: number; totals: SeverityCounts } | null;
}

function zeroCounts(): SeverityCounts {
	return { critical: 0, warning: 0, info: 0, ok: 0 };
}

/** Sorts by the number of critical findings, then warnings, then infos, highest first. */
function compareCounts(a: Omit<SeverityCounts, 'ok'>, b: Omit<SeverityCounts, 'ok'>): number {
	return b.critical - a.critical || b.warning - a.warning || b.info - a.info;
}

/** The order of the services in a summary. */
export function worstServiceFirst(a: ServiceRow, b: ServiceRow): number {
	return compareCounts(a, b) || b.total - a.total || compareText(a.unified_api, b.unified_api) || compareText(a.service_id, b.service_id);
}

/** Counts verdicts one at a time. Memory use grows with services and consumers that have findings, not with connections. */
export class SummaryCounter {
	private readonly severities = zeroCounts();

	private readonly changes: Record<Change, number> = { new: 0, worsened: 0, improved: 0, resolved: 0, disappeared: 0 };

	private readonly codes = new Map<string, { severity: Severity; count: number }>();

	private readonly services = new Map<string, { unified_api: string; service_id: string; connection_name: string | null; counts: SeverityCounts }>();

	private readonly consumers = new Map<string, { consumer_name: string | null; counts: SeverityCounts }>();

	private unreadable = 0;

	/** Expects every verdict, including healthy ones: without them, the shares would be wrong. */
	add(finding: CountedFinding): void {
		const { severity, code, change } = finding;
		if (change) this.changes[change] += 1;
		// A disappeared connection is not counted, and neither are those of an unreadable consumer, whose number is unknown.
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

	/** Each service with its counts, unsorted. */
	serviceRows(): ServiceRow[] {
		const rows: ServiceRow[] = [];
		for (const { unified_api, service_id, connection_name, counts } of this.services.values()) {
			// Spreading the objects would take ten times as long, and there can be thousands.
			const { critical, warning, info, ok } = counts;
			const findings = critical + warning + info;
			rows.push({ unified_api, service_id, connection_name, critical, warning, info, ok, findings, total: findings + ok });
		}
		return rows;
	}

	summarize({ now, consumers, detailsUnread, nothingMatched, previous, services }: SummaryFrame): AuditSummary {
		return {
			read_at: new Date(now).toISOString(),
			severities: { ...this.severities },
			changes: { ...this.changes },
			checked: {
				consumers: consumers ?? null,
				consumers_with_findings: this.consumers.size,
				connections: withTotals(this.severities).total,
				nothing_matched: nothingMatched ?? false,
			},
			not_read: { consumers: this.unreadable, consumer_details: detailsUnread ?? 0 },
			breakdown: {
				by_code: [...this.codes]
					.map(([code, { severity, count }]) => ({ code, title: titleOf(code), severity, count }))
					.sort((a, b) => severityRank(b.severity) - severityRank(a.severity) || b.count - a.count || compareText(a.code, b.code)),
				by_unified_api: this.apiCounts().sort((a, b) => compareCounts(a, b) || b.total - a.total || compareText(a.unified_api, b.unified_api)),
				by_service: services ?? this.serviceRows().sort(worstServiceFirst),
				worst_consumers: this.worstConsumers(),
			},
			previous_run: previous ? { read_at: new Date(previous.at).toISOString(), severities: { ...previous.totals } } : null,
		};
	}

	private serviceCounts({ unified_api, service_id, connection_name }: CountedFinding): SeverityCounts {
		const key = JSON.stringify([unified_api, service_id]);
		const known = this.services.get(key) ?? { unified_api: unified_api ?? '', service_id: service_id ?? '', connection_name, counts: zeroCounts() };
		this.services.set(key, known);
		return known.counts;
	}

	private consumerCounts({ consumer_id, consumer_name }: CountedFinding): SeverityCounts {
		const known = this.consumers.get(consumer_id) ?? { consumer_name, counts: zeroCounts() };
		this.consumers.set(consumer_id, known);
		return known.counts;
	}

	/** Keeps a sorted list of the worst consumers, so that 100,000 consumers need not be sorted. */
	private worstConsumers(): AuditSummary['breakdown']['worst_consumers'] {
		const worst: AuditSummary['breakdown']['worst_consumers'] = [];
		const order = (a: (typeof worst)[number], b: (typeof worst)[number]) => compareCounts(a, b) || compareText(a.consumer_id, b.consumer_id);
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

	private apiCounts(): AuditSummary['breakdown']['by_unified_api'] {
		const byApi = new Map<string, SeverityCounts>();
		for (const { unified_api, counts } of this.services.values()) {
			const sum = byApi.get(unified_api) ?? zeroCounts();
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

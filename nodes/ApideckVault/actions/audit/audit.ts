import { disappearedFinding, type Finding } from '../../audit/finding';
import type { AuditMemory, SeverityCounts } from '../../audit/memory';
import { plain } from '../../audit/plainText';
import { severityRank } from '../../audit/verdict';
import type { Endpoint, ItemCall } from '../operation';
import { LastRun } from './lastRun';
import { isFiltered, type AuditSettings } from './parameters';
import { scan } from './scan';
import type { ScanCounts } from './scanContext';
import { sortInTurns } from './sortInTurns';
import { Turns } from './turns';

/** What an audit can call, depending on its settings. */
export const AUDIT_ENDPOINTS: readonly Endpoint[] = [
	'GET /vault/consumers',
	'GET /vault/consumers/{consumer_id}',
	'GET /vault/connections',
	'POST /vault/connections/{unified_api}/{service_id}/validate',
];

/** One audit: what it found, what it looked at, and the run before it. */
export interface AuditResult {
	/** Worst first, then by consumer, unified API and service. */
	findings: Finding[];
	counts: ScanCounts;
	/** The last run, if there was one that looked at the same. */
	previous: AuditMemory | null;
	/** The filters let no connection through, so nothing was checked. */
	nothingMatched: boolean;
	/** Unix milliseconds. */
	now: number;
	/** For what is done with the findings. */
	turns: Turns;
}

/**
 * Runs an audit and keeps the findings that are wanted.
 * @param changesOnly only what differs from the last run, what is gone and what is healthy again included
 * @param remember whether the next run is to compare with this one
 * @param every called with each verdict as it is made, wanted or not
 */
export async function audit(
	call: ItemCall,
	settings: AuditSettings,
	{ changesOnly, remember }: { changesOnly: boolean; remember: boolean },
	every: (finding: Finding) => void = () => {},
): Promise<AuditResult> {
	const now = Date.now();
	const turns = new Turns(call);
	const lastRun = await LastRun.open(call, settings.scope, { changesOnly, remember });
	const { tracker } = lastRun;
	const findings: Finding[] = [];
	// Nothing to compare with: calling everything new would say no more, unless only what is new was asked for.
	const comparing = changesOnly || !tracker.firstRun;
	const sink = (judged: Finding) => {
		const finding = comparing ? judged : withoutChange(judged);
		every(finding);
		const wanted = changesOnly
			? finding.change !== undefined
			: settings.includeHealthy || finding.severity !== 'ok' || finding.change === 'resolved';
		if (wanted) findings.push(finding);
	};
	const counts = await scan({ call, settings, tracker, now, turns, sink });
	// All consumers gone at once is a mistake somewhere, not news: nothing is reported as gone, and the memory stays.
	const emptied = counts.consumers === 0 && settings.scope.consumerId === undefined && knewSome(tracker.previous);
	if (emptied) call.hint('Apideck listed no consumers at all, although the last run knew some. The memory of that run was kept.');
	const { disappeared, carried } = emptied ? { disappeared: [], carried: undefined } : await lastRun.finish(now, remember, turns);
	for (const { consumer_id: id, unified_api, service_id, connection_name, previous } of disappeared) {
		await turns.next();
		const gone = disappearedFinding({ id }, { unified_api, service_id, connection_name }, previous.severity);
		every(gone);
		findings.push(gone);
	}
	if (settings.scope.consumerId === undefined && call.item.context.getInputData().length > 1) {
		call.hint(
			"The audit of all consumers ran once for each input item. Turn on 'Execute Once' in the node's settings to run it only once.",
		);
	}
	tellAboutComparison(call, changesOnly, tracker, counts);
	const nothingMatched = counts.connections === 0 && counts.unreadable === 0 && isFiltered(settings.scope);
	if (nothingMatched) {
		call.hint("No connection matched the filters, so nothing was checked. Check the values under 'Connections to Audit', or the consumer.");
	}
	const unmatched = [...settings.scope.unifiedApis, ...settings.scope.services].filter((value) => !counts.matched.has(value));
	if (!nothingMatched && unmatched.length > 0) {
		call.hint(`No connection matched these values under 'Connections to Audit': ${unmatched.map((value) => plain(value, 60)).join(', ')}. Check their spelling.`);
	}
	return {
		findings: await sortInTurns(findings, worstFirst, turns),
		counts,
		previous: comparable(tracker.previous, carried),
		nothingMatched,
		now,
		turns,
	};
}

/** The last run without what this one could not read, or an outage would look like an improvement. */
function comparable(previous: AuditMemory | null, carried: SeverityCounts | undefined): AuditMemory | null {
	if (!previous || !carried) return previous;
	const { critical, warning, info, ok } = previous.totals;
	const totals = { critical: critical - carried.critical, warning: warning - carried.warning, info: info - carried.info, ok: ok - carried.ok };
	return { ...previous, totals };
}

function withoutChange(finding: Finding): Finding {
	const rest = { ...finding };
	delete rest.change;
	delete rest.previous_severity;
	return rest;
}

function knewSome(memory: AuditMemory | null): boolean {
	return (memory?.consumers.size ?? 0) > 0;
}

function tellAboutComparison(
	call: ItemCall,
	changesOnly: boolean,
	{ firstRun }: { firstRun: boolean },
	{ unreadable }: ScanCounts,
): void {
	if (changesOnly && firstRun) {
		call.hint(
			'There is no earlier run to compare with for these filters and this application, so every finding counts as new. Test runs in the editor are not remembered, only runs of the published workflow.',
		);
	}
	if (unreadable > 0) {
		call.hint(
			`${unreadable} ${unreadable === 1 ? 'consumer' : 'consumers'} could not be read; see the findings with the code 'unreadable'. What is known of them from the last run was kept.`,
		);
	}
}

function worstFirst(a: Finding, b: Finding): number {
	return (
		severityRank(b.severity) - severityRank(a.severity) ||
		compare(a.consumer_id, b.consumer_id) ||
		compare(a.unified_api ?? '', b.unified_api ?? '') ||
		compare(a.service_id ?? '', b.service_id ?? '')
	);
}

/** By code unit: the same order on every host, whatever its locale. */
function compare(a: string, b: string): number {
	return a < b ? -1 : a > b ? 1 : 0;
}

import type { Consumer } from '../../api/connection';
import { Pool } from '../../transport/concurrency';
import { paginate } from '../../transport/paginate';
import { disappearedFinding, type Finding } from '../issues/finding';
import { worstFirst } from '../issues/findingOrder';
import type { AuditState, SeverityCounts } from '../issues/memory';
import { singleLine } from '../text';
import { ConsumerScan } from './consumerScan';
import { LastRun } from './lastRun';
import { isFiltered, sortYielding, Yielder, type AuditHost, type AuditScope, type AuditSettings, type ScanContext, type ScanCounts } from './scanContext';

/** The findings of one audit, its counts, and the last run. */
export interface AuditResult {
	/** In the order of worstFirst. */
	findings: Finding[];
	counts: ScanCounts;
	/** The last run with the same scope, if there was one. */
	previous: AuditState | null;
	/** No connection matched the filters, so nothing was checked. */
	nothingMatched: boolean;
	/** Unix milliseconds. */
	now: number;
	/** For processing the findings. */
	yielder: Yielder;
}

/**
 * Runs an audit and returns the requested findings.
 * @param changesOnly return only what changed since the last run, including disappeared and resolved connections
 * @param persist store the results, so that the next run compares with this one
 * @param onVerdict called with each verdict as it is made, wanted or not
 */
export async function audit(
	host: AuditHost,
	settings: AuditSettings,
	{ changesOnly, persist }: { changesOnly: boolean; persist: boolean },
	onVerdict: (finding: Finding) => void = () => {},
): Promise<AuditResult> {
	const now = Date.now();
	const yielder = new Yielder(host);
	const lastRun = await LastRun.open(host, settings.scope, { changesOnly, persist });
	const { tracker } = lastRun;
	const findings: Finding[] = [];
	// Without a last run, marking everything as new adds nothing, unless only changes were requested.
	const comparing = changesOnly || !tracker.firstRun;
	const handleVerdict = (verdict: Finding) => {
		const finding = comparing ? verdict : withoutChange(verdict);
		onVerdict(finding);
		const wanted = changesOnly
			? finding.change !== undefined
			: settings.includeHealthy || finding.severity !== 'ok' || finding.change === 'resolved';
		if (wanted) findings.push(finding);
	};
	const counts = await scan({ host, settings, tracker, now, yielder, onVerdict: handleVerdict });
	// All consumers disappearing at once points to a mistake elsewhere: nothing is reported as disappeared, and the state is kept.
	const allConsumersVanished = counts.consumers === 0 && settings.scope.consumerId === undefined && hasConsumers(tracker.previous);
	if (allConsumersVanished) host.addHint('Apideck returned no consumers, but the previous run had some. The previous results were kept.');
	const { disappeared, carriedOver } = allConsumersVanished ? { disappeared: [], carriedOver: undefined } : await lastRun.finish(now, persist, yielder);
	for (const { consumer_id: id, unified_api, service_id, connection_name, previous } of disappeared) {
		await yielder.yieldIfDue();
		const finding = disappearedFinding({ id }, { unified_api, service_id, connection_name }, previous.severity);
		onVerdict(finding);
		findings.push(finding);
	}
	if (settings.scope.consumerId === undefined && host.item.context.getInputData().length > 1) {
		host.addHint(
			"The audit of all consumers ran once for each input item. Turn on 'Execute Once' in the node's settings to run it only once.",
		);
	}
	addComparisonHints(host, changesOnly, tracker, counts);
	const nothingMatched = counts.connections === 0 && counts.unreadable === 0 && isFiltered(settings.scope);
	if (nothingMatched) {
		host.addHint("No connections matched the filters, so nothing was checked. Check the values under 'Filters', or the consumer.");
	}
	const unmatched = [...settings.scope.unifiedApis, ...settings.scope.services].filter((value) => !counts.matchedFilters.has(value));
	if (!nothingMatched && unmatched.length > 0) {
		host.addHint(`No connections matched these values under 'Filters': ${unmatched.map((value) => singleLine(value, 60)).join(', ')}. Check the spelling.`);
	}
	return {
		findings: await sortYielding(findings, worstFirst, yielder),
		counts,
		previous: withoutCarriedOver(tracker.previous, carriedOver),
		nothingMatched,
		now,
		yielder,
	};
}

/** The last run without the entries that this run could not read. Otherwise, an outage would look like an improvement. */
function withoutCarriedOver(previous: AuditState | null, carriedOver: SeverityCounts | undefined): AuditState | null {
	if (!previous || !carriedOver) return previous;
	const { critical, warning, info, ok } = previous.totals;
	const totals = { critical: critical - carriedOver.critical, warning: warning - carriedOver.warning, info: info - carriedOver.info, ok: ok - carriedOver.ok };
	return { ...previous, totals };
}

function withoutChange(finding: Finding): Finding {
	const rest = { ...finding };
	delete rest.change;
	delete rest.previous_severity;
	return rest;
}

function hasConsumers(state: AuditState | null): boolean {
	return (state?.consumers.size ?? 0) > 0;
}

function addComparisonHints(
	host: AuditHost,
	changesOnly: boolean,
	{ firstRun }: { firstRun: boolean },
	{ unreadable }: ScanCounts,
): void {
	if (changesOnly && firstRun) {
		host.addHint(
			'There is no previous run to compare with for these filters and this application, so every finding counts as new. Only runs of the published workflow are stored, not test runs in the editor.',
		);
	}
	if (unreadable > 0) {
		host.addHint(
			`${unreadable} ${unreadable === 1 ? 'consumer' : 'consumers'} could not be read. See the findings with the code 'unreadable'. Their previous results were kept.`,
		);
	}
}

const PROGRESS_INTERVAL = 1000;

/** Consumers of the last run that one run looks up by ID, because Apideck's list no longer includes them. */
const MAX_LOOKUPS = 200;

/**
 * Reads and assesses every connection in scope, one page of consumers at a time, without keeping them: memory use is bounded by
 * what `onVerdict` keeps.
 *
 * Requests: one per page of 200 consumers; none for a consumer without services; one GET consumer for each other, and for each
 * that the last run knew and the list no longer includes; one GET connections for each consumer with a rule that needs more than
 * the summary, and one per audit to load the state of the integrations. docs/audit.md has the figures.
 *
 * A consumer that cannot be read becomes an `unreadable` finding, whatever the error.
 * @throws only for a rejected credential, an unreadable list of consumers, and cancellation
 */
export async function scan(context: ScanContext): Promise<ScanCounts> {
	const { host, settings, tracker, yielder } = context;
	const counts: ScanCounts = { consumers: 0, connections: 0, unreadable: 0, detailsUnreadable: 0, matchedFilters: new Set() };
	const consumers = new ConsumerScan(context, counts);
	const pool = new Pool();
	let failure: { error: unknown } | undefined;
	const shouldStop = () => failure !== undefined || host.vault.signal?.aborted === true;
	const start = async (task: () => Promise<void>) => {
		await pool.waitForSlot(host.options.concurrency);
		await yielder.yieldIfDue();
		if (shouldStop()) return;
		pool.run(async () => {
			try {
				await task();
			} catch (error) {
				failure ??= { error };
			}
		});
	};
	const seen = new Set<string>();
	try {
		for await (const page of consumerPages(host, settings.scope)) {
			consumers.onPage();
			for (const consumer of page) {
				// Pages overlap when consumers are added or deleted during the scan. Consumers without an ID are never the same.
				if (consumer.consumer_id !== '' && seen.has(consumer.consumer_id)) continue;
				seen.add(consumer.consumer_id);
				counts.consumers++;
				if (counts.consumers % PROGRESS_INTERVAL === 0) host.item.context.logger.info(`Apideck Vault audit: ${counts.consumers} consumers read so far`);
				await start(async () => await consumers.read(consumer));
				if (shouldStop()) break;
			}
			if (shouldStop()) break;
		}
		if (!shouldStop() && settings.scope.consumerId === undefined && counts.consumers > 0) {
			const missing = tracker.notSeen(seen);
			// Consumers that were not looked up last time are at the end, so they come first now.
			const lookedUp = missing.slice(-MAX_LOOKUPS);
			for (const consumerId of missing.slice(0, missing.length - lookedUp.length)) tracker.retain(consumerId);
			if (missing.length > lookedUp.length) host.addHint(`${missing.length} consumers of the previous run are not in Apideck's list. ${MAX_LOOKUPS} of them were looked up by ID. The results of the others were kept until a later run looks them up.`);
			for (const consumerId of lookedUp) {
				await start(async () => await consumers.lookUp(consumerId));
				if (shouldStop()) break;
			}
		}
		await pool.onIdle();
		if (!shouldStop()) await consumers.finish();
	} finally {
		// Also after an error, so that no request outlives the node's run.
		await pool.onIdle();
	}
	if (failure) throw failure.error;
	return counts;
}

async function* consumerPages(host: AuditHost, scope: AuditScope): AsyncGenerator<Consumer[]> {
	if (scope.consumerId !== undefined) {
		yield [{ consumer_id: scope.consumerId }];
		return;
	}
	const list = {
		method: 'GET' as const,
		path: ['vault', 'consumers'],
		query: { 'filter[search]': scope.search || undefined },
	};
	let malformed = 0;
	for await (const page of paginate<Consumer>(host.vault, list, host.options.request, Infinity, (count) => (malformed += count))) {
		// A consumer without an ID is kept and reported as unreadable.
		yield page.map(normalizeId).filter(({ consumer_id: id }) => id.startsWith(scope.consumerPrefix));
	}
	if (malformed > 0) host.addHint(`${malformed} ${malformed === 1 ? 'entry' : 'entries'} in Apideck's list of consumers could not be read and ${malformed === 1 ? 'was' : 'were'} not audited.`);
}

/**
 * The API documents IDs as text, and all other code relies on it. A number is converted, unless it is too large: JSON has rounded
 * it, and it would be another consumer's ID.
 */
function normalizeId(consumer: Consumer): Consumer {
	const id: unknown = consumer.consumer_id;
	return { ...consumer, consumer_id: typeof id === 'string' || Number.isSafeInteger(id) ? String(id) : '' };
}

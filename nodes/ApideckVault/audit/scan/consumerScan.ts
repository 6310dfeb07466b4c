import { assess, assessSnapshot, isAdded, type Assessment } from '../rules/classify';
import { normalizeConnection, withIntegration, type AuditContext, type AuditedConnection, type ConnectionSnapshot, type IntegrationFacts, type StoredConnection } from '../rules/snapshot';
import { connectionFinding, detailsUnreadableVerdict, unreadableFinding } from '../issues/finding';
import { severityRank } from '../rules/verdict';
import { isHeaderSafe } from '../../api/ids';
import { isConsumerPathSafe } from '../../transport/call';
import type { Connection, Consumer } from '../../api/connection';
import { isCancellation, ApiKeyCheck, asThrowable, displayNameOf, parseConsumerResponse, reasonOf, describeReadError, STOPPED_RESPONDING } from './consumerResponse';
import { Details, Integrations, connectionKey, probe } from './details';
import { CircuitBreaker } from '../../transport/concurrency';
import type { ScanContext, ScanCounts } from './scanContext';

/** Consumers that wait for the state of the integrations, because their own details could not be read. */
const MAX_WAITING = 20;

/** Longer than any valid ID. A longer one would not fit into a request and is not sent. */
const MAX_ID_LENGTH = 1_024;

const ID_NOT_HEADER_SAFE = "its ID can't be sent in an HTTP header";
const NOT_IN_DETAILS = "it is missing from the details of the consumer's connections";

/** A connection in summary form, normalized once. */
interface ConnectionSummary {
	connection: AuditedConnection;
	/** Without the facts about its integration, which may not be loaded yet. */
	snapshot: ConnectionSnapshot;
	previous: StoredConnection | null;
}

/** A consumer with its connections in scope. */
interface ConsumerSummary {
	id: string;
	name: string | null;
	summaries: ConnectionSummary[];
}

/** A connection with its final verdict. */
interface AuditedResult extends Pick<Assessment, 'snapshot' | 'verdict'> {
	connection: AuditedConnection;
	previous: StoredConnection | null;
	/** Why details that a rule needs could not be read; undefined if they were read or not needed. */
	partialReason: string | undefined;
}

/** Reads and assesses the consumers of a scan. */
export class ConsumerScan {
	private readonly circuitBreaker = new CircuitBreaker();

	private readonly details: Details;

	private readonly integrations: Integrations;

	private readonly apiKeyCheck: ApiKeyCheck;

	private readonly waiting = new Map<string, ConsumerSummary>();

	constructor(
		private readonly context: ScanContext,
		private readonly counts: ScanCounts,
	) {
		const { host } = context;
		this.apiKeyCheck = new ApiKeyCheck(host);
		this.details = new Details(host, host.options.request, async (error) => await this.rethrowFatal(error));
		this.integrations = new Integrations(async (consumerId) => await this.details.read(consumerId));
	}

	/** Call for each page of the list of consumers: it proves that the key is valid. */
	onPage(): void {
		this.apiKeyCheck.markValid();
	}

	/** @throws only errors that must end the audit */
	async read(listed: Consumer): Promise<void> {
		if (this.mayHaveConnections(listed)) await this.readConsumer(listed, false);
		this.close(listed.consumer_id);
	}

	/** Looks up a consumer of the last run that the list does not include: it was deleted, or moved between pages while they were read. */
	async lookUp(consumerId: string): Promise<void> {
		await this.readConsumer({ consumer_id: consumerId }, true);
		this.close(consumerId);
	}

	/** Audits the consumers that waited for the state of the integrations, and adds hints about what could not be read. */
	async finish(): Promise<void> {
		const { host, tracker } = this.context;
		for (const consumer of this.waiting.values()) {
			await this.catchAsUnreadable(consumer, async () => await this.auditConnections(consumer, true));
			tracker.close(consumer.id);
		}
		this.counts.detailsUnreadable = this.details.unreadableCount;
		for (const hint of this.details.hints(this.integrations.unavailable)) host.addHint(hint);
	}

	private close(consumerId: string): void {
		if (!this.waiting.has(consumerId)) this.context.tracker.close(consumerId);
	}

	private async readConsumer(listed: Consumer, mayBeGone: boolean): Promise<void> {
		const { host } = this.context;
		const consumer = { id: listed.consumer_id, name: displayNameOf(listed.metadata) };
		if (!isConsumerPathSafe(consumer.id) || consumer.id.length > MAX_ID_LENGTH) {
			this.reportUnreadable(consumer, "its ID can't be used in a URL");
			return;
		}
		const request = this.circuitBreaker.next(host.options.request);
		if (!request) {
			this.reportUnreadable(consumer, STOPPED_RESPONDING);
			return;
		}
		await this.catchAsUnreadable(consumer, async () => {
			try {
				const { data } = await host.vault.request<Consumer>({ method: 'GET', path: ['vault', 'consumers', consumer.id] }, request);
				this.circuitBreaker.onSuccess();
				this.apiKeyCheck.markValid();
				await this.processResponse(listed, data, mayBeGone);
			} catch (error) {
				if (!mayBeGone || reasonOf(error) !== 'not_found') throw asThrowable(error);
			}
		});
	}

	/** Turns an error into a finding about this consumer. @throws only errors that must end the audit */
	private async catchAsUnreadable(consumer: { id: string; name: string | null }, task: () => Promise<void>): Promise<void> {
		try {
			await task();
		} catch (error) {
			await this.rethrowFatal(error);
			this.circuitBreaker.onFailure(reasonOf(error));
			this.reportUnreadable(consumer, describeReadError(error));
		}
	}

	private async rethrowFatal(error: unknown): Promise<void> {
		const { host } = this.context;
		const rejected = reasonOf(error) === 'credential_rejected' && !isCancellation(host, error) && (await this.apiKeyCheck.isRejected(host.options.request));
		if (rejected || isCancellation(host, error)) throw asThrowable(error);
	}

	private async processResponse(listed: Consumer, data: Consumer, mayBeGone: boolean): Promise<void> {
		const { settings, tracker, yielder } = this.context;
		const { consumer_id: id } = listed;
		const { connections, unreadableReason, name, matches } = parseConsumerResponse(listed, data);
		if (mayBeGone && connections !== undefined && !matches(settings.scope.search)) {
			tracker.forget(id);
			return;
		}
		if (mayBeGone) this.counts.consumers++;
		const summaries: ConnectionSummary[] = [];
		for (const connection of connections ?? []) {
			await yielder.yieldIfDue();
			if (!this.inScope(connection)) continue;
			const previous = tracker.lookUp(id, connection);
			const snapshot = normalizeConnection(connection, this.contextOf(previous, undefined));
			// The phase decides, not the state: a connection that lost its authorization has the same state as an unfinished one.
			if (settings.scope.onlyConfigured && snapshot.phase === 'setting_up') tracker.skip(id, connection);
			else summaries.push({ connection, snapshot, previous });
		}
		if (summaries.length > 0) await this.auditConnections({ id, name, summaries }, false);
		if (unreadableReason !== '') this.reportUnreadable({ id, name }, unreadableReason);
	}

	/** @param waited whether the consumer waited for the state of the integrations, because its details could not be read */
	private async auditConnections(consumer: ConsumerSummary, waited: boolean): Promise<void> {
		const { host, settings, yielder } = this.context;
		const { id, summaries } = consumer;
		const headerSafe = isHeaderSafe(id);
		const readable = headerSafe && !waited && (await this.integrations.ensureLoaded(id));
		if (headerSafe && !waited && !readable && this.waiting.size < MAX_WAITING) {
			this.waiting.set(id, consumer);
			return;
		}
		if (readable && settings.probe) await probe(host, id, summaries.map(({ connection }) => connection));
		const assessed: Array<ConnectionSummary & { facts: IntegrationFacts | undefined; assessment: Assessment }> = [];
		for (const summary of summaries) {
			await yielder.yieldIfDue();
			const facts = this.integrations.facts(summary.connection);
			const snapshot = withIntegration(summary.snapshot, summary.connection, facts);
			assessed.push({ ...summary, facts, assessment: assessSnapshot(snapshot, summary.previous?.code ?? '') });
		}
		const all = settings.probe || settings.thorough;
		const detailsWanted = all || assessed.some(({ assessment }) => assessment.needsDetail);
		const detailsByKey = new Map<string, Connection>();
		const details = detailsWanted && readable ? await this.details.read(id) : undefined;
		for (const connection of details ?? []) {
			await yielder.yieldIfDue();
			// Of duplicates, the first one counts.
			if (!detailsByKey.has(connectionKey(connection))) detailsByKey.set(connectionKey(connection), connection);
		}
		const results = new Map<string, AuditedResult>();
		for (const { connection, previous, facts, assessment } of assessed) {
			await yielder.yieldIfDue();
			const detail = detailsByKey.get(connectionKey(connection));
			const integrationUnknown = headerSafe && this.integrations.unavailable && facts === undefined;
			const unread = detail === undefined && (all || assessment.needsDetail || integrationUnknown);
			const reason = details ? NOT_IN_DETAILS : headerSafe ? this.details.reasonFor(id) : ID_NOT_HEADER_SAFE;
			if (unread) this.details.markUnreadable(id, reason);
			// If the ID can't be sent in a header, the details can never be read, and the summary has to do.
			const partialReason = unread && headerSafe ? reason : undefined;
			keepWorst(results, { connection, previous, partialReason, ...assessment, ...(detail && { connection: detail, ...assess(detail, this.contextOf(previous, facts)) }) });
		}
		for (const result of results.values()) {
			await yielder.yieldIfDue();
			this.report(consumer, result);
		}
	}

	private report(consumer: ConsumerSummary, { connection, previous, snapshot, verdict: found, partialReason }: AuditedResult): void {
		this.counts.connections++;
		const verdict = partialReason !== undefined && found.severity === 'ok' ? detailsUnreadableVerdict(snapshot.name, partialReason) : found;
		const change = this.context.tracker.record(consumer.id, connection, { snapshot, verdict }, partialReason !== undefined);
		this.context.onVerdict(connectionFinding(consumer, connection, verdict, change, previous?.severity));
	}

	/** The list includes the services of each consumer, so most consumers without anything to audit need no request. */
	private mayHaveConnections({ services }: Consumer): boolean {
		if (!Array.isArray(services)) return true;
		const wanted = this.context.settings.scope.services;
		return wanted.length === 0 ? services.length > 0 : services.some((service) => wanted.includes(service));
	}

	private contextOf(previous: StoredConnection | null, integration: IntegrationFacts | undefined): AuditContext {
		const { now, settings } = this.context;
		return { now, thresholds: settings.thresholds, integration, previous };
	}

	private inScope(connection: AuditedConnection): boolean {
		const { unifiedApis, services } = this.context.settings.scope;
		const [api, service] = [connection.unified_api ?? '', connection.service_id ?? ''];
		const matches = isAdded(connection) && (unifiedApis.length === 0 || unifiedApis.includes(api)) && (services.length === 0 || services.includes(service));
		if (matches) this.counts.matchedFilters.add(api).add(service);
		return matches;
	}

	private reportUnreadable(consumer: { id: string; name: string | null }, reason: string): void {
		this.counts.unreadable++;
		const change = this.context.tracker.markUnreadable(consumer.id);
		const finding = unreadableFinding(consumer, reason);
		this.context.onVerdict(change === undefined ? finding : { ...finding, change });
	}
}

/** Of duplicates in a response, the more severe verdict counts. Connections without IDs cannot be compared and are all kept. */
function keepWorst(results: Map<string, AuditedResult>, result: AuditedResult): void {
	const { unified_api: api, service_id: service } = result.connection;
	const key = api && service ? connectionKey(result.connection) : `${results.size}`;
	const known = results.get(key);
	if (!known || severityRank(result.verdict.severity) > severityRank(known.verdict.severity)) results.set(key, result);
}

import { assess, isAdded, type Assessment } from '../../audit/classify';
import { readCondition, type AuditContext, type AuditedConnection } from '../../audit/condition';
import { connectionFinding, detailsUnreadable, unreadableFinding } from '../../audit/finding';
import { severityRank } from '../../audit/verdict';
import { fitsHeader } from '../../fields/consumer';
import { fitsConsumerPath } from '../../transport/pathSegment';
import type { Connection, Consumer } from '../../vault/connection';
import { nameOf, readConsumerResponse } from './consumerResponse';
import { Details } from './details';
import { Integrations, keyOf } from './integrations';
import { KeyCheck } from './keyCheck';
import { Outage } from './outage';
import { probe } from './probe';
import { isStopped, passOn, reasonOf, whyUnread } from './refusal';
import type { ScanContext, ScanCounts } from './scanContext';

/** Consumers that wait for the state of the integrations, because their own connections could not tell it. */
const MAX_WAITING = 20;

/** Longer than any ID: it would not fit into a request, and is not sent. */
const MAX_ID = 1_024;

const NO_HEADER = 'an HTTP header cannot carry its ID';
const NOT_NAMED = "the consumer's connections in full do not name it";

/** A consumer as it was read, without the connections that are not to be judged. */
interface ReadConsumer {
	id: string;
	name: string | null;
	small: AuditedConnection[];
}

/** A connection with the verdict that stands. */
interface Result extends Pick<Assessment, 'condition' | 'verdict'> {
	connection: AuditedConnection;
	context: AuditContext;
	/** Why the verdict rests on less than a rule asked for; undefined when it does not. */
	partial: string | undefined;
}

/** Reads one consumer after another for a scan. */
export class ConsumerScan {
	private readonly outage = new Outage();

	private readonly details: Details;

	private readonly integrations: Integrations;

	private readonly keyCheck: KeyCheck;

	private readonly waiting = new Map<string, ReadConsumer>();

	constructor(
		private readonly context: ScanContext,
		private readonly counts: ScanCounts,
	) {
		const { call } = context;
		this.keyCheck = new KeyCheck(call);
		this.details = new Details(call, call.options.request, async (error) => await this.passOnWhatEnds(error));
		this.integrations = new Integrations(async (consumerId) => await this.details.read(consumerId));
	}

	/** A page of the list of consumers was read, so the key is a good one. */
	listed(): void {
		this.keyCheck.succeeded();
	}

	/** @throws only what must end the audit */
	async read(listed: Consumer): Promise<void> {
		if (this.mayHaveConnections(listed)) await this.visit(listed, false);
		this.close(listed.consumer_id);
	}

	/** A consumer that the last run knew and the list does not name: gone, or slipped from one page to another while they were read. */
	async lookUp(consumerId: string): Promise<void> {
		await this.visit({ consumer_id: consumerId }, true);
		this.close(consumerId);
	}

	/** Judges what waited for the state of the integrations, and tells what could not be read. */
	async finish(): Promise<void> {
		const { call, tracker } = this.context;
		for (const consumer of this.waiting.values()) {
			await this.orUnreadable(consumer, async () => await this.judge(consumer, true));
			tracker.close(consumer.id);
		}
		this.counts.detailsUnread = this.details.unread;
		for (const hint of this.details.hints(this.integrations.unread)) call.hint(hint);
	}

	private close(consumerId: string): void {
		if (!this.waiting.has(consumerId)) this.context.tracker.close(consumerId);
	}

	private async visit(listed: Consumer, mayBeGone: boolean): Promise<void> {
		const { call } = this.context;
		const consumer = { id: listed.consumer_id, name: nameOf(listed.metadata) };
		if (!fitsConsumerPath(consumer.id) || consumer.id.length > MAX_ID) {
			this.unreadable(consumer, 'its ID cannot be part of a web address');
			return;
		}
		const request = this.outage.settings(call.options.request);
		if (!request) {
			this.unreadable(consumer, 'Apideck stopped answering during the audit');
			return;
		}
		await this.orUnreadable(consumer, async () => {
			try {
				const { data } = await call.vault.request<Consumer>({ method: 'GET', path: ['vault', 'consumers', consumer.id] }, request);
				this.outage.answered();
				this.keyCheck.succeeded();
				await this.take(listed, data, mayBeGone);
			} catch (error) {
				if (!mayBeGone || reasonOf(error) !== 'not_found') throw passOn(error);
			}
		});
	}

	/** Whatever goes wrong with one consumer is that consumer's finding. @throws only what must end the audit */
	private async orUnreadable(consumer: { id: string; name: string | null }, task: () => Promise<void>): Promise<void> {
		try {
			await task();
		} catch (error) {
			await this.passOnWhatEnds(error);
			this.outage.failed(reasonOf(error));
			this.unreadable(consumer, whyUnread(error));
		}
	}

	private async passOnWhatEnds(error: unknown): Promise<void> {
		const { call } = this.context;
		const rejected = reasonOf(error) === 'credential_rejected' && !isStopped(call, error) && (await this.keyCheck.isRejected(call.options.request));
		if (rejected || isStopped(call, error)) throw passOn(error);
	}

	private async take(listed: Consumer, data: Consumer, mayBeGone: boolean): Promise<void> {
		const { settings, tracker, turns } = this.context;
		const { consumer_id: id } = listed;
		const { connections, why, name, matches } = readConsumerResponse(listed, data);
		if (mayBeGone && connections !== undefined && !matches(settings.scope.search)) {
			tracker.forget(id);
			return;
		}
		if (mayBeGone) this.counts.consumers++;
		const small: AuditedConnection[] = [];
		for (const connection of connections ?? []) {
			await turns.next();
			if (this.inScope(connection) && !this.isLeftOut(id, connection)) small.push(connection);
		}
		if (small.length > 0) await this.judge({ id, name, small }, false);
		if (why !== '') this.unreadable({ id, name }, why);
	}

	/** @param waited it has waited for the state of the integrations, and its own connections could not be read in full */
	private async judge(consumer: ReadConsumer, waited: boolean): Promise<void> {
		const { call, settings, turns } = this.context;
		const { id, small } = consumer;
		const inHeader = fitsHeader(id);
		const readable = inHeader && !waited && (await this.integrations.learn(id));
		if (inHeader && !waited && !readable && this.waiting.size < MAX_WAITING) {
			this.waiting.set(id, consumer);
			return;
		}
		if (readable && settings.probe) await probe(call, id, small);
		const assessed: Array<{ connection: AuditedConnection; context: AuditContext; assessment: Assessment }> = [];
		for (const connection of small) {
			await turns.next();
			const context = this.contextOf(id, connection);
			assessed.push({ connection, context, assessment: assess(connection, context) });
		}
		const all = settings.probe || settings.thorough;
		const wanted = all || assessed.some(({ assessment }) => assessment.needsDetail);
		const full = new Map<string, Connection>();
		const details = wanted && readable ? await this.details.read(id) : undefined;
		for (const connection of details ?? []) {
			await turns.next();
			// The first of two that say to be the same.
			if (!full.has(keyOf(connection))) full.set(keyOf(connection), connection);
		}
		const results = new Map<string, Result>();
		for (const { connection, context, assessment } of assessed) {
			await turns.next();
			const detail = full.get(keyOf(connection));
			const stateless = inHeader && this.integrations.unread && context.integration === undefined;
			const unread = detail === undefined && (all || assessment.needsDetail || stateless);
			const why = details ? NOT_NAMED : inHeader ? this.details.reason : NO_HEADER;
			if (unread) this.details.missed(id, why);
			// A consumer whose ID no header can carry has no details that could be read: the summary is all there is.
			const partial = unread && inHeader ? why : undefined;
			keepWorst(results, { connection, context, partial, ...assessment, ...(detail && { connection: detail, ...assess(detail, context) }) });
		}
		for (const result of results.values()) {
			await turns.next();
			this.settle(consumer, result);
		}
	}

	private settle(consumer: ReadConsumer, { connection, context, condition, verdict: found, partial }: Result): void {
		this.counts.connections++;
		const verdict = partial !== undefined && found.severity === 'ok' ? detailsUnreadable(condition.name, partial) : found;
		const change = this.context.tracker.observe(consumer.id, connection, { condition, verdict }, partial !== undefined);
		this.context.sink(connectionFinding(consumer, connection, verdict, change, context.previous?.severity));
	}

	/** The list names the services of each consumer, so most that have nothing to audit cost no request. */
	private mayHaveConnections({ services }: Consumer): boolean {
		if (!Array.isArray(services)) return true;
		const wanted = this.context.settings.scope.services;
		return wanted.length === 0 ? services.length > 0 : services.some((service) => wanted.includes(service));
	}

	private contextOf(consumerId: string, connection: AuditedConnection): AuditContext {
		const { now, settings, tracker } = this.context;
		return {
			now,
			thresholds: settings.thresholds,
			integration: this.integrations.facts(connection),
			previous: tracker.recall(consumerId, connection),
		};
	}

	private inScope(connection: AuditedConnection): boolean {
		const { unifiedApis, services } = this.context.settings.scope;
		const [api, service] = [connection.unified_api ?? '', connection.service_id ?? ''];
		const matches = isAdded(connection) && (unifiedApis.length === 0 || unifiedApis.includes(api)) && (services.length === 0 || services.includes(service));
		if (matches) this.counts.matched.add(api).add(service);
		return matches;
	}

	/** By phase and not by state: a connection that lost its authorization is in the same state as one never finished. */
	private isLeftOut(consumerId: string, connection: AuditedConnection): boolean {
		if (!this.context.settings.scope.onlyConfigured) return false;
		if (readCondition(connection, this.contextOf(consumerId, connection)).phase !== 'setting_up') return false;
		this.context.tracker.leaveOut(consumerId, connection);
		return true;
	}

	private unreadable(consumer: { id: string; name: string | null }, why: string): void {
		this.counts.unreadable++;
		const change = this.context.tracker.unreadable(consumer.id);
		const finding = unreadableFinding(consumer, why);
		this.context.sink(change === undefined ? finding : { ...finding, change });
	}
}

/** A connection that a response holds twice is one connection, and the worse verdict stands. Those without IDs cannot be told apart. */
function keepWorst(results: Map<string, Result>, result: Result): void {
	const { unified_api: api, service_id: service } = result.connection;
	const key = api && service ? keyOf(result.connection) : `${results.size}`;
	const known = results.get(key);
	if (!known || severityRank(result.verdict.severity) > severityRank(known.verdict.severity)) results.set(key, result);
}

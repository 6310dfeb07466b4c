import { NodeApiError } from 'n8n-workflow';

import { classify, isAdded, needsDetail } from '../../audit/classify';
import { readCondition, type AuditContext, type AuditedConnection } from '../../audit/condition';
import { connectionFinding, unreadableFinding, type Finding } from '../../audit/finding';
import type { AuditTracker } from '../../audit/tracker';
import { fitsHeader } from '../../fields/consumer';
import type { RequestSettings } from '../../transport/client';
import type { VaultErrorContext } from '../../transport/errors';
import { pages } from '../../transport/pages';
import { fitsPath } from '../../transport/pathSegment';
import type { Connection, Consumer } from '../../vault/connection';
import type { ItemCall } from '../operation';
import { Pool } from '../pool';
import { Integrations } from './integrations';
import { Outage } from './outage';
import type { AuditScope, AuditSettings } from './parameters';
import { probe } from './probe';

/** How far a scan has come. */
export interface ScanCounts {
	consumers: number;
	connections: number;
	unreadable: number;
}

/** Gets each verdict as it is made, the healthy ones too; `finding` carries its change since the last run. */
export type Sink = (finding: Finding) => void;

const PROGRESS_EVERY = 1000;

/**
 * Reads and judges every connection in scope, one page of consumers at a time, and keeps none of them: memory is bounded
 * by what the sink keeps.
 *
 * Cost: one request per page of 200 consumers; none for a consumer without services; one small one (GET consumer) for each
 * other; one large one (GET connections) only where a rule needs what the small form lacks, and one per audit to learn the
 * state of the integrations. docs/audit.md has the figures.
 *
 * A consumer that cannot be read becomes an `unreadable` finding. Only a rejected credential, a list of consumers that
 * cannot be read, and cancellation end the scan: then it throws.
 */
export async function scan(
	call: ItemCall,
	settings: AuditSettings,
	tracker: AuditTracker,
	now: number,
	sink: Sink,
): Promise<ScanCounts> {
	const counts: ScanCounts = { consumers: 0, connections: 0, unreadable: 0 };
	const { logger } = call.item.context;
	const consumers = new ConsumerScan(call, settings, tracker, now, counts, sink);
	const pool = new Pool();
	let failure: { error: unknown } | undefined;
	try {
		for await (const page of consumerPages(call, settings.scope)) {
			for (const consumer of page) {
				await pool.room(call.options.concurrency);
				if (failure || call.vault.signal?.aborted) break;
				counts.consumers++;
				if (counts.consumers % PROGRESS_EVERY === 0) {
					logger.info(`Apideck Vault audit: ${counts.consumers} consumers read so far`);
				}
				pool.start(async () => {
					try {
						await consumers.read(consumer);
					} catch (error) {
						failure ??= { error };
					}
				});
			}
			if (failure || call.vault.signal?.aborted) break;
		}
	} finally {
		// Also when a page cannot be read: no request outlives the node's run.
		await pool.idle();
	}
	if (failure) throw failure.error;
	return counts;
}

async function* consumerPages(call: ItemCall, scope: AuditScope): AsyncGenerator<Consumer[]> {
	if (scope.consumerId !== undefined) {
		yield [{ consumer_id: scope.consumerId }];
		return;
	}
	const list = {
		method: 'GET' as const,
		path: ['vault', 'consumers'],
		query: { 'filter[search]': scope.search || undefined },
	};
	for await (const page of pages<Consumer>(call.vault, list, call.options.request)) {
		// One without an ID is not left out: it is reported as one that cannot be read.
		yield page.map(withId).filter(({ consumer_id: id }) => id.startsWith(scope.consumerPrefix));
	}
}

/** Reads one consumer after another for a scan. */
class ConsumerScan {
	private readonly outage = new Outage();

	private readonly integrations: Integrations;

	constructor(
		private readonly call: ItemCall,
		private readonly settings: AuditSettings,
		private readonly tracker: AuditTracker,
		private readonly now: number,
		private readonly counts: ScanCounts,
		private readonly sink: Sink,
	) {
		this.integrations = new Integrations(async (consumerId, request) => await this.full(consumerId, request));
	}

	/** @throws only what must end the audit */
	async read(listed: Consumer): Promise<void> {
		if (!this.mayHaveConnections(listed)) return;
		if (!fitsPath(listed.consumer_id)) {
			this.unreadable(listed, 'its ID cannot be part of a web address');
			return;
		}
		const request = this.outage.settings(this.call.options.request);
		if (!request) {
			this.unreadable(listed, 'Apideck stopped answering during the audit');
			return;
		}
		try {
			const { data } = await this.call.vault.request<Consumer>(
				{ method: 'GET', path: ['vault', 'consumers', listed.consumer_id] },
				request,
			);
			const consumer = { ...listed, ...data };
			if (!Array.isArray(consumer.connections) && listed.services?.length) {
				this.unreadable(listed, 'the answer names no connections, the list of consumers does');
				return;
			}
			await this.judge(consumer, request);
			// Not before: the large form may fail while the small one answers.
			this.outage.answered();
		} catch (error) {
			const reason = endsTheAudit(error, this.call.vault.signal);
			if (reason === 'ends') throw passOn(error);
			this.outage.failed(reason);
			this.unreadable(listed, error instanceof Error ? error.message : 'it could not be read');
		}
	}

	/** The list names the services of each consumer, so most that have nothing to audit cost no request. */
	private mayHaveConnections({ services }: Consumer): boolean {
		if (!Array.isArray(services)) return true;
		const wanted = this.settings.scope.services;
		return wanted.length === 0 ? services.length > 0 : services.some((service) => wanted.includes(service));
	}

	private async judge(consumer: Consumer, request: RequestSettings): Promise<void> {
		const all = (Array.isArray(consumer.connections) ? consumer.connections : []).filter((one) => typeof one === 'object' && one !== null);
		const wanted = all.filter((connection) => this.inScope(connection));
		const small = wanted.filter((connection) => !this.isLeftOut(consumer.consumer_id, connection));
		if (small.length === 0) return;
		// A consumer whose ID no header can carry is judged by its small form.
		const inHeader = fitsHeader(consumer.consumer_id);
		if (inHeader) await this.integrations.learn(consumer.consumer_id, request);
		if (inHeader && this.settings.probe) await probe(this.call, consumer.consumer_id, small);
		const contexts = small.map((connection) => this.contextOf(consumer.consumer_id, connection));
		const detailed =
			this.settings.probe ||
			this.settings.thorough ||
			small.some((connection, index) => needsDetail(connection, contexts[index]!));
		const full = detailed && inHeader ? await this.full(consumer.consumer_id, request) : [];
		small.forEach((connection, index) => {
			const best =
				full.find((one) => one.unified_api === connection.unified_api && one.service_id === connection.service_id) ??
				connection;
			this.settle(consumer, best, contexts[index]!);
		});
	}

	private settle(consumer: Consumer, connection: AuditedConnection, context: AuditContext): void {
		this.counts.connections++;
		const verdict = classify(connection, context);
		const change = this.tracker.observe(consumer.consumer_id, connection, verdict);
		const who = { id: consumer.consumer_id, name: nameOf(consumer) };
		this.sink(connectionFinding(who, connection, verdict, change, context.previous?.severity));
	}

	private contextOf(consumerId: string, connection: AuditedConnection): AuditContext {
		return {
			now: this.now,
			thresholds: this.settings.thresholds,
			integration: this.integrations.facts(connection),
			previous: this.tracker.recall(consumerId, connection),
		};
	}

	private inScope(connection: AuditedConnection): boolean {
		const { unifiedApis, services } = this.settings.scope;
		return (
			isAdded(connection) &&
			(unifiedApis.length === 0 || unifiedApis.includes(connection.unified_api ?? '')) &&
			(services.length === 0 || services.includes(connection.service_id ?? ''))
		);
	}

	/** By phase and not by state: a connection that lost its authorization is in the same state as one never finished. */
	private isLeftOut(consumerId: string, connection: AuditedConnection): boolean {
		if (!this.settings.scope.onlyConfigured) return false;
		if (readCondition(connection, this.contextOf(consumerId, connection)).phase !== 'setting_up') return false;
		this.tracker.leaveOut(consumerId, connection);
		return true;
	}

	private async full(consumerId: string, request: RequestSettings): Promise<Connection[]> {
		const { data } = await this.call.vault.request<Connection[]>(
			{ method: 'GET', path: ['vault', 'connections'], consumerId, list: true },
			request,
		);
		return data;
	}

	private unreadable(consumer: Consumer, why: string): void {
		this.counts.unreadable++;
		const change = this.tracker.unreadable(consumer.consumer_id);
		const finding = unreadableFinding({ id: consumer.consumer_id, name: nameOf(consumer) }, why);
		this.sink(change === undefined ? finding : { ...finding, change });
	}
}

/** The reason of an error that concerns one consumer only; 'ends' for one that concerns them all, or for none of ours. */
function endsTheAudit(error: unknown, signal: AbortSignal | undefined) {
	if (signal?.aborted || !(error instanceof NodeApiError)) return 'ends' as const;
	const { reason } = error.context['vault'] as VaultErrorContext;
	return reason === 'credential_rejected' ? ('ends' as const) : reason;
}

function nameOf({ metadata }: Consumer): string | null {
	const names: unknown[] = [metadata?.account_name, metadata?.user_name, metadata?.email];
	return names.find((name): name is string => typeof name === 'string' && name !== '') ?? null;
}

/** The API says that an ID is a text, and everything that follows relies on it. */
function withId(consumer: Consumer): Consumer {
	const id: unknown = consumer.consumer_id;
	return { ...consumer, consumer_id: typeof id === 'string' || typeof id === 'number' ? String(id) : '' };
}

/** n8n's linter wants no caught error thrown again as it is; ours are made by the transport and need no wrapping. */
function passOn(error: unknown): unknown {
	return error;
}

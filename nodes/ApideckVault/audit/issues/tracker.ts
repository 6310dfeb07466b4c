import { isDetailBased, type Assessment } from '../rules/classify';
import type { AuditedConnection, StoredConnection } from '../rules/snapshot';
import type { Change } from './finding';
import { ConsumerEncoder, decodeConsumer, type AuditState, type StateEntry, type ServiceKey, type SeverityCounts } from './memory';
import { rulePosition } from '../rules/classify';
import { severityRank, type Verdict } from '../rules/verdict';

/** One-off events, not ongoing states: reported once, never as resolved. */
const ONE_TIME_CODES = new Set(['company_changed']);

/** A connection of the last run that this run did not find. */
export interface DisappearedConnection extends ServiceKey {
	consumer_id: string;
	/** The verdict of the last run. */
	previous: StoredConnection;
}

export interface TrackedRun {
	/** Empty in a first run and after a change of scope, when nothing can be compared. */
	disappeared: DisappearedConnection[];
	/** For encodeState. */
	state: AuditState;
	/** Entries copied from the last run, because they could not be read in this run or were skipped. */
	carriedOver: SeverityCounts;
}

/**
 * Compares a verdict with the one of the last run, by severity, then by position in the rule table.
 * @returns undefined if nothing changed, or if the old code is of another version and equally severe
 */
export function compareVerdicts(previous: Pick<Verdict, 'severity' | 'code'> | null, current: Pick<Verdict, 'severity' | 'code'>): Change | undefined {
	const isFinding = current.severity !== 'ok';
	if (!previous || previous.severity === 'ok' || ONE_TIME_CODES.has(previous.code)) return isFinding ? 'new' : undefined;
	if (!isFinding) return 'resolved';
	if (previous.code === current.code) return undefined;
	const bySeverity = severityRank(current.severity) - severityRank(previous.severity);
	if (bySeverity !== 0) return bySeverity > 0 ? 'worsened' : 'improved';
	const [before, after] = [rulePosition(previous.code), rulePosition(current.code)];
	if (before === undefined || after === undefined) return undefined;
	return after < before ? 'worsened' : 'improved';
}

function stringOrEmpty(value: unknown): string {
	return typeof value === 'string' ? value : '';
}

/** JSON keeps any two IDs distinct, whatever the API sent. */
function connectionKey(connection: Partial<Record<'unified_api' | 'service_id', unknown>> | null | undefined): string {
	return JSON.stringify([stringOrEmpty(connection?.unified_api), stringOrEmpty(connection?.service_id)]);
}

function byKey(entries: readonly StateEntry[]): Map<string, StateEntry> {
	const map = new Map<string, StateEntry>();
	for (const entry of entries) {
		const key = connectionKey(entry.service);
		if (!map.has(key)) map.set(key, entry);
	}
	return map;
}

function zeroCounts(): SeverityCounts {
	return { critical: 0, warning: 0, info: 0, ok: 0 };
}

/** A consumer whose connections are being recorded. It is encoded when it is closed. */
interface OpenConsumer {
	previous: Map<string, StateEntry>;
	current: Map<string, StateEntry>;
	wasUnreadable: boolean;
}

/**
 * Compares a run with the last one, consumer by consumer, in any order. Time and memory grow linearly with a consumer's connections.
 * Usage: lookUp → assess with `previous` → record, for each connection; markUnreadable for each consumer that could not be
 * read; close after each consumer; finish once everything in scope was read. If a run ends early, finish is not called and the
 * old state is kept.
 */
export class AuditTracker {
	/** There is no stored state, so every finding counts as new. */
	readonly firstRun: boolean;

	private readonly current = new ConsumerEncoder();

	private readonly openConsumers = new Map<string, OpenConsumer>();

	private readonly closed = new Set<string>();

	private readonly unreadableIds = new Set<string>();

	private readonly retainedIds = new Set<string>();

	private readonly disappeared: DisappearedConnection[] = [];

	private readonly totals = zeroCounts();

	/** See TrackedRun. */
	private readonly carriedOver = zeroCounts();

	constructor(
		/** From decodeState, for the same scope; null in a first run. */
		readonly previous: AuditState | null,
		/** scopeFingerprint of what this run covers. */
		private readonly scopeKey: string,
	) {
		this.firstRun = previous === null;
	}

	/** What is stored about this connection, for AuditContext.previous. */
	lookUp(consumerId: string, connection: AuditedConnection): StoredConnection | null {
		return this.openConsumer(consumerId).previous.get(connectionKey(connection))?.stored ?? null;
	}

	/**
	 * Records a verdict. A connection that is not added is not stored; if it was stored before, it counts as disappeared.
	 * @param partial the details that a rule needs could not be read, so a stored verdict that needs them is not improved or resolved
	 * @returns the change since the last run; undefined if there is none
	 */
	record(consumerId: string, connection: AuditedConnection, { snapshot, verdict }: Pick<Assessment, 'snapshot' | 'verdict'>, partial = false): Change | undefined {
		if (snapshot.phase === 'not_added') return undefined;
		const consumer = this.openConsumer(consumerId);
		const key = connectionKey(connection);
		const before = consumer.previous.get(key);
		const change = compareVerdicts(before?.stored ?? null, verdict);
		if (partial && before && isDetailBased(before.stored.code) && (change === 'resolved' || change === 'improved')) {
			this.carryOver(consumer, key, before);
			return undefined;
		}
		const service = { unified_api: stringOrEmpty(connection?.unified_api), service_id: stringOrEmpty(connection?.service_id), connection_name: snapshot.name };
		const stored = {
			severity: verdict.severity,
			code: verdict.code,
			// A missing company does not replace the stored one: otherwise a gap would hide a change of company.
			company: snapshot.company ?? before?.stored.company ?? null,
			authorized: snapshot.authorizedBefore,
		};
		consumer.current.set(key, { service, stored });
		return change;
	}

	/** Skips a connection that exists. Its stored entry is kept, and it does not count as disappeared. */
	skip(consumerId: string, connection: AuditedConnection): void {
		const consumer = this.openConsumer(consumerId);
		const key = connectionKey(connection);
		const before = consumer.previous.get(key);
		if (before && !consumer.current.has(key)) this.carryOver(consumer, key, before);
	}

	/**
	 * Marks a consumer that could not be read, or only in part. Its stored entries are carried over.
	 * @returns `new` if it could be read in the last run, otherwise undefined
	 */
	markUnreadable(consumerId: string): Change | undefined {
		this.unreadableIds.add(consumerId);
		return this.openConsumer(consumerId).wasUnreadable ? undefined : 'new';
	}

	/** Keeps the stored state of a consumer that this run did not request. Nothing of it counts as disappeared. */
	retain(consumerId: string): void {
		this.retainedIds.add(consumerId);
	}

	/** Drops the stored state of a consumer that exists but is no longer in scope. */
	forget(consumerId: string): void {
		this.openConsumers.delete(consumerId);
		this.closed.add(consumerId);
	}

	/** The consumers of the last run that are not among `seen`. */
	notSeen(seen: ReadonlySet<string>): string[] {
		if (!this.previous) return [];
		return [...this.previous.consumers.keys()].filter((consumerId) => !seen.has(consumerId));
	}

	/** Call once a consumer is complete. Encodes its entries and frees memory. */
	close(consumerId: string): void {
		if (this.closed.has(consumerId)) return;
		const consumer = this.openConsumer(consumerId);
		this.openConsumers.delete(consumerId);
		this.closed.add(consumerId);
		const unreadable = this.unreadableIds.has(consumerId);
		const retained = this.retainedIds.has(consumerId);
		for (const [key, entry] of consumer.previous) {
			if (consumer.current.has(key)) continue;
			if (unreadable || retained) this.carryOver(consumer, key, entry);
			else this.disappeared.push({ consumer_id: consumerId, ...entry.service, previous: entry.stored });
		}
		if (consumer.current.size === 0 && !unreadable && !retained) return;
		const entries = [...consumer.current.values()];
		for (const { stored } of entries) this.totals[stored.severity] += 1;
		this.current.set(consumerId, { entries, unreadable: unreadable || (retained && consumer.wasUnreadable) });
	}

	/** @param at Unix milliseconds of this run */
	finish(at: number): TrackedRun {
		const steps = this.finishInSteps(at);
		for (;;) {
			const { done, value } = steps.next();
			if (done) return value;
		}
	}

	/** Like finish, but one consumer per step, so that the caller can yield in between. */
	*finishInSteps(at: number): Generator<void, TrackedRun, void> {
		for (const consumerId of [...this.openConsumers.keys(), ...this.unreadableIds, ...(this.previous?.consumers.keys() ?? [])]) {
			this.close(consumerId);
			yield;
		}
		const { services, codes, consumers } = this.current;
		const state = { scopeKey: this.scopeKey, at, totals: this.totals, services, codes, consumers };
		return { disappeared: this.disappeared, carriedOver: this.carriedOver, state };
	}

	private carryOver(consumer: OpenConsumer, key: string, entry: StateEntry): void {
		consumer.current.set(key, entry);
		this.carriedOver[entry.stored.severity] += 1;
	}

	private openConsumer(consumerId: string): OpenConsumer {
		const known = this.openConsumers.get(consumerId);
		if (known) return known;
		const stored = this.previous ? decodeConsumer(this.previous, consumerId) : undefined;
		const consumer: OpenConsumer = { previous: byKey(stored?.entries ?? []), current: new Map(), wasUnreadable: stored?.unreadable === true };
		this.openConsumers.set(consumerId, consumer);
		return consumer;
	}
}

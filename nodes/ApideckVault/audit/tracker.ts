import { restsOnDetails, type Assessment } from './classify';
import type { AuditedConnection, RememberedConnection } from './condition';
import type { Change } from './finding';
import { PackingConsumers, recallConsumer, type AuditMemory, type MemoryEntry, type ServiceKey, type SeverityCounts } from './memory';
import { positionOf } from './rules';
import { severityRank, type Verdict } from './verdict';

/** Verdicts about a moment and not about a condition: they are told once, and nobody resolved them when they are gone. */
const OCCASIONS = new Set(['company_changed']);

/** A connection of the last run that this run did not meet. */
export interface DisappearedConnection extends ServiceKey {
	consumer_id: string;
	/** What the last run had found. */
	previous: RememberedConnection;
}

export interface TrackedRun {
	/** Empty on a first run and when the scope changed: then nothing can be told to be gone. */
	disappeared: DisappearedConnection[];
	/** For encodeMemory. */
	memory: AuditMemory;
	/** What `memory` holds of the last run, because it could not be read in this one, or was left out. */
	carried: SeverityCounts;
}

/**
 * How a verdict stands to the last one.
 * Worse and better are decided by severity, within one severity by the place in the rule table.
 * @returns undefined when nothing changed, or when the old code is of another version and no milder or more severe
 */
export function compareVerdicts(previous: Pick<Verdict, 'severity' | 'code'> | null, current: Pick<Verdict, 'severity' | 'code'>): Change | undefined {
	const isFinding = current.severity !== 'ok';
	if (!previous || previous.severity === 'ok' || OCCASIONS.has(previous.code)) return isFinding ? 'new' : undefined;
	if (!isFinding) return 'resolved';
	if (previous.code === current.code) return undefined;
	const bySeverity = severityRank(current.severity) - severityRank(previous.severity);
	if (bySeverity !== 0) return bySeverity > 0 ? 'worsened' : 'improved';
	const [before, after] = [positionOf(previous.code), positionOf(current.code)];
	if (before === undefined || after === undefined) return undefined;
	return after < before ? 'worsened' : 'improved';
}

function textOf(value: unknown): string {
	return typeof value === 'string' ? value : '';
}

/** As JSON: whatever the API sent as an ID, it can be told from another. */
function keyOf(connection: Partial<Record<'unified_api' | 'service_id', unknown>> | null | undefined): string {
	return JSON.stringify([textOf(connection?.unified_api), textOf(connection?.service_id)]);
}

function byKey(entries: readonly MemoryEntry[]): Map<string, MemoryEntry> {
	const map = new Map<string, MemoryEntry>();
	for (const entry of entries) {
		const key = keyOf(entry.service);
		if (!map.has(key)) map.set(key, entry);
	}
	return map;
}

function noCounts(): SeverityCounts {
	return { critical: 0, warning: 0, info: 0, ok: 0 };
}

/** A consumer whose connections are being visited; packed once it is done with. */
interface OpenConsumer {
	before: Map<string, MemoryEntry>;
	now: Map<string, MemoryEntry>;
	unreadableBefore: boolean;
}

/**
 * Compares a run with the one before, consumer by consumer and in any order. Work and memory grow with the connections of a
 * consumer, never with their square.
 * Usage: recall → assess with `previous` → observe, for each connection; unreadable for each consumer that could not be
 * read; close after each consumer; finish once everything in scope was visited. A run that ends early is not finished: its
 * memory stays the old one.
 */
export class AuditTracker {
	/** There is no memory: every finding counts as new. */
	readonly firstRun: boolean;

	private readonly current = new PackingConsumers();

	private readonly open = new Map<string, OpenConsumer>();

	private readonly closed = new Set<string>();

	private readonly unreadableIds = new Set<string>();

	private readonly keptIds = new Set<string>();

	private readonly disappeared: DisappearedConnection[] = [];

	private readonly totals = noCounts();

	/** See TrackedRun. */
	private readonly carried = noCounts();

	constructor(
		/** From decodeMemory, and of the same scope. */
		readonly previous: AuditMemory | null,
		private readonly scopeKey: string,
	) {
		this.firstRun = previous === null;
	}

	/** What earlier runs know about this connection, for AuditContext.previous. */
	recall(consumerId: string, connection: AuditedConnection): RememberedConnection | null {
		return this.consumer(consumerId).before.get(keyOf(connection))?.remembered ?? null;
	}

	/**
	 * Takes a verdict down. A connection that is not added is not remembered: if it was before, it counts as disappeared.
	 * @param partial the verdict rests on less than a rule asked for: what only the rest can tell to be better stays as it is remembered
	 * @returns how it changed since the last run, undefined if it did not
	 */
	observe(consumerId: string, connection: AuditedConnection, { condition, verdict }: Pick<Assessment, 'condition' | 'verdict'>, partial = false): Change | undefined {
		if (condition.phase === 'not_added') return undefined;
		const consumer = this.consumer(consumerId);
		const key = keyOf(connection);
		const before = consumer.before.get(key);
		const change = compareVerdicts(before?.remembered ?? null, verdict);
		if (partial && before && restsOnDetails(before.remembered.code) && (change === 'resolved' || change === 'improved')) {
			this.carry(consumer, key, before);
			return undefined;
		}
		const service = { unified_api: textOf(connection?.unified_api), service_id: textOf(connection?.service_id), connection_name: condition.name };
		const remembered = {
			severity: verdict.severity,
			code: verdict.code,
			// A company that is gone for now stays known, or a detour over "none" would hide the change.
			company: condition.company ?? before?.remembered.company ?? null,
			authorized: condition.authorizedBefore,
		};
		consumer.now.set(key, { service, remembered });
		return change;
	}

	/** A connection that was met and is left out of this run: what is remembered of it stays, and it does not count as gone. */
	leaveOut(consumerId: string, connection: AuditedConnection): void {
		const consumer = this.consumer(consumerId);
		const key = keyOf(connection);
		const before = consumer.before.get(key);
		if (before && !consumer.now.has(key)) this.carry(consumer, key, before);
	}

	/**
	 * This consumer, or a part of it, could not be read: what is remembered of it is carried over.
	 * @returns `new` when it could be read the last time, undefined when it could not be read then either
	 */
	unreadable(consumerId: string): Change | undefined {
		this.unreadableIds.add(consumerId);
		return this.consumer(consumerId).unreadableBefore ? undefined : 'new';
	}

	/** Nobody asked for this consumer in this run: everything stays as it was remembered, and nothing counts as gone. */
	keep(consumerId: string): void {
		this.keptIds.add(consumerId);
	}

	/** Drops what is remembered of a consumer that is no longer in scope, though it is not gone. */
	forget(consumerId: string): void {
		this.open.delete(consumerId);
		this.closed.add(consumerId);
	}

	/** The consumers of the last run that this one did not meet. */
	unmet(met: ReadonlySet<string>): string[] {
		if (!this.previous) return [];
		return [...this.previous.consumers.keys()].filter((consumerId) => !met.has(consumerId));
	}

	/** Call when all that is to be said of a consumer was said; frees what was held for it. */
	close(consumerId: string): void {
		if (this.closed.has(consumerId)) return;
		const consumer = this.consumer(consumerId);
		this.open.delete(consumerId);
		this.closed.add(consumerId);
		const unreadable = this.unreadableIds.has(consumerId);
		const kept = this.keptIds.has(consumerId);
		for (const [key, entry] of consumer.before) {
			if (consumer.now.has(key)) continue;
			if (unreadable || kept) this.carry(consumer, key, entry);
			else this.disappeared.push({ consumer_id: consumerId, ...entry.service, previous: entry.remembered });
		}
		if (consumer.now.size === 0 && !unreadable && !kept) return;
		const entries = [...consumer.now.values()];
		for (const { remembered } of entries) this.totals[remembered.severity] += 1;
		this.current.put(consumerId, { entries, unreadable: unreadable || (kept && consumer.unreadableBefore) });
	}

	/** @param at Unix milliseconds of this run */
	finish(at: number): TrackedRun {
		const steps = this.finishing(at);
		for (;;) {
			const { done, value } = steps.next();
			if (done) return value;
		}
	}

	/** Like finish, one consumer at a time: with thousands of them the caller can do something else in between. */
	*finishing(at: number): Generator<void, TrackedRun, void> {
		for (const consumerId of [...this.open.keys(), ...this.unreadableIds, ...(this.previous?.consumers.keys() ?? [])]) {
			this.close(consumerId);
			yield;
		}
		const { services, codes, consumers } = this.current;
		const memory = { scopeKey: this.scopeKey, at, totals: this.totals, services, codes, consumers };
		return { disappeared: this.disappeared, carried: this.carried, memory };
	}

	private carry(consumer: OpenConsumer, key: string, entry: MemoryEntry): void {
		consumer.now.set(key, entry);
		this.carried[entry.remembered.severity] += 1;
	}

	private consumer(consumerId: string): OpenConsumer {
		const known = this.open.get(consumerId);
		if (known) return known;
		const before = this.previous ? recallConsumer(this.previous, consumerId) : undefined;
		const consumer = { before: byKey(before?.entries ?? []), now: new Map<string, MemoryEntry>(), unreadableBefore: before?.unreadable === true };
		this.open.set(consumerId, consumer);
		return consumer;
	}
}

/** @param scopeKey scopeFingerprint of what this run looks at */
export function startTracking(previous: AuditMemory | null, scopeKey: string): AuditTracker {
	return new AuditTracker(previous, scopeKey);
}

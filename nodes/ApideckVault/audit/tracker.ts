import { companyFingerprint, readCondition, type AuditedConnection, type RememberedConnection } from './condition';
import type { Change } from './finding';
import { PackingConsumers, recallConsumer, type AuditMemory, type MemoryEntry, type ServiceKey, type SeverityCounts } from './memory';
import { positionOf } from './rules';
import { DEFAULT_THRESHOLDS } from './thresholds';
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

function isSame(service: ServiceKey, other: Partial<Pick<ServiceKey, 'unified_api' | 'service_id'>>): boolean {
	return service.unified_api === textOf(other?.unified_api) && service.service_id === textOf(other?.service_id);
}

/**
 * Compares a run with the one before, consumer by consumer and in any order, holding no more than the packed memory.
 * Usage: recall → classify with `previous` → observe, for each connection; unreadable for each consumer that could not be
 * read; finish once everything in scope was visited. A run that ends early is not finished: its memory stays the old one.
 */
export class AuditTracker {
	/** There is no memory: every finding counts as new. */
	readonly firstRun: boolean;

	/** The memory is of another scope: what it knows is compared, what it does not know counts as new, nothing counts as gone. */
	readonly scopeChanged: boolean;

	private readonly current = new PackingConsumers();

	private readonly unreadableIds = new Set<string>();

	/** See TrackedRun. */
	private readonly carried: SeverityCounts = { critical: 0, warning: 0, info: 0, ok: 0 };

	constructor(
		/** From decodeMemory. */
		readonly previous: AuditMemory | null,
		private readonly scopeKey: string,
	) {
		this.firstRun = previous === null;
		this.scopeChanged = previous !== null && previous.scopeKey !== scopeKey;
	}

	/** What earlier runs know about this connection, for AuditContext.previous. */
	recall(consumerId: string, connection: AuditedConnection): RememberedConnection | null {
		return this.entriesBefore(consumerId).find(({ service }) => isSame(service, connection))?.remembered ?? null;
	}

	/**
	 * Takes a verdict down. A connection that is not added is not remembered: if it was before, it counts as disappeared.
	 * @returns how it changed since the last run, undefined if it did not
	 */
	observe(consumerId: string, connection: AuditedConnection, verdict: Verdict): Change | undefined {
		const previous = this.recall(consumerId, connection);
		const condition = readCondition(connection, { now: 0, thresholds: DEFAULT_THRESHOLDS, previous });
		if (condition.phase === 'not_added') return undefined;
		const service = { unified_api: textOf(connection?.unified_api), service_id: textOf(connection?.service_id), connection_name: condition.name };
		const remembered = {
			severity: verdict.severity,
			code: verdict.code,
			// A company that is gone for now stays known, or a detour over "none" would hide the change.
			company: companyFingerprint(connection) ?? previous?.company ?? null,
			authorized: condition.authorizedBefore,
		};
		const entries = this.entriesNow(consumerId).filter((entry) => !isSame(entry.service, connection));
		this.current.put(consumerId, { entries: [...entries, { service, remembered }], unreadable: false });
		return compareVerdicts(previous, verdict);
	}

	/** A connection that was met and is left out of this run: what is remembered of it stays, and it does not count as gone. */
	leaveOut(consumerId: string, connection: AuditedConnection): void {
		const before = this.entriesBefore(consumerId).find(({ service }) => isSame(service, connection));
		const now = this.entriesNow(consumerId);
		if (!before || now.some(({ service }) => isSame(service, connection))) return;
		this.current.put(consumerId, { entries: [...now, before], unreadable: false });
		this.carried[before.remembered.severity] += 1;
	}

	/**
	 * This consumer, or a part of it, could not be read: what is remembered of it is carried over.
	 * @returns `new` when it could be read the last time, undefined when it could not be read then either
	 */
	unreadable(consumerId: string): Change | undefined {
		this.unreadableIds.add(consumerId);
		const before = this.previous ? recallConsumer(this.previous, consumerId) : undefined;
		return before?.unreadable === true ? undefined : 'new';
	}

	/** @param at Unix milliseconds of this run */
	finish(at: number): TrackedRun {
		const disappeared: DisappearedConnection[] = [];
		for (const consumerId of new Set([...(this.previous?.consumers.keys() ?? []), ...this.unreadableIds])) {
			const now = this.entriesNow(consumerId);
			const missed = this.entriesBefore(consumerId).filter((entry) => !now.some(({ service }) => isSame(service, entry.service)));
			if (this.unreadableIds.has(consumerId)) {
				this.current.put(consumerId, { entries: [...now, ...missed], unreadable: true });
				for (const { remembered } of missed) this.carried[remembered.severity] += 1;
			} else if (!this.scopeChanged) {
				for (const { service, remembered } of missed) disappeared.push({ consumer_id: consumerId, ...service, previous: remembered });
			}
		}
		const { services, codes, consumers } = this.current;
		return { disappeared, carried: this.carried, memory: { scopeKey: this.scopeKey, at, totals: this.countSeverities(), services, codes, consumers } };
	}

	private entriesNow(consumerId: string): MemoryEntry[] {
		return recallConsumer(this.current, consumerId)?.entries ?? [];
	}

	private entriesBefore(consumerId: string): MemoryEntry[] {
		return (this.previous && recallConsumer(this.previous, consumerId)?.entries) ?? [];
	}

	private countSeverities(): SeverityCounts {
		const totals: SeverityCounts = { critical: 0, warning: 0, info: 0, ok: 0 };
		for (const consumerId of this.current.consumers.keys()) {
			for (const { remembered } of this.entriesNow(consumerId)) totals[remembered.severity] += 1;
		}
		return totals;
	}
}

/** @param scopeKey scopeFingerprint of what this run looks at */
export function startTracking(previous: AuditMemory | null, scopeKey: string): AuditTracker {
	return new AuditTracker(previous, scopeKey);
}

import type { IDataObject, IExecuteFunctions, NodeTypeAndVersion } from 'n8n-workflow';

import { TimeSlice } from '../../transport/cancel';
import { decodeInSteps, encodeInSteps, scopeFingerprint } from '../issues/memory';
import { AuditTracker, type TrackedRun } from '../issues/tracker';
import type { AuditHost, AuditScope, Yielder } from './scanContext';
import { MAX_ENTRIES, StaticDataStore, type EntryKind, entryKey } from './staticData';

/** The label of the choice that compares with the last run. */
export const CHANGES_ONLY = 'Changes Since Last Run';

/**
 * The state of the last run, in this node's static data in n8n. Its key is made of what the audit covers: the application, and the
 * filters of an audit of all consumers, or one consumer and the filters on its connections. The position of an item and the other
 * items do not matter. n8n saves static data of production executions only, so test runs store nothing.
 */
export class LastRun {
	private constructor(
		private readonly host: AuditHost,
		private readonly key: string,
		readonly tracker: AuditTracker,
	) {}

	/**
	 * @param persist whether `finish` will store this run
	 * @throws NodeOperationError if there is no room for another entry, or with `changesOnly` if n8n would overwrite it, before any
	 * request is sent
	 */
	static async open(host: AuditHost, scope: AuditScope, { changesOnly, persist }: { changesOnly: boolean; persist: boolean }): Promise<LastRun> {
		if (persist) checkStateConflict(host, changesOnly);
		const store = StaticDataStore.of(host.item.context);
		const kind = scope.consumerId === undefined ? 'all' : 'one';
		const fingerprint = scopeFingerprint({ application: host.vault.application, ...scopeParts(scope) });
		const key = entryKey(kind, fingerprint);
		if (persist && !(await store.reserve(kind, key))) throw capacityError(host, kind);
		const text = store.read(key);
		const state = text === undefined ? null : await runInSlices(decodeInSteps(text, Date.now()));
		const isOurs = state?.scopeKey === fingerprint;
		if (text !== undefined && !isOurs) host.addHint('The stored results of this audit could not be read, so this run counts as the first one.');
		return new LastRun(host, key, new AuditTracker(isOurs ? state : null, fingerprint));
	}

	/** Ends the comparison. With `persist`, the state is stored once the whole run has succeeded. */
	async finish(at: number, persist: boolean, yielder: Pick<Yielder, 'yieldIfDue'>): Promise<TrackedRun> {
		const steps = this.tracker.finishInSteps(at);
		let step = steps.next();
		for (; !step.done; step = steps.next()) await yielder.yieldIfDue();
		const run = step.value;
		if (persist) this.host.saveState(this.key, await runInSlices(encodeInSteps(run.state)));
		return run;
	}
}

/** The parts of a scope that decide which connections are covered. Filters on consumers do not apply to a single consumer. */
function scopeParts(scope: AuditScope): Record<string, unknown> {
	if (scope.consumerId === undefined) return { ...scope };
	const { consumerId, unifiedApis, services, onlyConfigured } = scope;
	return { consumerId, unifiedApis, services, onlyConfigured };
}

async function runInSlices<T>(steps: Generator<void, T>): Promise<T> {
	const slice = new TimeSlice();
	for (;;) {
		const step = steps.next();
		if (step.done) return step.value;
		await slice.yieldIfDue();
	}
}

function capacityError({ item }: AuditHost, kind: EntryKind) {
	const limit = MAX_ENTRIES[kind].toLocaleString('en-US');
	return kind === 'one'
		? item.invalid(
				`This node already stores the results of ${limit} consumers, which is the limit`,
				"Set 'Consumers' to All Consumers, which stores one result for all of them. The results of a consumer that is not audited for 30 days are deleted.",
			)
		: item.invalid(
				`This node already stores the results of ${limit} sets of filters, which is the limit`,
				'Use fewer different filters in this node, or filter its output instead. The results of a set of filters that is not used for 30 days are deleted.',
			);
}

const SCHEDULE = 'n8n-nodes-base.scheduleTrigger';

/** Triggers that store state without polling. */
const STATEFUL_TRIGGERS = new Set(['n8n-nodes-base.emailReadImap']);

/** This package's trigger. Its type starts with the name of the installed package. */
const OWN_TRIGGER = /\.apideckVaultTrigger$/;

/** A trigger whose state and the audit's state overwrite each other. */
interface ConflictingTrigger {
	name: string;
	/** What it does, as the end of a sentence about the trigger. */
	behavior: string;
	/** What n8n does to the state, and the consequence. */
	cause: string;
	/** What to do instead. */
	resolution: string;
}

const SUB_WORKFLOW = 'move the audit to a separate sub-workflow (Execute Sub-workflow).';

/** A trigger because of which n8n loses the audit's state. */
const losesAuditState = (name: string, behavior: string): ConflictingTrigger => ({
	name,
	behavior,
	cause: `Each time '${name}' starts a run, n8n restores the workflow's state from the last activation, so the results of the last audit are lost.`,
	resolution: `Use a schedule with a cron expression such as 0 */2 * * *, or one that runs every hour, day, week or month. Alternatively, ${SUB_WORKFLOW}`,
});

/** A trigger that loses its state because of the audit: a run receives the state from before its event and saves it at its end. */
const losesEvents = (name: string): ConflictingTrigger => ({
	name,
	behavior: 'stores its events',
	cause: `When the run ends, n8n restores the workflow's state from before the event, so '${name}' loses the event and processes a repeated delivery again.`,
	resolution: `To keep both, ${SUB_WORKFLOW}`,
});

const conflictCache = new WeakMap<IExecuteFunctions, ConflictingTrigger | null>();

/**
 * Finds a trigger of this workflow whose state and the audit's state overwrite each other. n8n keeps one copy of the workflow's
 * state per activated trigger. If a trigger changes its part of the copy, as the Schedule Trigger does to count hours for "every 2
 * hours", n8n saves the whole copy before each run, including the audit's state as of the activation.
 * Only nodes connected to this one can be found, because n8n does not show a node any others.
 */
function findConflictingTrigger(context: IExecuteFunctions): ConflictingTrigger | null {
	for (const { name, type, disabled, parameters } of connectedNodes(context)) {
		if (disabled) continue;
		if (type === SCHEDULE) {
			const interval = describeCountedInterval(parameters?.['rule']);
			if (interval !== undefined) return losesAuditState(name, `runs ${interval}`);
		} else if (OWN_TRIGGER.test(type)) {
			return losesEvents(name);
		} else if (STATEFUL_TRIGGERS.has(type) || parameters?.['pollTimes'] !== undefined) {
			// n8n adds this parameter to every polling node.
			return losesAuditState(name, 'stores its own state');
		}
	}
	return null;
}

/** The nodes before this one, and all nodes before any node that follows one of them. */
function connectedNodes(context: IExecuteFunctions): NodeTypeAndVersion[] {
	const before = new Map<string, NodeTypeAndVersion>();
	const names = new Set([context.getNode().name]);
	// Iterating a Set includes entries that are added meanwhile.
	for (const name of names) {
		for (const parent of context.getParentNodes(name, { includeNodeParameters: true })) {
			before.set(parent.name, parent);
			names.add(parent.name);
		}
		for (const child of context.getChildNodes(name)) names.add(child.name);
	}
	return [...before.values()];
}

/** Units that the Schedule Trigger counts in its state if the interval is not 1. It never counts seconds, and minutes only if they do not divide an hour. */
const UNITS = { hours: 'hoursInterval', days: 'daysInterval', weeks: 'weeksInterval', months: 'monthsInterval' } as const;

const UNKNOWN_INTERVAL = 'at an interval set by an expression';

/** Describes the first interval of a schedule that n8n has to count; undefined if there is none. */
function describeCountedInterval(rule: unknown): string | undefined {
	if (isExpression(rule)) return UNKNOWN_INTERVAL;
	const intervals: unknown = (rule as IDataObject | null | undefined)?.['interval'];
	if (isExpression(intervals)) return UNKNOWN_INTERVAL;
	for (const interval of Array.isArray(intervals) ? (intervals as Array<IDataObject | null>) : []) {
		const words = describeInterval(interval ?? {});
		if (words !== undefined) return words;
	}
	return undefined;
}

function describeInterval(interval: IDataObject): string | undefined {
	const field = interval['field'] ?? 'days';
	if (field === 'minutes') return describeUnless(interval['minutesInterval'] ?? 5, 'minutes', (count) => 60 % count === 0);
	if (isExpression(field)) return UNKNOWN_INTERVAL;
	const unit = Object.keys(UNITS).find((name): name is keyof typeof UNITS => name === field);
	return unit && describeUnless(interval[UNITS[unit]] ?? 1, unit, (count) => count === 1);
}

function describeUnless(value: unknown, unit: string, isFine: (count: number) => boolean): string | undefined {
	const count = Number(value);
	if (isFine(count)) return undefined;
	return Number.isFinite(count) ? `every ${count} ${unit}` : UNKNOWN_INTERVAL;
}

function isExpression(value: unknown): boolean {
	return typeof value === 'string' && value.startsWith('=');
}

/**
 * Checks that the audit's state will survive until the next run. If not, adds a hint.
 * @throws NodeOperationError with `changesOnly`, because every run would report everything as new
 */
function checkStateConflict({ item, addHint }: AuditHost, changesOnly: boolean): void {
	const { context } = item;
	if (!conflictCache.has(context)) conflictCache.set(context, findConflictingTrigger(context));
	const conflict = conflictCache.get(context);
	if (!conflict) return;
	const { name, behavior, cause, resolution } = conflict;
	if (changesOnly) {
		throw item.invalid(`'${CHANGES_ONLY}' does not work with the trigger '${name}', which ${behavior}`, `${cause} ${resolution}`);
	}
	addHint(`The stored results of this audit and the state of the trigger '${name}', which ${behavior}, overwrite each other. ${cause} ${resolution}`);
}

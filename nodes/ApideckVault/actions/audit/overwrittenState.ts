import type { IDataObject, IExecuteFunctions, NodeTypeAndVersion } from 'n8n-workflow';

import type { ItemCall } from '../operation';

const SCHEDULE = 'n8n-nodes-base.scheduleTrigger';

/** Triggers that keep a state of their own without polling. */
const STATEFUL_TRIGGERS = new Set(['n8n-nodes-base.emailReadImap']);

/** This package's trigger, by the end of its type: the start names the package it was installed as. */
const OWN_TRIGGER = /\.apideckVaultTrigger$/;

/** A trigger whose state and the audit's overwrite each other. */
interface Overwriter {
	name: string;
	/** What it does, as the end of a sentence about the trigger. */
	does: string;
	/** What n8n does to the state, and what follows. */
	cause: string;
	/** What to use instead. */
	resolution: string;
}

const SUB_WORKFLOW = 'Move the audit to a sub-workflow of its own (Execute Sub-workflow).';

/** A trigger that makes n8n forget what the audit remembers. */
const forgetsAudit = (name: string, does: string): Overwriter => ({
	name,
	does,
	cause: `Each time '${name}' starts a run, n8n writes back the workflow's state as it was at the last activation, so the last run of the audit is forgotten.`,
	resolution: `Use a schedule with a cron expression such as 0 */2 * * *, or one that runs every hour, day, week or month. Or: ${SUB_WORKFLOW}`,
});

/** A trigger that forgets because of the audit: a run is given the state from before its event, and saves it at its end. */
const forgetsEvents = (name: string): Overwriter => ({
	name,
	does: 'remembers events',
	cause: `When the run ends, n8n writes back the workflow's state as it was before the event, so '${name}' forgets the event and runs a repeated delivery again.`,
	resolution: SUB_WORKFLOW,
});

const found = new WeakMap<IExecuteFunctions, Overwriter | null>();

/**
 * The trigger of this workflow, if there is one, whose state and the audit's overwrite each other. n8n keeps one copy of the
 * workflow's state per activated trigger. A trigger that changes its own part of the copy, as the Schedule Trigger does to count
 * hours for "every 2 hours", has n8n save all of it before each run, and with it the memory that the audit had at the activation.
 * Only nodes that are connected with this one in some way can be seen: n8n shows a node no others.
 */
function findOverwriter(context: IExecuteFunctions): Overwriter | null {
	for (const { name, type, disabled, parameters } of connectedNodes(context)) {
		if (disabled) continue;
		if (type === SCHEDULE) {
			const interval = countedInterval(parameters?.['rule']);
			if (interval !== undefined) return forgetsAudit(name, `runs ${interval}`);
		} else if (OWN_TRIGGER.test(type)) {
			return forgetsEvents(name);
		} else if (STATEFUL_TRIGGERS.has(type) || parameters?.['pollTimes'] !== undefined) {
			// n8n gives this parameter to every node that polls.
			return forgetsAudit(name, 'stores a state of its own');
		}
	}
	return null;
}

/** The nodes before this one, and those before any node that comes after one of them. */
function connectedNodes(context: IExecuteFunctions): NodeTypeAndVersion[] {
	const before = new Map<string, NodeTypeAndVersion>();
	const names = new Set([context.getNode().name]);
	// A set gives what is added to it while it is being read, too.
	for (const name of names) {
		for (const parent of context.getParentNodes(name, { includeNodeParameters: true })) {
			before.set(parent.name, parent);
			names.add(parent.name);
		}
		for (const child of context.getChildNodes(name)) names.add(child.name);
	}
	return [...before.values()];
}

/** Units whose count the Schedule Trigger keeps when it is not 1. Seconds never are, and minutes only when they do not divide an hour. */
const UNITS = { hours: 'hoursInterval', days: 'daysInterval', weeks: 'weeksInterval', months: 'monthsInterval' } as const;

const UNKNOWN = 'at an interval that comes from an expression';

/** The first interval of a schedule that n8n has to count, in words; undefined when there is none. */
function countedInterval(rule: unknown): string | undefined {
	if (isExpression(rule)) return UNKNOWN;
	const intervals: unknown = (rule as IDataObject | null | undefined)?.['interval'];
	if (isExpression(intervals)) return UNKNOWN;
	for (const interval of Array.isArray(intervals) ? (intervals as Array<IDataObject | null>) : []) {
		const words = inWords(interval ?? {});
		if (words !== undefined) return words;
	}
	return undefined;
}

function inWords(interval: IDataObject): string | undefined {
	const field = interval['field'] ?? 'days';
	if (field === 'minutes') return everyUnless(interval['minutesInterval'] ?? 5, 'minutes', (count) => 60 % count === 0);
	if (isExpression(field)) return UNKNOWN;
	const unit = Object.keys(UNITS).find((name): name is keyof typeof UNITS => name === field);
	return unit && everyUnless(interval[UNITS[unit]] ?? 1, unit, (count) => count === 1);
}

function everyUnless(value: unknown, unit: string, isFine: (count: number) => boolean): string | undefined {
	const count = Number(value);
	if (isFine(count)) return undefined;
	return Number.isFinite(count) ? `every ${count} ${unit}` : UNKNOWN;
}

function isExpression(value: unknown): boolean {
	return typeof value === 'string' && value.startsWith('=');
}

/**
 * Makes sure that what the audit remembers is still there for the next run.
 * @throws NodeOperationError with `changesOnly`, where it would not be: every run would call everything new. Elsewhere a hint says so
 */
export function checkState({ item, hint }: ItemCall, changesOnly: boolean): void {
	const { context } = item;
	if (!found.has(context)) found.set(context, findOverwriter(context));
	const overwriter = found.get(context);
	if (!overwriter) return;
	const { name, does, cause, resolution } = overwriter;
	if (changesOnly) {
		throw item.invalid(`'Only Changes Since Last Run' does not work together with the trigger '${name}', which ${does}`, `${cause} ${resolution}`);
	}
	hint(`The state of this audit and that of the trigger '${name}', which ${does}, overwrite each other. ${cause} ${resolution}`);
}

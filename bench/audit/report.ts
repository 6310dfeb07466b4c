/* eslint-disable no-console -- development only: never runs inside n8n */
import Table from 'cli-table3';

import { verdict } from '../verdict';
import type { AuditMeasure, AuditRun } from './auditProcess';
import type { Traffic } from './server';

export interface AuditOutcome {
	by: AuditRun['by'];
	/** Heap limit in MB; undefined for V8's own choice. */
	heap: number | undefined;
	consumers: number;
	/** Keys of the connections that are broken. */
	expected: string[];
	measure: AuditMeasure;
	traffic: Traffic;
}

export const NAMES: Record<AuditRun['by'], string> = {
	vault: 'Apideck Vault, Get Findings',
	standard: "n8n's own nodes",
	bare: 'bare node, no limit, nothing kept',
};

/** What was run, as it heads the table. */
export function nameOf({ by, heap }: Pick<AuditOutcome, 'by' | 'heap'>): string {
	return heap === undefined ? NAMES[by] : `${NAMES[by]}, heap of ${heap} MB`;
}

const MB = 1024 * 1024;

/** Requests that were let through. */
function requestsOf({ routes }: Traffic): number {
	return Object.values(routes).reduce((sum, { requests }) => sum + requests, 0);
}

function bytesOf({ routes }: Traffic): number {
	return Object.values(routes).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** Time over the least time in which the limit lets the requests through. */
function timeRatio({ measure, traffic }: AuditOutcome, perSecond: number): number {
	return measure.wallMs / 1000 / (requestsOf(traffic) / perSecond);
}

const lostOf = ({ expected, measure }: AuditOutcome) => {
	const found = new Set(measure.found);
	return expected.filter((key) => !found.has(key)).length;
};

const wrongOf = ({ expected, measure }: AuditOutcome) => {
	const real = new Set(expected);
	return measure.found.filter((key) => !real.has(key)).length;
};

const peakOf = ({ measure }: AuditOutcome) => (measure.peakBytes - measure.idleBytes) / MB;
const heldOf = ({ measure }: AuditOutcome) => (measure.peakInUse - measure.idleInUse) / MB;

/** Rows of the table: what is shown, and how to get it. */
function rows(perSecond: number): Array<[string, (outcome: AuditOutcome) => string]> {
	const per1000 = (value: number, consumers: number) => (value / consumers) * 1000;
	return [
		['consumers', ({ consumers }) => String(consumers)],
		['consumers read', ({ traffic }) => String(traffic.consumersRead)],
		['broken connections: found / lost / false', (outcome) => outcome.by === 'bare' ? '-' : `${outcome.measure.found.length} / ${lostOf(outcome)} / ${wrongOf(outcome)}`],
		['time', ({ measure }) => `${(measure.wallMs / 1000).toFixed(1)} s`],
		['time : requests / limit', (outcome) => (outcome.by === 'bare' ? '-' : timeRatio(outcome, perSecond).toFixed(3))],
		['requests let through / refused (429) / failed', ({ traffic }) => `${requestsOf(traffic)} / ${traffic.refused} / ${traffic.failed}`],
		['requests per 1,000 consumers', ({ traffic, consumers }) => per1000(requestsOf(traffic), consumers).toFixed(0)],
		['received per 1,000 consumers', ({ traffic, consumers }) => `${(per1000(bytesOf(traffic), consumers) / MB).toFixed(2)} MB`],
		['peak resident memory above the idle engine', (outcome) => `${peakOf(outcome).toFixed(0)} MB`],
		['of it left over by a full collection', (outcome) => `${heldOf(outcome).toFixed(0)} MB`],
		['idle engine', ({ measure }) => `${(measure.idleBytes / MB).toFixed(0)} MB`],
		['CPU per consumer', ({ measure, consumers }) => `${(measure.cpuMs / consumers).toFixed(2)} ms`],
	];
}

/** Prints both audits side by side, what each kind of request cost, and how the targets were met. */
export function printAudits(outcomes: AuditOutcome[], perSecond: number): void {
	const table = new Table({ head: ['', ...outcomes.map(nameOf)], style: { head: [], border: [] } });
	for (const [label, value] of rows(perSecond)) table.push([label, ...outcomes.map(value)]);
	console.log(`\n${table.toString()}`);
	for (const outcome of outcomes) {
		const { traffic, measure } = outcome;
		const kinds = Object.entries(traffic.routes).map(
			([route, { requests, bytes }]) => `${requests} ${route} of ${(bytes / requests / 1024).toFixed(1)} KB`,
		);
		console.log(`${nameOf(outcome)}: ${kinds.join(', ')}`);
		for (const hint of measure.hints) console.log(`  hint: ${hint}`);
	}
	for (const ours of outcomes.filter(({ by }) => by === 'vault')) printTargets(ours, outcomes.find(({ by }) => by === 'bare'), perSecond);
}

function printTargets(ours: AuditOutcome, bare: AuditOutcome | undefined, perSecond: number): void {
	console.log(`${nameOf(ours)}:`);
	console.log(verdict('time : requests / limit', timeRatio(ours, perSecond), 1.1));
	console.log(verdict('lost findings', lostOf(ours), 0, 0));
	console.log(verdict('failed requests', ours.traffic.failed, 0, 0));
	console.log(verdict('peak resident memory above the idle engine', peakOf(ours), 150, 0, ' MB'));
	console.log(verdict('memory that is held above the idle engine', heldOf(ours), 150, 0, ' MB'));
	if (bare) console.log(`peak resident memory : bare node that keeps nothing: ${(peakOf(ours) / peakOf(bare)).toFixed(2)}`);
}

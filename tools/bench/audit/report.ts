import Table from 'cli-table3';

import { verdict } from '../verdict';
import type { AuditMeasure, AuditRun } from './auditProcess';
import type { Traffic } from './server';

export interface AuditOutcome {
	by: AuditRun['by'];
	/** Heap limit in MB. Undefined for V8's default. */
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
	bare: 'bare node, no limit, responses discarded',
};

/** The column title. */
export function nameOf({ by, heap }: Pick<AuditOutcome, 'by' | 'heap'>): string {
	return heap === undefined ? NAMES[by] : `${NAMES[by]}, heap of ${heap} MB`;
}

const MB = 1024 * 1024;

/** Requests that the limit accepted. */
function requestsOf({ routes }: Traffic): number {
	return Object.values(routes).reduce((sum, { requests }) => sum + requests, 0);
}

function bytesOf({ routes }: Traffic): number {
	return Object.values(routes).reduce((sum, { bytes }) => sum + bytes, 0);
}

/** The duration relative to the minimum that the rate limit allows. */
function timeRatio({ measure, traffic }: AuditOutcome, perSecond: number): number {
	return measure.wallMs / 1000 / (requestsOf(traffic) / perSecond);
}

const missedOf = ({ expected, measure }: AuditOutcome) => {
	const found = new Set(measure.found);
	return expected.filter((key) => !found.has(key)).length;
};

const falsePositivesOf = ({ expected, measure }: AuditOutcome) => {
	const real = new Set(expected);
	return measure.found.filter((key) => !real.has(key)).length;
};

const peakOf = ({ measure }: AuditOutcome) => (measure.peakBytes - measure.idleBytes) / MB;
const retainedOf = ({ measure }: AuditOutcome) => (measure.peakInUse - measure.idleInUse) / MB;

/** The rows of the table: label and value. */
function rows(perSecond: number): Array<[string, (outcome: AuditOutcome) => string]> {
	const per1000 = (value: number, consumers: number) => (value / consumers) * 1000;
	return [
		['consumers', ({ consumers }) => String(consumers)],
		['consumers read', ({ traffic }) => String(traffic.consumersRead)],
		['broken connections: found / missed / false positives', (outcome) => outcome.by === 'bare' ? '-' : `${outcome.measure.found.length} / ${missedOf(outcome)} / ${falsePositivesOf(outcome)}`],
		['time', ({ measure }) => `${(measure.wallMs / 1000).toFixed(1)} s`],
		['time : requests / limit', (outcome) => (outcome.by === 'bare' ? '-' : timeRatio(outcome, perSecond).toFixed(3))],
		['requests accepted / rate-limited (429) / failed', ({ traffic }) => `${requestsOf(traffic)} / ${traffic.refused} / ${traffic.failed}`],
		['requests per 1,000 consumers', ({ traffic, consumers }) => per1000(requestsOf(traffic), consumers).toFixed(0)],
		['received per 1,000 consumers', ({ traffic, consumers }) => `${(per1000(bytesOf(traffic), consumers) / MB).toFixed(2)} MB`],
		['peak resident memory above the idle engine', (outcome) => `${peakOf(outcome).toFixed(0)} MB`],
		['of it retained after garbage collection', (outcome) => `${retainedOf(outcome).toFixed(0)} MB`],
		['idle engine', ({ measure }) => `${(measure.idleBytes / MB).toFixed(0)} MB`],
		['CPU per consumer', ({ measure, consumers }) => `${(measure.cpuMs / consumers).toFixed(2)} ms`],
	];
}

/** Prints the audits side by side, the cost of each kind of request, and whether the targets were met. */
export function printAudits(outcomes: AuditOutcome[], perSecond: number): Table.Table {
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
	return table;
}

function printTargets(ours: AuditOutcome, bare: AuditOutcome | undefined, perSecond: number): void {
	console.log(`${nameOf(ours)}:`);
	console.log(verdict('time : requests / limit', timeRatio(ours, perSecond), 1.1));
	console.log(verdict('missed findings', missedOf(ours), 0, 0));
	console.log(verdict('failed requests', ours.traffic.failed, 0, 0));
	console.log(verdict('peak resident memory above the idle engine', peakOf(ours), 150, 0, ' MB'));
	console.log(verdict('memory retained above the idle engine', retainedOf(ours), 150, 0, ' MB'));
	if (bare) console.log(`peak resident memory : bare node that discards responses: ${(peakOf(ours) / peakOf(bare)).toFixed(2)}`);
}

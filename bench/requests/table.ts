/* eslint-disable no-console -- development only: never runs inside n8n */
import Table from 'cli-table3';

import { median } from '../statistics';
import { verdict } from '../verdict';
import { CASES } from './cases';
import type { Round } from './caseProcess';

export interface CaseResult {
	name: string;
	rounds: Array<Round & { connections: number; mostOpen: number }>;
}

interface Scale {
	items: number;
	/** Least time that `items` take when nothing but the server's latency counts. */
	boundMs: number;
}

type Measure = (round: Round) => number;

const wall: Measure = ({ wallMs }) => wallMs;
const cpu: Measure = ({ cpuMs }) => cpuMs;

const COLUMNS = ['', 'wall ms', 'x latency bound', 'CPU ms / item', 'ours : it, wall', 'ours : it, CPU', 'at once', 'connections'];

/** Prints medians (and the least value in brackets), the ratio of ours to each peer, and how the targets were met. */
export function printComparison(results: CaseResult[], { items, boundMs }: Scale): void {
	const table = new Table({ head: COLUMNS, style: { head: [], border: [] }, colAligns: ['left', ...COLUMNS.slice(1).map(() => 'right' as const)] });
	const ours = results.find(({ name }) => name === 'vault');
	for (const result of results) {
		const { rounds } = result;
		table.push([
			CASES[result.name]?.label ?? result.name,
			both(rounds.map(wall), 0),
			both(rounds.map((round) => wall(round) / boundMs), 3),
			both(rounds.map((round) => cpu(round) / items), 2),
			ours && ours !== result ? ratio(ours, result, wall).toFixed(2) : '',
			ours && ours !== result ? ratio(ours, result, cpu).toFixed(2) : '',
			String(Math.max(...rounds.map(({ mostOpen }) => mostOpen))),
			String(median(rounds.map(({ connections }) => connections))),
		]);
	}
	console.log(`\n${items} items, latency bound ${boundMs} ms, median of ${results[0]?.rounds.length ?? 0} rounds (least in brackets)`);
	console.log(table.toString());
	if (ours) printTargets(ours, results, boundMs);
}

function printTargets(ours: CaseResult, results: CaseResult[], boundMs: number): void {
	const peer = (name: string) => results.find((result) => result.name === name);
	const bare = peer('bare');
	const copy = peer('declarative');
	const times = ours.rounds.map((round) => wall(round) / boundMs);
	console.log(verdict('time : latency bound', median(times), 1.1));
	// What other processes take can only be added to a time, so on a busy machine the least says more.
	console.log(verdict('time : latency bound, least', Math.min(...times), 1.1));
	if (bare) console.log(verdict('time : bare node', ratio(ours, bare, wall), 1.05));
	if (copy) console.log(verdict('CPU : declarative copy', ratio(ours, copy, cpu), 0.8));
}

/** Median over the rounds of the quotient in one round: both were measured within the same minute. */
function ratio(ours: CaseResult, peer: CaseResult, measure: Measure): number {
	return median(ours.rounds.map((round, index) => measure(round) / measure(peer.rounds[index] as Round)));
}

function both(values: number[], digits: number): string {
	return `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)})`;
}

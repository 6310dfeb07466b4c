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
	/** The minimum duration for `items`, given only the server's latency. */
	boundMs: number;
}

type Measure = (round: Round) => number;

const wall: Measure = ({ wallMs }) => wallMs;
const cpu: Measure = ({ cpuMs }) => cpuMs;

const COLUMNS = ['', 'wall ms', 'x latency bound', 'CPU ms / item', 'ours : it, wall', 'ours : it, CPU', 'concurrent', 'connections'];

/** Prints medians (and minimums in parentheses), this node's ratio to each peer, and whether the targets were met. */
export function printComparison(results: CaseResult[], { items, boundMs }: Scale): Table.Table {
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
	console.log(`\n${items} items, latency bound ${boundMs} ms, median of ${results[0]?.rounds.length ?? 0} rounds (minimum in parentheses)`);
	console.log(table.toString());
	if (ours) printTargets(ours, results, boundMs);
	return table;
}

function printTargets(ours: CaseResult, results: CaseResult[], boundMs: number): void {
	const peer = (name: string) => results.find((result) => result.name === name);
	const bare = peer('bare');
	const copy = peer('declarative');
	const times = ours.rounds.map((round) => wall(round) / boundMs);
	console.log(verdict('time : latency bound', median(times), 1.1));
	// Other processes only increase the time, so on a busy machine the minimum says more.
	console.log(verdict('time : latency bound, minimum', Math.min(...times), 1.1));
	if (bare) console.log(verdict('time : bare node', ratio(ours, bare, wall), 1.05));
	for (const [name, most] of CPU_TARGETS) {
		const other = peer(name);
		if (other) console.log(verdict(`CPU, least : ${CASES[name]?.label ?? name}`, least(ours, cpu) / least(other, cpu), most));
	}
	if (copy) console.log(verdict('CPU : declarative copy', ratio(ours, copy, cpu), 0.8));
}

/** At most so much CPU time per item as these peers need. The least of all rounds, because other processes only increase it. */
const CPU_TARGETS = [
	['bare', 1.1],
	['bare-parameters', 1.1],
	['http-request', 1],
] as const;

const least = ({ rounds }: CaseResult, measure: Measure) => Math.min(...rounds.map(measure));

/** The median of the ratios per round, because both values of a round were measured at about the same time. */
function ratio(ours: CaseResult, peer: CaseResult, measure: Measure): number {
	return median(ours.rounds.map((round, index) => measure(round) / measure(peer.rounds[index] as Round)));
}

function both(values: number[], digits: number): string {
	return `${median(values).toFixed(digits)} (${Math.min(...values).toFixed(digits)})`;
}

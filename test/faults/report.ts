import Table from 'cli-table3';

import { wasCancelled, type CheckContext } from './checks/context';
import { CONNECTION_RESET, KIND_NAMES } from './kinds';

interface Row {
	runs: number;
	faults: number;
	requests: number;
	success: number;
	error: number;
	stopped: number;
	cancelled: number;
}

const empty = (): Row => ({ runs: 0, faults: 0, requests: 0, success: 0, error: 0, stopped: 0, cancelled: 0 });

/** Counts the results of the runs. Items are counted as success, error, stopped by an error, or cancelled. */
export class Report {
	private readonly kinds = new Map<string, Row>(KIND_NAMES.map((name) => [name, empty()]));

	private readonly operations = new Map<string, Row>();

	private readonly total = empty();

	add(context: CheckContext): void {
		const { run, ended } = context;
		const { kind, test } = run.plan;
		const operation = this.operations.get(test.name) ?? empty();
		this.operations.set(test.name, operation);
		const faults = run.requestLog.filter(({ fault }) => fault !== 'none').length + run.unreadConnections;
		for (const row of [this.kinds.get(kind)!, operation, this.total]) {
			row.runs++;
			row.requests += run.requestLog.length;
			if (run.result?.status === 'canceled' && wasCancelled(context)) row.cancelled += ended.length;
			else if (run.result?.status === 'error') row.stopped += ended.length;
			else {
				row.success += ended.filter(({ errors }) => errors.length === 0).length;
				row.error += ended.filter(({ errors }) => errors.length > 0).length;
			}
		}
		operation.faults += faults;
		this.total.faults += faults;
		for (const { fault } of run.requestLog) {
			const row = this.kinds.get(fault);
			if (row) row.faults++;
		}
		this.kinds.get(CONNECTION_RESET)!.faults += run.unreadConnections;
	}

	get runs(): number {
		return this.total.runs;
	}

	toString(): string {
		const byName = [...this.operations].sort(([a], [b]) => a.localeCompare(b, 'en'));
		return [
			table('Kind of fault (runs with it as the main kind, occurrences in all runs)', [...this.kinds]),
			table('Operation', [...byName, ['All', this.total]]),
		].join('\n');
	}
}

function table(title: string, rows: Array<[string, Row]>): string {
	const columns = ['runs', 'faults', 'requests', 'success', 'error', 'stopped', 'cancelled'] as const;
	const drawn = new Table({
		head: [title, ...columns],
		colWidths: [42],
		wordWrap: true,
		colAligns: ['left', ...columns.map(() => 'right' as const)],
		style: { head: [], border: [], compact: true },
	});
	for (const [name, row] of rows) drawn.push([name, ...columns.map((column) => row[column])]);
	return drawn.toString();
}

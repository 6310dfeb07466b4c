import { writeFigures } from '../figures';
import type { Flags } from '../flags';
import { machine, versions } from '../machine';
import { Worker } from '../worker';
import { CASES, CONCURRENCY } from './cases';
import type { CaseMessage, Round } from './caseProcess';
import type { ServerCounts, ServerMessage } from './server';
import { printComparison, type CaseResult } from './table';

const PUBLISHED = ['x latency bound', 'CPU ms / item'];

/**
 * Measures every case in a separate process against one server process, in interleaved rounds (A B C A B C …), so that noise affects all
 * cases equally. Prints the table. Rejects when a case did not do its work.
 */
export async function compare(flags: Flags): Promise<void> {
	const names = chosenCases(flags.only);
	console.log(`${machine()}, expression engine ${flags.engine}`);
	const { worker: server, ready: baseUrl } = await Worker.start<string>('requests/server.ts', {
		start: { latencyMs: flags.latency },
	} satisfies ServerMessage);
	const results: CaseResult[] = names.map((name) => ({ name, rounds: [] }));
	const workers: Worker[] = [];
	try {
		for (const { name } of results) {
			const setup = { name, baseUrl, engine: flags.engine, latencyMs: flags.latency };
			const { worker } = await Worker.start('requests/caseProcess.ts', { setup } satisfies CaseMessage, nodeOptions(flags, name));
			workers.push(worker);
		}
		await runRound(workers, results, server, Math.ceil(flags.items / 2), 'Warming up');
		for (const result of results) result.rounds = [];
		for (let round = 1; round <= flags.rounds; round++) {
			await runRound(workers, results, server, flags.items, `Round ${round} of ${flags.rounds}`);
		}
	} finally {
		await Promise.all([...workers, server].map(async (worker) => await worker.stop()));
	}
	const table = printComparison(results, { items: flags.items, boundMs: (flags.items / CONCURRENCY) * flags.latency });
	if (flags.write) writeFigures('requests', table, { columns: PUBLISHED }, versions());
}

function chosenCases(only: string[]): string[] {
	const unknown = only.find((name) => !Object.hasOwn(CASES, name));
	if (unknown !== undefined) throw new Error(`Unknown case "${unknown}". Cases: ${Object.keys(CASES).join(', ')}`);
	return Object.keys(CASES).filter((name) => only.length === 0 || only.includes(name));
}

function nodeOptions({ profile, engine }: Flags, name: string): string[] {
	return [
		'--expose-gc',
		...(engine === 'vm' ? ['--no-node-snapshot'] : []),
		...(profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`, `--cpu-prof-name=${name}.cpuprofile`]),
	];
}

async function runRound(workers: Worker[], results: CaseResult[], server: Worker, items: number, label: string): Promise<void> {
	console.log(`${label}: ${results.map(({ name }) => name).join(', ')}`);
	for (const [index, result] of results.entries()) {
		const round = await (workers[index] as Worker).request<Round>({ items } satisfies CaseMessage);
		const counts = await server.request<ServerCounts>({ takeCounts: true } satisfies ServerMessage);
		if (counts.requests !== items || counts.wrong > 0) {
			throw new Error(`${result.name}: ${counts.requests} requests for ${items} items, ${counts.wrong} of them invalid`);
		}
		result.rounds.push({ ...round, connections: counts.connections, mostOpen: counts.mostOpen });
	}
}

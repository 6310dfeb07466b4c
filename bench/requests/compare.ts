/* eslint-disable no-console -- development only: never runs inside n8n */
import type { Flags } from '../flags';
import { machine } from '../machine';
import { Worker } from '../worker';
import { CASES, CONCURRENCY, LATENCY_MS } from './cases';
import type { CaseQuestion, Round } from './caseProcess';
import type { ServerCounts, ServerQuestion } from './server';
import { printComparison, type CaseResult } from './table';

/**
 * Measures every case in a process of its own against one server process, in interleaved rounds (A B C A B C …), so that a
 * noisy minute of the machine hits all of them alike. Prints the table. Rejects when a case did not do its work.
 */
export async function compare(flags: Flags): Promise<void> {
	const names = chosenCases(flags.only);
	console.log(`${machine()}, expression engine ${flags.engine}`);
	const { worker: server, ready: baseUrl } = await Worker.start<string>('requests/server.ts', {
		start: { latencyMs: LATENCY_MS },
	} satisfies ServerQuestion);
	const results: CaseResult[] = names.map((name) => ({ name, rounds: [] }));
	const workers: Worker[] = [];
	try {
		for (const { name } of results) {
			const setup = { name, baseUrl, engine: flags.engine };
			const { worker } = await Worker.start('requests/caseProcess.ts', { setup } satisfies CaseQuestion, nodeOptions(flags, name));
			workers.push(worker);
		}
		await everyCase(workers, results, server, Math.ceil(flags.items / 2), 'Warming up');
		for (const result of results) result.rounds = [];
		for (let round = 1; round <= flags.rounds; round++) {
			await everyCase(workers, results, server, flags.items, `Round ${round} of ${flags.rounds}`);
		}
	} finally {
		await Promise.all([...workers, server].map(async (worker) => await worker.stop()));
	}
	printComparison(results, { items: flags.items, boundMs: (flags.items / CONCURRENCY) * LATENCY_MS });
}

function chosenCases(only: string[]): string[] {
	const unknown = only.find((name) => !Object.hasOwn(CASES, name));
	if (unknown !== undefined) throw new Error(`There is no case "${unknown}". There are: ${Object.keys(CASES).join(', ')}`);
	return Object.keys(CASES).filter((name) => only.length === 0 || only.includes(name));
}

function nodeOptions({ profile, engine }: Flags, name: string): string[] {
	return [
		'--expose-gc',
		...(engine === 'vm' ? ['--no-node-snapshot'] : []),
		...(profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`, `--cpu-prof-name=${name}.cpuprofile`]),
	];
}

async function everyCase(workers: Worker[], results: CaseResult[], server: Worker, items: number, label: string): Promise<void> {
	console.log(`${label}: ${results.map(({ name }) => name).join(', ')}`);
	for (const [index, result] of results.entries()) {
		const round = await (workers[index] as Worker).ask<Round>({ items } satisfies CaseQuestion);
		const counts = await server.ask<ServerCounts>({ takeCounts: true } satisfies ServerQuestion);
		if (counts.requests !== items || counts.wrong > 0) {
			throw new Error(`${result.name}: ${counts.requests} requests for ${items} items, ${counts.wrong} of them wrong`);
		}
		result.rounds.push({ ...round, connections: counts.connections, mostOpen: counts.mostOpen });
	}
}

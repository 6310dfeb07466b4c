/* eslint-disable @n8n/community-nodes/no-restricted-globals, no-console -- a command line: never runs inside n8n */
import { startSandbox } from '../../sandbox';
import { loadEngine } from '../engine/support';
import { fuzzTrigger } from '../engine/triggerFuzz';
import { uncovered } from './cases';
import type { Context } from './checks/context';
import { afterTheEnd } from './checks/times';
import type { World } from './execute';
import { Lag } from './lag';
import { openSandbox, References, runAll } from './lanes';
import { describeMutationRun, MutationRuns } from './mutations/mutations';
import { describePlan, planOf } from './plan';
import { describeEntry } from './proxy/ledger';
import { OtherOrigin } from './proxy/otherOrigin';
import { Report } from './report';
import { RequestWatch } from './requestWatch';
import { readSettings, USAGE, type Settings } from './settings';

/** Requests that are still under way at the end would leave within this, in milliseconds. */
const AFTERMATH = 1_500;

const PROGRESS_EVERY = 200;

function tellStory({ run }: Context): void {
	console.log(describePlan(run.plan));
	for (const entry of run.ledger) console.log(`  ${describeEntry(entry, run.startedAt)}`);
	if (run.unread > 0) console.log(`  ${run.unread} connections were reset before anything was read`);
	const { result, cancelledAt, startedAt, endedAt } = run;
	const stopped = cancelledAt === undefined ? '' : `, cancelled at ${Math.round(cancelledAt - startedAt)} ms`;
	console.log(`  ended after ${Math.round(endedAt - startedAt)} ms: ${result?.status ?? 'not at all'}${stopped}`);
	if (result?.error) console.log(`  ${result.error.message}: ${result.error.description}`);
	for (const item of [...run.items, ...run.errorItems]) console.log(`  ${JSON.stringify(item).slice(0, 400)}`);
}

/** What no single run can know: rejections that nobody handled, visits at the other origin, requests after the end. */
class Aftermath {
	readonly found: string[] = [];

	private readonly listeners = {
		unhandledRejection: (reason: unknown) => this.found.push(`an unhandled rejection: ${textOf(reason)}`),
		uncaughtException: (error: unknown) => this.found.push(`an uncaught exception: ${textOf(error)}`),
		warning: (warning: Error) => this.found.push(`a warning of Node.js: ${textOf(warning)}`),
	};

	listen(): void {
		for (const [event, listener] of Object.entries(this.listeners)) process.on(event, listener);
	}

	end(): void {
		for (const [event, listener] of Object.entries(this.listeners)) process.off(event, listener);
	}
}

const textOf = (thrown: unknown) => (thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));

/** The suite. Resolves with the exit code: 0 only when every run has kept every rule. */
export async function main(args: string[]): Promise<number> {
	if (args.includes('--help')) {
		console.log(USAGE);
		return 0;
	}
	const settings = readSettings(process.env);
	const missing = uncovered();
	if (missing.length > 0) throw new Error(`Operations without a case, or cases without an operation: ${missing.join(', ')}`);
	const { seed, runs, lanes } = settings;
	console.log(`FAULT_SEED=${seed}: ${runs.length} runs, ${lanes} at a time`);

	const aftermath = new Aftermath();
	const began = Date.now();
	const world: World = { engine: await loadEngine(), other: await OtherOrigin.start(), watch: new RequestWatch(), lag: new Lag() };
	const sandbox = await openSandbox();
	aftermath.listen();
	try {
		const report = new Report();
		const failed = await carryOut(settings, world, new References(world, sandbox), report);
		await new Promise((resolve) => setTimeout(resolve, runs.length > 1 ? AFTERMATH : 300));
		for (const finished of failed.finished) {
			for (const words of afterTheEnd(finished)) failed.tell(finished.plan.run, words);
		}
		for (const { line, headers } of world.other.visits) aftermath.found.push(`the other origin was visited: ${line} ${headers}`);
		aftermath.found.push(...(await fuzzed(settings, world)));
		for (const words of aftermath.found) console.log(`FAILED  ${words}`);
		const changed = await changeResponses(settings, world);
		console.log(`\n${report.toString()}`);
		const seconds = ((Date.now() - began) / 1000).toFixed(0);
		const count = failed.runs.size + aftermath.found.length;
		console.log(`FAULT_SEED=${seed}: ${report.runs} runs in ${seconds} s, ${failed.runs.size} broke a rule, ${aftermath.found.length} other findings`);
		if (failed.runs.size > 0) {
			console.log(`Again: FAULT_SEED=${seed} FAULT_RUN=${[...failed.runs].slice(0, 20).join(',')} npm run test:faults`);
		}
		return count === 0 && report.runs === runs.length && changed === 0 ? 0 : 1;
	} finally {
		aftermath.end();
		world.lag.stop();
		await Promise.all([sandbox.close(), world.other.close()]);
	}
}

/** What deliveries to the trigger, changed field by field, have broken. */
async function fuzzed({ seed, triggerEvents: count }: Settings, { engine }: World): Promise<string[]> {
	if (count === 0) return [];
	const sandbox = await startSandbox();
	try {
		const { broken, runs, refused } = await fuzzTrigger({ engine, sandbox, seed, count });
		console.log(`trigger: ${count} changed events, ${runs} runs, ${refused} forged deliveries refused, ${broken.length} broke a rule`);
		return broken.map((words) => `trigger: ${words}`);
	} finally {
		await sandbox.close();
	}
}

/** Responses changed field by field, one run at a time. Resolves with the number of runs that broke a rule. */
async function changeResponses({ seed, mutations, story }: Settings, { engine }: World): Promise<number> {
	const sandbox = await openSandbox();
	const began = Date.now();
	const failed: number[] = [];
	let [changes, requests, longest] = [0, 0, 0];
	try {
		const runs = new MutationRuns(engine, sandbox, seed);
		for (const number of mutations) {
			const run = await runs.run(number);
			changes += run.exchanges.reduce((sum, { mutations: own }) => sum + own.length, 0);
			requests += run.exchanges.length;
			longest = Math.max(longest, run.block);
			if (story || run.found.length > 0) console.log(describeMutationRun(run));
			for (const words of run.found) console.log(`FAILED  FAULT_SEED=${seed} MUTATION_RUN=${number}: ${words}`);
			if (run.found.length > 0) failed.push(number);
		}
	} finally {
		await sandbox.close();
	}
	const seconds = ((Date.now() - began) / 1000).toFixed(0);
	console.log(`FAULT_SEED=${seed}: ${mutations.length} runs with ${changes} changes in ${requests} responses in ${seconds} s, longest block ${Math.round(longest)} ms, ${failed.length} broke a rule`);
	if (failed.length > 0) console.log(`Again: FAULT_SEED=${seed} MUTATION_RUN=${failed.slice(0, 20).join(',')} npm run test:faults`);
	return failed.length;
}

async function carryOut({ seed, runs, lanes, story }: Settings, world: World, references: References, report: Report) {
	const failed = new Set<number>();
	const tell = (run: number, words: string) => {
		failed.add(run);
		console.log(`FAILED  FAULT_SEED=${seed} FAULT_RUN=${run}: ${words}`);
	};
	const plans = runs.map((run) => planOf(seed, run));
	const finished = await runAll(world, references, plans, lanes, (context, found) => {
		report.add(context);
		const { plan } = context.run;
		if (story || found.length > 0) tellStory(context);
		for (const words of found) tell(plan.run, words);
		if (report.runs % PROGRESS_EVERY === 0) console.log(`${report.runs} of ${runs.length} runs`);
	});
	return { runs: failed, finished, tell };
}

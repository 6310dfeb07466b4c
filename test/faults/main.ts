import { startSandbox } from '../../tools/sandbox';
import { loadEngine } from '../engine/support';
import { fuzzTrigger } from '../engine/triggerFuzz';
import { uncovered } from './cases';
import type { CheckContext } from './checks/context';
import { nothingAfterEnd } from './checks/times';
import type { TestEnvironment } from './execute';
import { LagMonitor } from './lag';
import { openSandbox, References, runAll } from './workers';
import { describeMutationRun, MutationRuns } from './mutations/mutations';
import { describePlan, planOf } from './plan';
import { describeEntry } from './proxy/requestLog';
import { OtherOrigin } from './proxy/otherOrigin';
import { Report } from './report';
import { RequestWatcher } from './requestWatcher';
import { readSettings, USAGE, type Settings } from './settings';

/** Pending requests would be sent within this time after the end. */
const GRACE_PERIOD_MS = 1_500;

const PROGRESS_INTERVAL = 200;

function printRun({ run }: CheckContext): void {
	console.log(describePlan(run.plan));
	for (const entry of run.requestLog) console.log(`  ${describeEntry(entry, run.startedAt)}`);
	if (run.unreadConnections > 0) console.log(`  ${run.unreadConnections} connections were reset before any data was read`);
	const { result, cancelledAt, startedAt, endedAt } = run;
	const stopped = cancelledAt === undefined ? '' : `, cancelled at ${Math.round(cancelledAt - startedAt)} ms`;
	console.log(`  ended after ${Math.round(endedAt - startedAt)} ms: ${result?.status ?? 'did not end'}${stopped}`);
	if (result?.error) console.log(`  ${result.error.message}: ${result.error.description}`);
	for (const item of [...run.items, ...run.errorItems]) console.log(`  ${JSON.stringify(item).slice(0, 400)}`);
}

/** Violations outside a single run: unhandled rejections, requests to the other origin, requests after the end. */
class GlobalChecks {
	readonly violations: string[] = [];

	private readonly listeners = {
		unhandledRejection: (reason: unknown) => this.violations.push(`an unhandled rejection: ${textOf(reason)}`),
		uncaughtException: (error: unknown) => this.violations.push(`an uncaught exception: ${textOf(error)}`),
		warning: (warning: Error) => this.violations.push(`a Node.js warning: ${textOf(warning)}`),
	};

	listen(): void {
		for (const [event, listener] of Object.entries(this.listeners)) process.on(event, listener);
	}

	end(): void {
		for (const [event, listener] of Object.entries(this.listeners)) process.off(event, listener);
	}
}

const textOf = (thrown: unknown) => (thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown));

/** Runs the suite. Resolves with the exit code: 0 only when no run violated a rule. */
export async function main(args: string[]): Promise<number> {
	if (args.includes('--help')) {
		console.log(USAGE);
		return 0;
	}
	const settings = readSettings(process.env);
	const missing = uncovered();
	if (missing.length > 0) throw new Error(`Operations without a case or cases without an operation: ${missing.join(', ')}`);
	const { seed, runs, workers } = settings;
	console.log(`FAULT_SEED=${seed}: ${runs.length} runs, ${workers} at a time`);

	const globalChecks = new GlobalChecks();
	const startedAt = Date.now();
	const environment: TestEnvironment = { engine: await loadEngine(), other: await OtherOrigin.start(), watcher: new RequestWatcher(), lag: new LagMonitor() };
	const sandbox = await openSandbox();
	globalChecks.listen();
	try {
		const report = new Report();
		const failed = await runPlans(settings, environment, new References(environment, sandbox), report);
		await new Promise((resolve) => setTimeout(resolve, runs.length > 1 ? GRACE_PERIOD_MS : 300));
		for (const finished of failed.finished) {
			for (const violation of nothingAfterEnd(finished)) failed.print(finished.plan.run, violation);
		}
		for (const { line, headers } of environment.other.visits) globalChecks.violations.push(`the other origin received a request: ${line} ${headers}`);
		globalChecks.violations.push(...(await runTriggerFuzz(settings, environment)));
		for (const violation of globalChecks.violations) console.log(`FAILED  ${violation}`);
		const changed = await changeResponses(settings, environment);
		console.log(`\n${report.toString()}`);
		const seconds = ((Date.now() - startedAt) / 1000).toFixed(0);
		const count = failed.runs.size + globalChecks.violations.length;
		console.log(`FAULT_SEED=${seed}: ${report.runs} runs in ${seconds} s, ${failed.runs.size} violated a rule, ${globalChecks.violations.length} other findings`);
		if (failed.runs.size > 0) {
			console.log(`Repeat with: FAULT_SEED=${seed} FAULT_RUN=${[...failed.runs].slice(0, 20).join(',')} npm test -- faults`);
		}
		return count === 0 && report.runs === runs.length && changed === 0 ? 0 : 1;
	} finally {
		globalChecks.end();
		environment.lag.stop();
		await Promise.all([sandbox.close(), environment.other.close()]);
	}
}

/** Fuzzes deliveries to the trigger field by field. Resolves with the violations. */
async function runTriggerFuzz({ seed, triggerEvents: count }: Settings, { engine }: TestEnvironment): Promise<string[]> {
	if (count === 0) return [];
	const sandbox = await startSandbox();
	try {
		const { broken, runs, refused } = await fuzzTrigger({ engine, sandbox, seed, count });
		console.log(`trigger: ${count} changed events, ${runs} runs, ${refused} forged deliveries rejected, ${broken.length} violated a rule`);
		return broken.map((violation) => `trigger: ${violation}`);
	} finally {
		await sandbox.close();
	}
}

/** Changes responses field by field, one run at a time. Resolves with the number of runs that violated a rule. */
async function changeResponses({ seed, mutations, verbose }: Settings, { engine }: TestEnvironment): Promise<number> {
	const sandbox = await openSandbox();
	const startedAt = Date.now();
	const failed: number[] = [];
	let [changes, requests, longest] = [0, 0, 0];
	try {
		const runs = new MutationRuns(engine, sandbox, seed);
		for (const number of mutations) {
			const run = await runs.run(number);
			changes += run.exchanges.reduce((sum, { mutations: own }) => sum + own.length, 0);
			requests += run.exchanges.length;
			longest = Math.max(longest, run.block);
			if (verbose || run.found.length > 0) console.log(describeMutationRun(run));
			for (const violation of run.found) console.log(`FAILED  FAULT_SEED=${seed} MUTATION_RUN=${number}: ${violation}`);
			if (run.found.length > 0) failed.push(number);
		}
	} finally {
		await sandbox.close();
	}
	const seconds = ((Date.now() - startedAt) / 1000).toFixed(0);
	console.log(`FAULT_SEED=${seed}: ${mutations.length} runs with ${changes} changes in ${requests} responses in ${seconds} s, longest block ${Math.round(longest)} ms, ${failed.length} violated a rule`);
	if (failed.length > 0) console.log(`Repeat with: FAULT_SEED=${seed} MUTATION_RUN=${failed.slice(0, 20).join(',')} npm test -- faults`);
	return failed.length;
}

async function runPlans({ seed, runs, workers, verbose }: Settings, environment: TestEnvironment, references: References, report: Report) {
	const failed = new Set<number>();
	const print = (run: number, violation: string) => {
		failed.add(run);
		console.log(`FAILED  FAULT_SEED=${seed} FAULT_RUN=${run}: ${violation}`);
	};
	const plans = runs.map((run) => planOf(seed, run));
	const finished = await runAll(environment, references, plans, workers, (context, violations) => {
		report.add(context);
		const { plan } = context.run;
		if (verbose || violations.length > 0) printRun(context);
		for (const violation of violations) print(plan.run, violation);
		if (report.runs % PROGRESS_INTERVAL === 0) console.log(`${report.runs} of ${runs.length} runs`);
	});
	return { runs: failed, finished, print };
}

/* eslint-disable no-console -- development only: never runs inside n8n */
import type { Flags } from '../flags';
import { machine } from '../machine';
import { Worker } from '../worker';
import type { AuditMeasure, AuditRun } from './auditProcess';
import { nameOf, NAMES, printAudits, type AuditOutcome } from './report';
import type { AuditServerQuestion, AuditServerSetup, AuditServerStart, Traffic } from './server';

const SERVER = { connectionsPerConsumer: 5, brokenShare: 0.02, latencyMs: 30 };
const PER_SECOND = 100;
/** MB. With V8's own choice the resident memory says when V8 cleans up; with as little heap as this, what the audit needs. */
const SMALL_HEAP = 256;

/**
 * Runs the audit of many consumers under a rate limit: by this node, by this node with a small heap, by the best workflow of n8n's
 * own nodes, and, without a limit, as many requests of the bare node for what they cost the host. One after the other, each with
 * a server and a process of its own. Prints what was found, the time, the memory and the traffic.
 */
export async function audit(flags: Flags): Promise<void> {
	console.log(`${machine()}, expression engine ${flags.engine}, heap ${flags.heap === undefined ? "as V8 likes it" : `limited to ${flags.heap} MB`}`);
	console.log(
		`Server: ${SERVER.connectionsPerConsumer} connections per consumer, ${SERVER.brokenShare * 100} % of them broken, ${SERVER.latencyMs} ms, limit ${PER_SECOND} requests/s (${flags.limiter})\n`,
	);
	const outcomes = [await runOne('vault', flags.consumers, flags)];
	if (flags.heap === undefined) outcomes.push(await runOne('vault', flags.consumers, { ...flags, heap: SMALL_HEAP }));
	if (flags.standardConsumers > 0) outcomes.push(...(await runStandard(flags)));
	outcomes.push(await runOne('bare', flags.consumers, flags));
	printAudits(outcomes, PER_SECOND);
}

/** With a limited heap n8n's own nodes may not get to the end: that is a result too. */
async function runStandard(flags: Flags): Promise<AuditOutcome[]> {
	try {
		return [await runOne('standard', flags.standardConsumers, flags)];
	} catch (error) {
		console.log(`${NAMES.standard} did not get to the end: ${error instanceof Error ? error.message : String(error)}`);
		return [];
	}
}

async function runOne(by: AuditRun['by'], consumers: number, flags: Flags): Promise<AuditOutcome> {
	// The bare node knows no limit: it shows what so many requests cost, not how long they take.
	const perSecond = by === 'bare' ? undefined : PER_SECOND;
	const name = nameOf({ by, heap: flags.heap });
	console.log(`${name}: ${consumers} consumers${perSecond === undefined ? '' : `, at least ${Math.ceil(consumers / perSecond)} s`} …`);
	const setup: AuditServerSetup = { ...SERVER, consumers, perSecond, limiter: flags.limiter };
	const { worker: server, ready } = await Worker.start<AuditServerStart>('audit/server.ts', { start: setup } satisfies AuditServerQuestion);
	try {
		const question: AuditRun = { by, consumers, baseUrl: ready.baseUrl, perSecond: PER_SECOND, engine: flags.engine };
		const audited = Worker.start<AuditMeasure>('audit/auditProcess.ts', question, nodeOptions(flags, by));
		const { worker, ready: measure } = await Promise.race([audited, server.lost()]);
		await worker.stop();
		const traffic = await server.ask<Traffic>({ takeTraffic: true } satisfies AuditServerQuestion);
		return { by, heap: flags.heap, consumers, expected: ready.expected, measure, traffic };
	} finally {
		await server.stop();
	}
}

function nodeOptions({ profile, heap }: Flags, by: AuditRun['by']): string[] {
	return [
		'--expose-gc',
		...(heap === undefined ? [] : [`--max-old-space-size=${heap}`]),
		...(profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`, `--cpu-prof-name=audit-${by}.cpuprofile`]),
	];
}

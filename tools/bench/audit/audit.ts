import { writeFigures } from '../figures';
import type { Flags } from '../flags';
import { machine, versions } from '../machine';
import { Worker } from '../worker';
import type { AuditMeasure, AuditRun } from './auditProcess';
import { nameOf, NAMES, printAudits, type AuditOutcome } from './report';
import type { AuditServerMessage, AuditServerSetup, AuditServerStart, Traffic } from './server';

const SERVER = { connectionsPerConsumer: 5, brokenShare: 0.02, latencyMs: 30 };
const PER_SECOND = 100;
/** A heap limit in MB. Without it, the resident memory shows V8's garbage collection rather than what the audit needs. */
const SMALL_HEAP = 256;
const PUBLISHED = [
	'broken connections: found / lost / false',
	'time',
	'time : requests / limit',
	'peak resident memory above the idle engine',
	'CPU per consumer',
];

/**
 * Audits many consumers under a rate limit: with this node, with this node and a small heap, with a workflow of n8n's own nodes, and,
 * without a limit, with as many requests of the bare node as a baseline. Each runs sequentially with its own server and process. Prints
 * findings, time, memory and traffic.
 */
export async function audit(flags: Flags): Promise<void> {
	console.log(`${machine()}, expression engine ${flags.engine}, heap ${flags.heap === undefined ? "V8's default" : `limited to ${flags.heap} MB`}`);
	console.log(
		`Server: ${SERVER.connectionsPerConsumer} connections per consumer, ${SERVER.brokenShare * 100} % of them broken, ${SERVER.latencyMs} ms, limit ${PER_SECOND} requests/s (${flags.limiter})\n`,
	);
	const outcomes = [await runOne('vault', flags.consumers, flags)];
	if (flags.heap === undefined) outcomes.push(await runOne('vault', flags.consumers, { ...flags, heap: SMALL_HEAP }));
	if (flags.standardConsumers > 0) outcomes.push(...(await runStandard(flags)));
	outcomes.push(await runOne('bare', flags.consumers, flags));
	const table = printAudits(outcomes, PER_SECOND);
	if (flags.write) writeFigures('audit', table, { rows: PUBLISHED }, versions());
}

/** With a limited heap, n8n's own nodes may fail, which is a result as well. */
async function runStandard(flags: Flags): Promise<AuditOutcome[]> {
	try {
		return [await runOne('standard', flags.standardConsumers, flags)];
	} catch (error) {
		console.log(`${NAMES.standard} did not finish: ${error instanceof Error ? error.message : String(error)}`);
		return [];
	}
}

async function runOne(by: AuditRun['by'], consumers: number, flags: Flags): Promise<AuditOutcome> {
	// The bare node ignores the limit, because it shows the cost of the requests and not their duration.
	const perSecond = by === 'bare' ? undefined : PER_SECOND;
	const name = nameOf({ by, heap: flags.heap });
	console.log(`${name}: ${consumers} consumers${perSecond === undefined ? '' : `, at least ${Math.ceil(consumers / perSecond)} s`} …`);
	const setup: AuditServerSetup = { ...SERVER, consumers, perSecond, limiter: flags.limiter };
	const { worker: server, ready } = await Worker.start<AuditServerStart>('audit/server.ts', { start: setup } satisfies AuditServerMessage);
	try {
		const question: AuditRun = { by, consumers, baseUrl: ready.baseUrl, perSecond: PER_SECOND, engine: flags.engine };
		const audited = Worker.start<AuditMeasure>('audit/auditProcess.ts', question, nodeOptions(flags, by));
		const { worker, ready: measure } = await Promise.race([audited, server.onUnexpectedExit()]);
		await worker.stop();
		const traffic = await server.request<Traffic>({ takeTraffic: true } satisfies AuditServerMessage);
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

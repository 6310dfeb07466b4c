import { once } from 'node:events';
import path from 'node:path';
import { withoutProxyForLoopback } from '../n8n';
import type { SimplifiedFinding } from '../../nodes/ApideckVault/actions/outputs';
import { pluralize } from '../../nodes/ApideckVault/audit/report/format';
import { credentialLines, demoScenario, startSandbox, transitionCommand, type Sandbox, type Transition } from '../sandbox';
import { readAuditWorkflow, type AuditWorkflow } from './auditWorkflow';
import { auditEmbedded } from './embeddedAudit';
import { compareFindings, countBySeverity, renderFindings } from './findingsText';
import { startLocalSandbox, withOwnFolder } from './localServers';
import { DEMO_FOLDER, startEditorDemo, type RunningDemo } from './realN8n';
import { orStopped } from './stopping';

/** The options (tools/scripts/commandLines.mjs). */
interface Options {
	values: { audit?: boolean; once?: boolean; reset?: boolean };
}

/** The connection that the printed command breaks. It works, and so does its company's other connection. */
const TO_BREAK = { consumerId: 'northwind-orchards', unifiedApi: 'crm', serviceId: 'hubspot' };

const since = (started: number) => `${((Date.now() - started) / 1000).toFixed(1)} s`;

function printFindings(findings: SimplifiedFinding[], started: number): void {
	const { isTTY, columns } = process.stdout;
	const text = renderFindings(findings, { columns: isTTY ? columns : undefined, useColor: isTTY && !process.env.NO_COLOR, now: Date.now() });
	const count = pluralize(findings.length, 'finding');
	console.log(`\nScheduled connection audit, in the embedded n8n engine:\n\n${text}\n\n${count}: ${countBySeverity(findings)} (${since(started)})\n`);
}

function explainEditorFailure(error: unknown): string {
	const folder = path.relative(process.cwd(), DEMO_FOLDER);
	return [
		`\nThe audit above is complete. The run in a real n8n failed:\n  ${error instanceof Error ? error.message : String(error)}`,
		'Run "npm start" again to continue. Finished steps are kept. "npm start -- --audit" skips this part.',
		`To start with an empty n8n, delete ${folder}.`,
	].join('\n');
}

function showEditor({ login, workflowUrl }: RunningDemo, sandbox: Sandbox): void {
	const lines = (texts: string[]) => texts.map((text) => `     ${text}`).join('\n');
	const isBroken = sandbox.vault.get(TO_BREAK)?.state !== 'callable';
	const [doing, event, watch]: [string, Transition, string] = isBroken
		? ['Repair the connection again', 'callable', 'that its finding is gone']
		: ['Break a connection', 'revoked', 'one more finding (Northwind Orchards: crm+hubspot)'];
	console.log(`n8n is running with the package, a credential for the sandbox and the example workflow.

  1. Open ${workflowUrl} and press "Execute workflow".
     Email     ${login.email}
     Password  ${login.password}

  2. Try the credential dialog: create an Apideck API credential with the sandbox's values:
${lines(credentialLines(sandbox))}

  3. ${doing}, then press "Execute workflow" again to see ${watch}.
     A published workflow with the Apideck Vault Trigger starts immediately.
${lines(transitionCommand(sandbox, TO_BREAK, event))}

The next start uses the same address, login and data. Press Ctrl-C to stop n8n and the sandbox.`);
}

/** Runs the workflow in a real n8n, which then stays open until a signal unless `--once` is given. Resolves with the exit code. */
async function runEditor(workflow: AuditWorkflow, embedded: SimplifiedFinding[], sandbox: Sandbox, stayOpen: boolean, stop: AbortSignal): Promise<number> {
	const started = Date.now();
	let demo: RunningDemo;
	try {
		demo = await startEditorDemo(workflow, sandbox, stop);
	} catch (error) {
		stop.throwIfAborted();
		console.error(explainEditorFailure(error));
		return 1;
	}
	try {
		console.log(`\n${compareFindings(embedded, demo.findings)} (${since(started)})\n`);
		if (!stayOpen || stop.aborted) return 0;
		showEditor(demo, sandbox);
		await Promise.race([once(stop, 'abort'), demo.server.ended]);
		if (stop.aborted) return 0;
		console.error(`n8n exited unexpectedly. Log: ${demo.server.logFile}`);
		return 1;
	} finally {
		await demo.server.stop();
		if (stop.aborted) console.log('\nStopped.');
	}
}

/**
 * Runs the demo. Resolves with the exit code: 0 when every run has printed its findings, also if `stop` has ended the open editor. An earlier
 * `stop` rejects with its reason when everything has ended.
 */
export async function main({ values }: Options, stop: AbortSignal): Promise<number> {
	const started = Date.now();
	process.env.NO_PROXY = withoutProxyForLoopback(process.env.NO_PROXY ?? process.env.no_proxy);
	process.env.no_proxy = process.env.NO_PROXY;
	const workflow = readAuditWorkflow();
	const demonstrate = async (sandbox: Sandbox) => {
		try {
			const findings = await orStopped(auditEmbedded(workflow, sandbox), stop);
			printFindings(findings, started);
			return values.audit ? 0 : await runEditor(workflow, findings, sandbox, !values.once, stop);
		} finally {
			await sandbox.close();
		}
	};
	if (values.audit) return await demonstrate(await startSandbox({ scenario: demoScenario }));
	return await withOwnFolder(DEMO_FOLDER, 'npm start', async () => await demonstrate(await startLocalSandbox(DEMO_FOLDER, values)));
}

import { once } from 'node:events';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { portFromEnvironment, withoutProxyForLoopback } from '../n8n';
import type { SimplifiedFinding } from '../../nodes/ApideckVault/actions/outputs';
import { startSandbox, type Sandbox } from '../sandbox';
import { readAuditWorkflow, type AuditWorkflow } from './auditWorkflow';
import { DEMO_FOLDER, startEditorDemo, type RunningDemo } from './realN8n';
import { auditEmbedded } from './embeddedAudit';
import { countBySeverity, renderFindings, type Screen } from './findingsTable';

const USAGE = `npm start [-- options]
  --audit   run only the audit in the embedded engine, without installing n8n
  --once    also run it in a real n8n, then exit instead of keeping the editor open
Environment: SANDBOX_PORT, N8N_PORT (default: free ports), APIDECK_VAULT_E2E_DIR (where n8n is installed)`;

function screen(): Screen {
	const { isTTY, columns } = process.stdout;
	return { columns: isTTY ? columns : undefined, useColor: isTTY && !process.env.NO_COLOR };
}

function print(title: string, findings: SimplifiedFinding[], since: number): void {
	const took = ((Date.now() - since) / 1000).toFixed(1);
	const about = findings.length === 1 ? '1 finding' : `${findings.length} findings`;
	console.log(`\n${title}\n\n${renderFindings(findings, screen())}\n\n${about}: ${countBySeverity(findings)} (${took} s)\n`);
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

function explainEditorFailure(error: unknown): string {
	const folder = path.relative(process.cwd(), DEMO_FOLDER);
	return [
		`\nThe audit above is complete. The run in a real n8n failed:\n  ${messageOf(error)}`,
		'Run "npm start" again to continue. Finished steps are kept. "npm start -- --audit" skips this part.',
		`To start with an empty n8n, delete ${folder}.`,
	].join('\n');
}

function showEditor({ login, workflowUrl }: RunningDemo, sandbox: Sandbox): void {
	console.log(`n8n is running with the package, a sandbox credential and the published workflow:
  Workflow  ${workflowUrl}
  E-mail    ${login.email}
  Password  ${login.password}
  Sandbox   ${sandbox.url}
Press Ctrl-C to stop n8n and the sandbox.`);
}

/** Runs the workflow in a real n8n, which then stays open until a signal unless `--once` is given. Resolves with the exit code. */
async function runEditor(workflow: AuditWorkflow, sandbox: Sandbox, stayOpen: boolean): Promise<number> {
	const started = Date.now();
	const stopped = new AbortController();
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped.abort());
	let demo: RunningDemo;
	try {
		const port = await portFromEnvironment('N8N_PORT', process.env.N8N_PORT);
		demo = await startEditorDemo(workflow, sandbox, { port, signal: stopped.signal });
	} catch (error) {
		console.error(stopped.signal.aborted ? '\nStopped.' : explainEditorFailure(error));
		return 1;
	}
	print('The same audit in a real n8n:', demo.findings, started);
	if (stayOpen && !stopped.signal.aborted) {
		showEditor(demo, sandbox);
		await Promise.race([once(stopped.signal, 'abort'), demo.server.ended]);
		if (!stopped.signal.aborted) {
			console.error(`n8n exited unexpectedly. Log: ${demo.server.logFile}`);
			return 1;
		}
		console.log('\nStopping …');
	}
	await demo.server.stop();
	return 0;
}

async function demonstrate(sandbox: Sandbox, options: { audit?: boolean; once?: boolean }, started: number): Promise<number> {
	const workflow = readAuditWorkflow();
	print('Scheduled connection audit in the embedded n8n engine:', await auditEmbedded(workflow, sandbox), started);
	return options.audit ? 0 : await runEditor(workflow, sandbox, !options.once);
}

/** Runs the demo. `args` are those after `npm start --`. Resolves with the exit code: 0 only when every run printed its table. */
export async function main(args: string[]): Promise<number> {
	const { values } = parseArgs({
		args,
		options: { audit: { type: 'boolean' }, once: { type: 'boolean' }, help: { type: 'boolean' } },
	});
	if (values.help) {
		console.log(USAGE);
		return 0;
	}
	const started = Date.now();
	process.env.NO_PROXY = withoutProxyForLoopback(process.env.NO_PROXY ?? process.env.no_proxy);
	process.env.no_proxy = process.env.NO_PROXY;
	const port = await portFromEnvironment('SANDBOX_PORT', process.env.SANDBOX_PORT);
	const sandbox = await startSandbox({ port });
	try {
		return await demonstrate(sandbox, values, started);
	} finally {
		await sandbox.close();
	}
}

import path from 'node:path';
import { Engine } from '../engine';
import type { SimplifiedFinding } from '../../nodes/ApideckVault/actions/outputs';
import type { Sandbox } from '../sandbox';
import { CREDENTIAL_TYPE, findingsOf, type AuditWorkflow } from './auditWorkflow';

/** Runs the example workflow in the embedded engine, with the built package. Throws like findingsOf. */
export async function auditEmbedded(workflow: AuditWorkflow, sandbox: Sandbox): Promise<SimplifiedFinding[]> {
	const engine = await Engine.load(path.join(__dirname, '..', '..'));
	const { run } = await engine.execute(workflow.definition, { credentials: { [CREDENTIAL_TYPE]: sandbox.credentials } });
	return findingsOf(run, workflow);
}

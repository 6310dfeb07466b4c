/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only: never runs inside n8n */
import path from 'node:path';
import { Engine } from '../embedded';
import type { Finding } from '../nodes/ApideckVault/audit/finding';
import type { Sandbox } from '../sandbox';
import { CREDENTIAL_TYPE, findingsOf, type AuditWorkflow } from './auditWorkflow';

/** Runs the example workflow in the embedded engine, from the built package. Throws as findingsOf does. */
export async function auditEmbedded(workflow: AuditWorkflow, sandbox: Sandbox): Promise<Finding[]> {
	const engine = await Engine.load(path.join(__dirname, '..'));
	const { run } = await engine.execute(workflow.definition, { credentials: { [CREDENTIAL_TYPE]: sandbox.credentials } });
	return findingsOf(run, workflow);
}

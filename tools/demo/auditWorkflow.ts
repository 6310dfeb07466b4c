import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { INode, IRun } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { jsonOf, type WorkflowDefinition } from '../engine';
import type { SimplifiedFinding } from '../../nodes/ApideckVault/actions/outputs';

export const CREDENTIAL_TYPE = 'apideckApi';

const FILE = path.join(__dirname, '..', '..', 'examples', 'scheduled-connection-audit.json');

/** The example workflow, as users import it. */
export interface AuditWorkflow {
	/** The text of the file. A changed file is imported again. */
	text: string;
	definition: WorkflowDefinition;
	/** The node that returns the findings. */
	audit: INode;
	/** The trigger's name. */
	trigger: string;
}

/** Reads the example workflow. Throws a UserError when it is not the expected audit. */
export function readAuditWorkflow(): AuditWorkflow {
	const text = readFileSync(FILE, 'utf8');
	const definition = JSON.parse(text) as WorkflowDefinition;
	const audit = definition.nodes.find(({ parameters }) => parameters.resource === 'audit' && parameters.operation === 'getFindings');
	const trigger = definition.nodes.find(({ type }) => type === 'n8n-nodes-base.scheduleTrigger');
	if (!audit || !trigger) throw new UserError(`${FILE} needs a schedule trigger and an Apideck Vault node that gets findings.`);
	return { text, definition, audit, trigger: trigger.name };
}

interface FailedRun {
	message: string;
	description?: string | null;
}

/**
 * The findings of a finished run, in the node's order.
 * Throws a UserError with the node's error when the run failed or returned nothing.
 */
export function findingsOf(run: Pick<IRun, 'data' | 'status'>, workflow: AuditWorkflow): SimplifiedFinding[] {
	const { error } = run.data.resultData;
	if (run.status !== 'success') {
		const { message, description }: FailedRun = error ?? { message: `the run ended as "${run.status}"` };
		throw new UserError(`The workflow failed: ${[message, description].filter(Boolean).join(' ')}`);
	}
	const findings = jsonOf(run as IRun, workflow.audit.name) as unknown as SimplifiedFinding[];
	if (findings.length === 0) throw new UserError(`The node "${workflow.audit.name}" ran but returned no findings.`);
	return findings;
}

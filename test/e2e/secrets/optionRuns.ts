import { sleep, type IWorkflowSettings } from 'n8n-workflow';
import { Canaries } from '../../secrets/canary';
import { EchoVault } from '../../secrets/echoVault';
import { credentialFor, type TestEnvironment } from './testEnvironment';
import { callWorkflow, START } from './workflows';

const OPTIONS = { redactSecrets: false };
const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const GET = { resource: 'connection', operation: 'get', consumer: byId('test-consumer'), connection: byId('crm+pipedrive'), output: 'raw', options: OPTIONS };

/** Name of the workflow whose saved runs contain the secrets it requests. */
export const SAVED_WORKFLOW = 'asks for secrets';

/** Settings of a workflow that saves no executions. */
const UNSAVED: IWorkflowSettings = { saveDataSuccessExecution: 'none', saveDataErrorExecution: 'none', saveManualExecutions: false, saveExecutionProgress: false };

/** The canaries that were requested. Each kind of run has its own Apideck and canaries. */
export interface RevealedSecrets {
	/** The canaries of the saved run. */
	saved: Canaries;
	/** The canaries of the run that is not saved. */
	unsaved: Canaries;
	/** The saved run as n8n shows it by default, and when the caller requests redaction. */
	shown: string;
	shownRedacted: string;
}

/** Runs a node with "Redact Secrets" off, in a workflow that saves its executions and in one that does not. */
export async function runWithoutRedaction(environment: TestEnvironment): Promise<RevealedSecrets> {
	const [saved, unsaved] = [new Canaries(), new Canaries()];
	const vaults = await Promise.all([EchoVault.start(saved), EchoVault.start(unsaved)]);
	try {
		const credentials = [];
		for (const [index, canaries] of [saved, unsaved].entries()) {
			credentials.push(await environment.api.saveCredential(`Asked ${index}`, 'apideckApi', credentialFor(vaults[index]!.url, canaries.at('apiKey'))));
		}
		const { id, status } = await environment.call(SAVED_WORKFLOW, GET, ['test-consumer'], undefined, credentials[0]!);
		expect(status).toBe('success');
		const workflow = await environment.api.saveWorkflow({ ...callWorkflow('keeps nothing', GET, ['test-consumer']), settings: UNSAVED }, [credentials[1]!]);
		const { executionId } = await environment.api.call<{ executionId: string }>('POST', `/workflows/${workflow.id}/run`, { triggerToStartFrom: { name: START } });
		for (let tries = 0; (await environment.request('GET', `/executions/${executionId}`)).includes('"id"') && tries < 100; tries++) {
			await sleep(100);
		}
		expect(vaults[1]!.received).toHaveLength(1);
		return { saved, unsaved, shown: await environment.request('GET', `/executions/${id}`), shownRedacted: await environment.request('GET', `/executions/${id}?redactExecutionData=true`) };
	} finally {
		await Promise.all(vaults.map(async (vault) => await vault.close()));
	}
}

import { sleep, type IWorkflowSettings } from 'n8n-workflow';
import { Canaries } from '../../test/secrets/canary';
import { EchoVault } from '../../test/secrets/echoVault';
import { credentialFor, type World } from './world';
import { callWorkflow, START } from './workflows';

const OPTIONS = { redactSecrets: false };
const byId = (value: string) => ({ __rl: true, mode: 'id', value });
const GET = { resource: 'connection', operation: 'get', consumer: byId('test-consumer'), unifiedApi: 'crm', service: byId('pipedrive'), output: 'raw', options: OPTIONS };

/** Name of the workflow whose runs are saved with the secrets that it asks for. */
export const ASKING = 'asks for secrets';

/** Nothing of a run is kept. */
const UNSAVED: IWorkflowSettings = { saveDataSuccessExecution: 'none', saveDataErrorExecution: 'none', saveManualExecutions: false, saveExecutionProgress: false };

/** What was asked for: each kind of run has an Apideck and canaries of its own. */
export interface Asked {
	/** In a run that is saved. */
	saved: Canaries;
	/** In a run of a workflow that saves none. */
	unsaved: Canaries;
	/** How n8n shows the saved run: as it is opened, and when the reader asks for a redacted one. */
	shown: string;
	shownRedacted: string;
}

/** Runs a node whose option "Redact Secrets" is off, in a workflow that saves its runs and in one that does not. */
export async function runAsking(world: World): Promise<Asked> {
	const [saved, unsaved] = [new Canaries(), new Canaries()];
	const vaults = await Promise.all([EchoVault.start(saved), EchoVault.start(unsaved)]);
	try {
		const credentials = [];
		for (const [index, canaries] of [saved, unsaved].entries()) {
			credentials.push(await world.api.saveCredential(`Asked ${index}`, 'apideckApi', credentialFor(vaults[index]!.url, canaries.at('apiKey'))));
		}
		const { id, status } = await world.call(ASKING, GET, ['test-consumer'], undefined, credentials[0]!);
		expect(status).toBe('success');
		const workflow = await world.api.saveWorkflow({ ...callWorkflow('keeps nothing', GET, ['test-consumer']), settings: UNSAVED }, [credentials[1]!]);
		const { executionId } = await world.api.call<{ executionId: string }>('POST', `/workflows/${workflow.id}/run`, { triggerToStartFrom: { name: START } });
		for (let tries = 0; (await world.ask('GET', `/executions/${executionId}`)).includes('"id"') && tries < 100; tries++) {
			await sleep(100);
		}
		expect(vaults[1]!.received).toHaveLength(1);
		return { saved, unsaved, shown: await world.ask('GET', `/executions/${id}`), shownRedacted: await world.ask('GET', `/executions/${id}?redactExecutionData=true`) };
	} finally {
		await Promise.all(vaults.map(async (vault) => await vault.close()));
	}
}

import type { WorkflowDefinition } from '../../../../tools/engine';
import { Canvas } from '../editor/canvas';
import { assert, assertContains, assertEqual, eventually } from '../eventually';
import type { Scenario } from '../scenario';
import { CREDENTIAL, type TestEnvironment } from '../testEnvironment';
import { openTriggerNode } from '../vaultWorkflow';

const KEY = { consumerId: 'test-consumer', unifiedApi: 'crm', serviceId: 'salesforce' };
const NAME = 'When access is lost';

export const trigger: Scenario = {
	title: 'Start workflows when a connection changes',
	async run({ environment, step, picture }) {
		const { page, url, sandbox } = environment;
		sandbox.reset();
		const manualSubscription = await sandbox.webhooks.add({
			unified_api: 'vault',
			status: 'enabled',
			delivery_url: `${sandbox.url}/no-server-here`,
			events: ['*'],
			description: 'Created manually',
		});
		await step("the trigger's form shows the selected events and filters", async () => {
			const panel = await openTriggerNode(environment, { events: ['vault.connection.revoked', 'vault.connection.token_refresh.failed'], filters: { unifiedApis: ['crm', 'hris'] } });
			await eventually('the events and the filter', async () => {
				assertContains(await panel.parameters.innerText(), ['Connection Revoked', 'Token Refresh Failed', 'CRM', 'HRIS'], 'the form');
				return true;
			});
			await panel.rest();
			await picture('trigger-form', await panel.form.area());
		});
		const lost = await save(environment, NAME, ['vault.connection.revoked']);
		const degraded = await save(environment, 'When a service is down', ['vault.connection.downstream.degraded']);
		let canvas: Canvas;

		await step('the panel of the trigger shows the name of the selected event', async () => {
			canvas = await Canvas.open(page, url, lost);
			await canvas.node(NAME).dblclick();
			const panel = page.getByTestId('ndv');
			await panel.getByText('Trigger On', { exact: true }).waitFor();
			await panel.getByText('Connection Revoked', { exact: true }).waitFor();
		});
		await step('publishing registers one webhook with exactly the selected events', async () => {
			await page.getByTestId('ndv-close-button').click();
			await canvas.publish();
			const own = await eventually('the subscription', () => ofWorkflow(environment, lost)[0]);
			assertEqual([own.status, own.events, own.unified_api], ['enabled', ['vault.connection.revoked'], 'vault'], 'the subscription');
			assert(own.delivery_url.startsWith(`${url}/webhook/`), `Delivers to n8n: ${own.delivery_url}`);
			assertEqual(await executions(environment, lost), [], 'executions after the validation call');
		});
		await step('a change in the Vault starts one execution, with the connection and a verdict', async () => {
			sandbox.transition(KEY, 'revoked');
			await sandbox.idle();
			const [id] = await eventually('the execution', async () => {
				const found = await executions(environment, lost);
				return found.length === 1 && found;
			});
			const { status, data } = await environment.api.execution(id ?? '');
			assertEqual(status, 'success', 'the execution');
			const [item] = data.resultData.runData[NAME]?.[0]?.data?.main?.[0] ?? [];
			assertContains(JSON.stringify(item?.json), ['"vault.connection.revoked"', '"test-consumer"', '"salesforce"'], 'the item');
		});
		await step('the editor shows the execution in its list', async () => {
			await page.getByTestId('radio-button-executions').click();
			await page.getByTestId('auto-refresh-checkbox').waitFor();
			await page.getByText('Succeeded in').first().waitFor();
		});
		await step('the trigger still works after a restart of n8n, with the same webhook', async () => {
			const before = ofWorkflow(environment, lost).map(({ id }) => id);
			await environment.restartN8n();
			await eventually('the published workflow', async () => {
				assertEqual(ofWorkflow(environment, lost).map(({ id }) => id), before, 'the subscriptions');
				return true;
			});
			sandbox.transition({ ...KEY, serviceId: 'pipedrive' }, 'revoked');
			await sandbox.idle();
			await eventually('the second execution', async () => (await executions(environment, lost)).length === 2);
		});
		await step('after n8n was killed, a processed event is not processed again, but the next one is', async () => {
			const ran = sandbox.webhooks.deliveries.filter(({ status }) => status === 'delivered').at(-1);
			await environment.restartN8n('SIGKILL');
			const again = await sandbox.webhooks.redeliver(ran?.id ?? 'none was delivered');
			assertEqual(again.status_code, 200, 'the response to the repeated event');
			sandbox.transition({ consumerId: 'sofia-rose', unifiedApi: 'crm', serviceId: 'zoho-crm' }, 'revoked');
			await sandbox.idle();
			await eventually('the execution of the next event', async () => {
				const [newest = ''] = await executions(environment, lost);
				return JSON.stringify(await environment.api.execution(newest)).includes('sofia-rose');
			});
			assertEqual((await executions(environment, lost)).length, 3, 'executions');
		});
		await step('a second workflow gets its own webhook and only its own events', async () => {
			canvas = await Canvas.open(page, url, degraded);
			await canvas.publish();
			await eventually('its subscription', () => ofWorkflow(environment, degraded).length === 1);
			sandbox.transition({ consumerId: 'northwind-orchards', unifiedApi: 'crm', serviceId: 'hubspot' }, 'downstream.degraded');
			await sandbox.idle();
			await eventually('its execution', async () => (await executions(environment, degraded)).length === 1);
			assertEqual((await executions(environment, lost)).length, 3, 'executions of the first');
		});
		await step("unpublishing removes the workflow's webhook, but no other", async () => {
			await canvas.unpublish();
			await eventually('the end of its subscription', () => ofWorkflow(environment, degraded).length === 0);
			assertEqual(ofWorkflow(environment, lost).length, 1, 'subscriptions of the other workflow');
			canvas = await Canvas.open(page, url, lost);
			await canvas.unpublish();
			await eventually('the end of the other subscription', () => ofWorkflow(environment, lost).length === 0);
			assertEqual(sandbox.webhooks.subscriptions.list().map(({ id }) => id), [manualSubscription.id], 'the remaining subscriptions');
		});
	},
};

async function save(environment: TestEnvironment, name: string, events: string[]): Promise<string> {
	const credential = await environment.credential(CREDENTIAL);
	const definition = {
		name,
		nodes: [
			{
				id: name,
				name,
				type: 'n8n-nodes-apideck-vault.apideckVaultTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: { events },
				credentials: { apideckApi: { id: credential.id, name: credential.name } },
			},
			{ id: 'After', name: 'After', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [240, 0], parameters: {} },
		],
		connections: { [name]: { main: [[{ node: 'After', type: 'main', index: 0 }]] } },
	} as unknown as WorkflowDefinition;
	return (await environment.api.saveWorkflow(definition, [credential])).id;
}

/** The subscriptions of a workflow, which the node names in the description. */
function ofWorkflow({ sandbox }: TestEnvironment, id: string) {
	return sandbox.webhooks.subscriptions.list().filter(({ description }) => description?.includes(id));
}

/** Ids of a workflow's finished executions. */
async function executions({ api }: TestEnvironment, workflowId: string): Promise<string[]> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId }));
	const { results } = await api.call<{ results: Array<{ id: string; status: string }> }>('GET', `/executions?filter=${filter}&limit=50`);
	return results.filter(({ status }) => status === 'success' || status === 'error').map(({ id }) => id);
}

import type { WorkflowDefinition } from '../../../embedded';
import { Canvas } from '../editor/canvas';
import { assert, assertContains, assertEqual, eventually } from '../eventually';
import type { Scenario } from '../scenario';
import { CREDENTIAL, type World } from '../world';

const KEY = { consumerId: 'test-consumer', unifiedApi: 'crm', serviceId: 'salesforce' };
const NAME = 'When access is lost';

export const trigger: Scenario = {
	title: 'Start workflows when a connection changes',
	async run({ world, step }) {
		const { page, url, sandbox } = world;
		sandbox.reset();
		const byHand = await sandbox.webhooks.add({
			unified_api: 'vault',
			status: 'enabled',
			delivery_url: `${sandbox.url}/nobody-listens-here`,
			events: ['*'],
			description: 'Made by hand',
		});
		const lost = await save(world, NAME, ['vault.connection.revoked']);
		const degraded = await save(world, 'When a service is down', ['vault.connection.downstream.degraded']);
		let canvas: Canvas;

		await step('the panel of the trigger shows the chosen event by its name', async () => {
			canvas = await Canvas.open(page, url, lost);
			await canvas.node(NAME).dblclick();
			const panel = page.getByTestId('ndv');
			await panel.getByText('Trigger On', { exact: true }).waitFor();
			await panel.getByText('Connection Revoked', { exact: true }).waitFor();
		});
		await step('publishing registers one webhook with exactly the chosen events', async () => {
			await page.getByTestId('ndv-close-button').click();
			await canvas.publish();
			const own = await eventually('the subscription', () => ofWorkflow(world, lost)[0]);
			assertEqual([own.status, own.events, own.unified_api], ['enabled', ['vault.connection.revoked'], 'vault'], 'the subscription');
			assert(own.delivery_url.startsWith(`${url}/webhook/`), `Delivers to n8n: ${own.delivery_url}`);
			assertEqual(await executions(world, lost), [], 'the call with which Apideck tests the address starts nothing');
		});
		await step('a change in the Vault starts one execution, with the connection and a verdict', async () => {
			sandbox.transition(KEY, 'revoked');
			await sandbox.idle();
			const [id] = await eventually('the execution', async () => {
				const found = await executions(world, lost);
				return found.length === 1 && found;
			});
			const { status, data } = await world.api.execution(id ?? '');
			assertEqual(status, 'success', 'the execution');
			const [item] = data.resultData.runData[NAME]?.[0]?.data?.main?.[0] ?? [];
			assertContains(JSON.stringify(item?.json), ['"vault.connection.revoked"', '"test-consumer"', '"salesforce"'], 'the item');
		});
		await step('the editor shows it among the executions', async () => {
			await page.getByTestId('radio-button-executions').click();
			await page.getByTestId('auto-refresh-checkbox').waitFor();
			await page.getByText('Succeeded in').first().waitFor();
		});
		await step('after a restart of n8n it still listens, with the same single webhook', async () => {
			const before = ofWorkflow(world, lost).map(({ id }) => id);
			await world.restartN8n();
			await eventually('the published workflow', async () => {
				assertEqual(ofWorkflow(world, lost).map(({ id }) => id), before, 'the subscriptions');
				return true;
			});
			sandbox.transition({ ...KEY, serviceId: 'pipedrive' }, 'revoked');
			await sandbox.idle();
			await eventually('the second execution', async () => (await executions(world, lost)).length === 2);
		});
		await step('after n8n was killed, an event that it had run is not run a second time, and the next one is', async () => {
			const ran = sandbox.webhooks.deliveries.filter(({ status }) => status === 'delivered').at(-1);
			await world.restartN8n('SIGKILL');
			const again = await sandbox.webhooks.redeliver(ran?.id ?? 'none was delivered');
			assertEqual(again.status_code, 200, 'the answer to the repeated event');
			sandbox.transition({ consumerId: 'sofia-rose', unifiedApi: 'crm', serviceId: 'zoho-crm' }, 'revoked');
			await sandbox.idle();
			await eventually('the execution of the next event', async () => {
				const [newest = ''] = await executions(world, lost);
				return JSON.stringify(await world.api.execution(newest)).includes('sofia-rose');
			});
			assertEqual((await executions(world, lost)).length, 3, 'executions');
		});
		await step('a second workflow gets its own webhook and only its own events', async () => {
			canvas = await Canvas.open(page, url, degraded);
			await canvas.publish();
			await eventually('its subscription', () => ofWorkflow(world, degraded).length === 1);
			sandbox.transition({ consumerId: 'northwind-orchards', unifiedApi: 'crm', serviceId: 'hubspot' }, 'downstream.degraded');
			await sandbox.idle();
			await eventually('its execution', async () => (await executions(world, degraded)).length === 1);
			assertEqual((await executions(world, lost)).length, 3, 'executions of the first');
		});
		await step("unpublishing removes its webhook, and neither the other workflow's nor the one made by hand", async () => {
			await canvas.unpublish();
			await eventually('the end of its subscription', () => ofWorkflow(world, degraded).length === 0);
			assertEqual(ofWorkflow(world, lost).length, 1, 'subscriptions of the other workflow');
			canvas = await Canvas.open(page, url, lost);
			await canvas.unpublish();
			await eventually('the end of the other subscription', () => ofWorkflow(world, lost).length === 0);
			assertEqual(sandbox.webhooks.subscriptions.list().map(({ id }) => id), [byHand.id], 'what is left');
		});
	},
};

async function save(world: World, name: string, events: string[]): Promise<string> {
	const credential = await world.credential(CREDENTIAL);
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
	return (await world.api.saveWorkflow(definition, [credential])).id;
}

/** The subscriptions that a workflow made: the node writes its workflow into the description. */
function ofWorkflow({ sandbox }: World, id: string) {
	return sandbox.webhooks.subscriptions.list().filter(({ description }) => description?.includes(id));
}

/** Ids of a workflow's finished executions. */
async function executions({ api }: World, workflowId: string): Promise<string[]> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId }));
	const { results } = await api.call<{ results: Array<{ id: string; status: string }> }>('GET', `/executions?filter=${filter}&limit=50`);
	return results.filter(({ status }) => status === 'success' || status === 'error').map(({ id }) => id);
}

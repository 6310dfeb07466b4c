import { AGENT, agentWorkflow, toolName } from '../agentWorkflow';
import { startChatModel } from '../chatModel';
import { Canvas } from '../editor/canvas';
import { NodeCreator } from '../editor/nodeCreator';
import { NodePanel } from '../editor/nodePanel';
import { assert, assertContains, assertEqual, eventually } from '../eventually';
import type { Scenario } from '../scenario';
import { CREDENTIAL } from '../testEnvironment';

const TOOL = 'Apideck Vault Tool';
const MODEL = 'Stand-in model';
const FINAL_ANSWER = 'Their Salesforce connection was revoked.';
/** What the model fills in. */
const ARGUMENTS = { Consumer: 'redwood-signal', Connection: 'crm+salesforce' };
const NOTICES = ["This can't be undone", 'This tool changes data in Apideck. Put it behind human review so that a person approves each call.'];

export const tool: Scenario = {
	title: 'Give the node to an AI agent as a tool',
	async run({ environment, step }) {
		const { page, url, sandbox } = environment;
		sandbox.reset();
		await step("n8n lists the node in the agent's tool slot", async () => {
			const canvas = await Canvas.open(page, url);
			const creator = await NodeCreator.open(page);
			await creator.search('ai agent', AGENT);
			await creator.pick(AGENT);
			await (await NodePanel.opened(page)).close();
			await canvas.node(AGENT).getByTestId('canvas-node-input-handle').filter({ hasText: 'Tool' }).getByTestId('canvas-handle-plus').click();
			const tools = await NodeCreator.opened(page);
			await tools.search('apideck', TOOL);
		});
		await step('the tool shows its operations, and a button to let the model fill in each field', async () => {
			await (await NodeCreator.opened(page)).pick(TOOL);
			const panel = await NodePanel.opened(page);
			assertContains((await panel.labels()).join(), ['Tool Description', 'Resource', 'Operation', 'Consumer'], 'the fields');
			assertEqual(await panel.selectedValue('descriptionType'), 'Set Automatically', 'the description');
			assert((await panel.parameters.getByTestId('from-ai-override-button').count()) >= 2, 'Buttons beside the fields');
			await panel.close();
		});
		await step('an agent gets a name, description and schema, calls the tool, and uses its response', async () => {
			const model = await startChatModel(ARGUMENTS, FINAL_ANSWER);
			try {
				const openAi = await environment.api.saveCredential(MODEL, 'openAiApi', { apiKey: 'sk_test_fake_model', url: model.url });
				const definition = agentWorkflow({ operation: 'get', prompt: 'What happened to the connection of Redwood Signal?' });
				const workflow = await environment.api.saveWorkflow(definition, [await environment.credential(CREDENTIAL), openAi]);
				const { status, data } = await environment.api.run(workflow, 'Start');
				assertEqual([status, data.resultData.error?.message], ['success', undefined], 'the run');
				const [offered] = model.offered;
				assertEqual(offered?.name, 'Get_connection_in_Apideck_Vault', 'the name of the tool');
				assertContains(offered?.description.toLowerCase() ?? '', ['connection', 'apideck vault'], 'the description');
				const { properties = {}, required } = offered?.parameters ?? {};
				assertEqual(Object.entries(properties).map(([name, { type }]) => [name, type]), [['Consumer', 'string'], ['Connection', 'string']], 'the schema');
				assertEqual(required, ['Consumer', 'Connection'], 'the required arguments');
				assertContains(model.toolResponses.join(), ['"salesforce"', '"revoked"'], 'the response of the tool');
				assert(sandbox.requests.some(({ path }) => path === '/vault/connections/crm/salesforce'), 'The sandbox received a request');
				await Canvas.open(page, url, workflow.id);
				const output = JSON.stringify(data.resultData.runData[AGENT]?.[0]?.data?.main);
				assertContains(output, [FINAL_ANSWER], "the agent's output");
			} finally {
				await model.close();
			}
		});
		await step('the fields in the editor show what the model fills in, and no warning for a tool that only reads', async () => {
			const canvas = new Canvas(page);
			const panel = await canvas.openNode(toolName('get'));
			await eventually('fields for the model', async () => (await panel.parameters.getByText('Defined automatically by the').count()) >= 2);
			assertEqual(await panel.notices(), [], 'the notices');
			await panel.close();
		});
		await step('the editor warns that deleting is permanent, and asks for human review', async () => {
			const definition = agentWorkflow({ operation: 'delete', prompt: 'Delete their connection.' });
			const { id } = await environment.api.saveWorkflow(definition, [await environment.credential(CREDENTIAL), await environment.credential(MODEL)]);
			const panel = await (await Canvas.open(page, url, id)).openNode(toolName('delete'));
			await eventually('the notices', async () => (await panel.notices()).length > 0);
			assertEqual(await panel.notices(), NOTICES, 'the notices');
		});
	},
};

import type { WorkflowDefinition } from '../../../../tools/engine';
import { startChatModel } from '../chatModel';
import { Canvas } from '../editor/canvas';
import { NodeCreator } from '../editor/nodeCreator';
import { NodePanel } from '../editor/nodePanel';
import { assert, assertContains, assertEqual, eventually } from '../eventually';
import type { Scenario } from '../scenario';
import { CREDENTIAL } from '../testEnvironment';

const TOOL = 'Apideck Vault Tool';
const AGENT = 'AI Agent';
const FINAL_ANSWER = 'Their Salesforce connection was revoked.';

/** A parameter that the model fills in, as the editor's button writes it. */
const fromAi = (key: string) => `={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${key}', \`\`, 'string') }}`;

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
			const model = await startChatModel({ Consumer: 'redwood-signal', Connection: 'crm+salesforce' }, FINAL_ANSWER);
			try {
				const openAi = await environment.api.saveCredential('Stand-in model', 'openAiApi', { apiKey: 'sk_test_fake_model', url: model.url });
				const workflow = await environment.api.saveWorkflow(agentWorkflow(), [await environment.credential(CREDENTIAL), openAi]);
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
		await step('the fields in the editor show what the model fills in', async () => {
			const canvas = new Canvas(page);
			const panel = await canvas.openNode('Get connection in Apideck Vault');
			await eventually('fields for the model', async () => (await panel.parameters.getByText('Defined automatically by the').count()) >= 2);
			await panel.close();
		});
	},
};

function agentWorkflow(): WorkflowDefinition {
	const node = (name: string, type: string, typeVersion: number, position: [number, number], rest: object) => ({ id: name, name, type, typeVersion, position, ...rest });
	const link = (node: string, type: string) => ({ [type]: [[{ node, type, index: 0 }]] });
	const toolName = 'Get connection in Apideck Vault';
	const locator = (value: string) => ({ __rl: true, mode: 'id', value });
	return {
		name: 'An agent with the Vault as a tool',
		nodes: [
			node('Start', 'n8n-nodes-base.manualTrigger', 1, [0, 0], { parameters: {} }),
			node(AGENT, '@n8n/n8n-nodes-langchain.agent', 2, [220, 0], {
				parameters: { promptType: 'define', text: 'What happened to the connection of Redwood Signal?', options: {} },
			}),
			node('Model', '@n8n/n8n-nodes-langchain.lmChatOpenAi', 1.2, [160, 220], {
				parameters: { model: { __rl: true, mode: 'id', value: 'stand-in' }, options: {} },
				credentials: { openAiApi: { id: '', name: '' } },
			}),
			node(toolName, 'n8n-nodes-apideck-vault.apideckVaultTool', 1, [340, 220], {
				parameters: {
					resource: 'connection',
					operation: 'get',
					consumer: locator(fromAi('Consumer')),
					connection: locator(fromAi('Connection')),
				},
				credentials: { apideckApi: { id: '', name: '' } },
			}),
		],
		connections: {
			Start: link(AGENT, 'main'),
			Model: link(AGENT, 'ai_languageModel'),
			[toolName]: link(AGENT, 'ai_tool'),
		},
	} as unknown as WorkflowDefinition;
}

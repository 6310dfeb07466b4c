import type { IDataObject } from 'n8n-workflow';
import type { WorkflowDefinition } from '../../../tools/engine';

export const AGENT = 'AI Agent';
const REVIEW = 'Review';

/** A parameter that the model fills in, as the editor's button writes it. */
const fromAi = (key: string) => `={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${key}', \`\`, 'string') }}`;
const locator = (value: string) => ({ __rl: true, mode: 'id', value });

/** The name that n8n gives the tool of a connection's operation. */
export const toolName = (operation: 'get' | 'delete') => `${operation === 'get' ? 'Get' : 'Delete'} connection in Apideck Vault`;

interface AgentOptions {
	operation: 'get' | 'delete';
	/** The user's message to the agent. */
	prompt: string;
	/** Parameters of a review by email between the tool and the agent. Without them, the agent calls the tool itself. */
	review?: IDataObject;
}

/** An agent with one operation on a connection as its tool. The model chooses the connection. */
export function agentWorkflow({ operation, prompt, review }: AgentOptions): WorkflowDefinition {
	const node = (name: string, type: string, typeVersion: number, position: [number, number], rest: object) => ({ id: name, name, type, typeVersion, position, ...rest });
	const link = (target: string, type: string) => ({ [type]: [[{ node: target, type, index: 0 }]] });
	const tool = toolName(operation);
	return {
		name: 'An agent with the Vault as a tool',
		nodes: [
			node('Start', 'n8n-nodes-base.manualTrigger', 1, [0, 0], { parameters: {} }),
			node(AGENT, '@n8n/n8n-nodes-langchain.agent', 3.1, [220, 0], {
				parameters: { promptType: 'define', text: prompt, options: {} },
			}),
			node('Model', '@n8n/n8n-nodes-langchain.lmChatOpenAi', 1.2, [160, 220], {
				parameters: { model: { __rl: true, mode: 'id', value: 'stand-in' }, options: {} },
				credentials: { openAiApi: { id: '', name: '' } },
			}),
			node(tool, 'n8n-nodes-apideck-vault.apideckVaultTool', 1, [340, review ? 440 : 220], {
				parameters: {
					resource: 'connection',
					operation,
					consumer: locator(fromAi('Consumer')),
					connection: locator(fromAi('Connection')),
				},
				credentials: { apideckApi: { id: '', name: '' } },
			}),
			...(review
				? [node(REVIEW, 'n8n-nodes-base.emailSendHitlTool', 2.1, [340, 220], { parameters: review, credentials: { smtp: { id: '', name: '' } } })]
				: []),
		],
		connections: {
			Start: link(AGENT, 'main'),
			Model: link(AGENT, 'ai_languageModel'),
			[tool]: link(review ? REVIEW : AGENT, 'ai_tool'),
			...(review && { [REVIEW]: link(AGENT, 'ai_tool') }),
		},
		// The editor's default. With the old order, agent 3 continues before its tool has run.
		settings: { executionOrder: 'v1' },
	} as unknown as WorkflowDefinition;
}

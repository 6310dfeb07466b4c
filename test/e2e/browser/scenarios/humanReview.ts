import { AGENT, agentWorkflow } from '../agentWorkflow';
import { startChatModel } from '../chatModel';
import { assert, assertContains, assertEqual, eventually } from '../eventually';
import { startMailbox } from '../mailbox';
import type { Scenario } from '../scenario';
import { CREDENTIAL } from '../testEnvironment';

const TOOL = 'Delete_connection_in_Apideck_Vault';
const NAMED = { Consumer: 'redwood-signal', Connection: 'crm+salesforce' };
const KEY = { consumerId: 'redwood-signal', unifiedApi: 'crm', serviceId: 'salesforce' };
const REVIEW = {
	fromEmail: 'n8n@sandbox.example',
	toEmail: 'reviewer@sandbox.example',
	subject: '=Approve {{ $tool.name }}?',
	message: '=The agent wants to delete this: {{ JSON.stringify($tool.parameters) }}',
	approvalOptions: { values: { approvalType: 'double', approveLabel: 'Approve', disapproveLabel: 'Deny' } },
};
/** n8n ignores clicks by bots, and treats a headless browser as one. */
const USER_AGENT = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';

interface Decision {
	button: 'Approve' | 'Deny';
	/** What the model says at the end. */
	finalAnswer: string;
	/** Texts in the tool's response to the model. */
	response: string[];
	/** The requests that the sandbox receives. */
	requests: string[];
	/** The state of the connection afterward; undefined if it was deleted. */
	state: string | undefined;
}

const DECISIONS: Decision[] = [
	{
		button: 'Deny',
		finalAnswer: 'A person has denied this, so the connection is still there.',
		response: ['User rejected the tool call'],
		requests: [],
		state: 'added',
	},
	{
		button: 'Approve',
		finalAnswer: 'The connection was deleted.',
		response: ['"deleted":true', '"crm+salesforce"'],
		requests: ['DELETE /vault/connections/crm/salesforce of redwood-signal'],
		state: undefined,
	},
];

export const humanReview: Scenario = {
	title: 'Put a tool of an AI agent behind human review',
	async run({ environment, step }) {
		const { page, sandbox, api } = environment;
		const mailbox = await startMailbox();
		const smtp = await api.saveCredential('Reviews', 'smtp', mailbox.credential);
		try {
			for (const { button, finalAnswer, response, requests, state } of DECISIONS) {
				sandbox.reset();
				const received = () => sandbox.requests.map(({ method, path, headers }) => `${method} ${path} of ${String(headers['x-apideck-consumer-id'])}`);
				const model = await startChatModel({ toolParameters: NAMED, hitlParameters: {} }, finalAnswer);
				try {
					const openAi = await api.saveCredential('Stand-in model', 'openAiApi', { apiKey: 'sk_test_fake_model', url: model.url });
					const definition = agentWorkflow({ operation: 'delete', prompt: 'Delete the Salesforce connection of Redwood Signal.', review: REVIEW });
					const workflow = await api.saveWorkflow(definition, [await environment.credential(CREDENTIAL), openAi, smtp]);
					const id = await step(`before "${button}", the run waits and a message shows what would be deleted`, async () => {
						const waiting = await api.run(workflow, 'Start');
						assertEqual([waiting.status, waiting.data.resultData.error?.message], ['waiting', undefined], 'the run');
						assertEqual(model.offered.map(({ name }) => name), [TOOL], 'the tools of the model');
						const email = await eventually('the message', () => mailbox.received.shift());
						await page.goto('about:blank');
						await page.setContent(email.html ?? '');
						assertContains(await page.innerText('body'), [JSON.stringify(NAMED)], 'the message');
						assertEqual([received(), model.toolResponses], [[], []], 'the requests to the Vault and the responses to the model');
						return waiting.id;
					});
					await step(`"${button}": ${requests.length === 0 ? 'nothing is sent to Apideck, and the model learns of the denial' : 'this connection is deleted, once'}`, async () => {
						const link = await page.getByRole('link', { name: button, exact: true }).getAttribute('href');
						assert(link, 'A link');
						const clicked = await page.request.get(link, { headers: { 'User-Agent': USER_AGENT } });
						assertEqual(clicked.status(), 200, 'the status of the page behind the link');
						const { status, data } = await eventually('the end of the run', async () => {
							const execution = await api.waitForExecution(id);
							return execution.status !== 'waiting' && execution;
						});
						assertEqual([status, data.resultData.error?.message], ['success', undefined], 'the run');
						assertEqual(received(), requests, 'the requests to the Vault');
						assertEqual(sandbox.vault.get(KEY)?.state, state, 'the connection');
						assertEqual(model.toolResponses.length, 1, 'the responses to the model');
						assertContains(model.toolResponses.join(), response, 'the response to the model');
						assertContains(JSON.stringify(data.resultData.runData[AGENT]), [finalAnswer], "the agent's output");
					});
				} finally {
					await model.close();
				}
			}
		} finally {
			// n8n selects an existing credential in every email node that is imported later.
			await api.call('DELETE', `/credentials/${smtp.id}`);
			await mailbox.close();
		}
	},
};

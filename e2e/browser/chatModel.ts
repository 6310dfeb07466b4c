/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only: never runs inside n8n */
import fastify from 'fastify';

/** A function that the agent offers to the model. */
export interface OfferedTool {
	name: string;
	description: string;
	parameters: { type: string; properties?: Record<string, { type: string; description?: string }>; required?: string[] };
}

interface ChatRequest {
	messages: Array<{ role: string; content: unknown }>;
	tools?: Array<{ function: OfferedTool }>;
}

/** A stand-in for a chat model with OpenAI's wire format. */
export interface ChatModel {
	/** What n8n's OpenAI credential takes as base URL. */
	url: string;
	/** The tools of the last request. */
	offered: OfferedTool[];
	/** What the tool answered to the model. */
	toolAnswers: string[];
	close(): Promise<void>;
}

/** Starts a model that calls the first tool it is offered with `args`, then answers with a fixed sentence. */
export async function startChatModel(args: Record<string, unknown>, answer: string): Promise<ChatModel> {
	const app = fastify();
	const model: ChatModel = { url: '', offered: [], toolAnswers: [], close: async () => await app.close() };
	app.post<{ Body: ChatRequest }>('/v1/chat/completions', ({ body }) => {
		model.offered = (body.tools ?? []).map((tool) => tool.function);
		const answers = body.messages.filter(({ role }) => role === 'tool').map(({ content }) => (typeof content === 'string' ? content : JSON.stringify(content)));
		model.toolAnswers = answers;
		const [tool] = model.offered;
		const calls = tool && answers.length === 0;
		const call = { id: 'call_1', type: 'function', function: { name: tool?.name, arguments: JSON.stringify(args) } };
		return {
			id: 'chatcmpl-1',
			object: 'chat.completion',
			created: Math.floor(Date.now() / 1000),
			model: 'stand-in',
			choices: [
				{
					index: 0,
					finish_reason: calls ? 'tool_calls' : 'stop',
					message: { role: 'assistant', content: calls ? null : answer, ...(calls && { tool_calls: [call] }) },
				},
			],
			usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
		};
	});
	model.url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/v1`;
	return model;
}

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

/** A fake chat model with OpenAI's API format. */
export interface ChatModel {
	/** What n8n's OpenAI credential takes as base URL. */
	url: string;
	/** The tools of the last request. */
	offered: OfferedTool[];
	/** The tool's responses to the model. */
	toolResponses: string[];
	close(): Promise<void>;
}

/** Starts a model that calls its first tool with `args`, then responds with a fixed sentence. */
export async function startChatModel(args: Record<string, unknown>, finalAnswer: string): Promise<ChatModel> {
	const app = fastify();
	const model: ChatModel = { url: '', offered: [], toolResponses: [], close: async () => await app.close() };
	app.post<{ Body: ChatRequest }>('/v1/chat/completions', ({ body }) => {
		model.offered = (body.tools ?? []).map((tool) => tool.function);
		const responses = body.messages.filter(({ role }) => role === 'tool').map(({ content }) => (typeof content === 'string' ? content : JSON.stringify(content)));
		model.toolResponses = responses;
		const [tool] = model.offered;
		const calls = tool && responses.length === 0;
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
					message: { role: 'assistant', content: calls ? null : finalAnswer, ...(calls && { tool_calls: [call] }) },
				},
			],
			usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
		};
	});
	model.url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/v1`;
	return model;
}

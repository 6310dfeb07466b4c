import type { CredentialData, Engine, WebhookRequest, WebhookRequestOptions } from '../../tools/engine';
import { credentialFor, itemsOf, triggerNode } from './triggerSupport';

/** The sandbox's credential without a sandbox. The trigger sends no request to Apideck when it receives a delivery. */
export const OFFLINE = credentialFor({ url: 'http://127.0.0.1:9' });

/** Sends one request to a trigger for all events. Fails the test if webhook() throws, which it must never do. */
export async function send(
	engine: Engine,
	request: WebhookRequest,
	parameters: object = {},
	options: WebhookRequestOptions = {},
	credentials: CredentialData = OFFLINE,
) {
	const node = triggerNode(engine, { events: ['*'], ...parameters });
	const result = await engine.webhook(node, credentials, request, options);
	expect(result.error).toBeUndefined();
	const body = JSON.parse(result.response.body || 'null') as { message?: string } | null;
	return { ...result, status: result.response.status, items: itemsOf(result), message: body?.message };
}

/** The parameters of `send` after the engine. */
export type SendArguments = typeof send extends (engine: Engine, ...rest: infer Rest) => unknown ? Rest : never;

/** The response status, and whether a run was started. */
export const outcome = ({ status, items }: { status: number; items?: unknown[][] }) => [status, items === undefined ? 'no run' : 'run'];

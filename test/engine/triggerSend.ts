import type { CredentialData, Engine, WebhookRequest, WebhookRequestOptions } from '../../embedded';
import { credentialFor, itemsOf, triggerNode } from './triggerSupport';

/** The sandbox's credential without a sandbox: the trigger needs nothing of Apideck to receive. */
export const OFFLINE = credentialFor({ url: 'http://127.0.0.1:9' });

/** Sends one request to a trigger that waits for everything. Fails the test when webhook() throws, which it must never do. */
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
	const answer = JSON.parse(result.response.body || 'null') as { message?: string } | null;
	return { ...result, status: result.response.status, items: itemsOf(result), message: answer?.message };
}

/** What `send` takes beside the engine. */
export type SendArguments = typeof send extends (engine: Engine, ...rest: infer Rest) => unknown ? Rest : never;

/** Status of the answer, and whether a run was started. */
export const outcome = ({ status, items }: { status: number; items?: unknown[][] }) => [status, items === undefined ? 'no run' : 'run'];

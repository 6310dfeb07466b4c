import { Apideck } from '@apideck/unify';

import type { Engine } from '../../tools/engine';
import type { LoggedRequest, Sandbox } from '../../tools/sandbox';
import { byId, CONTINUE, run } from '../engine/support';
import type { Wire } from '../operations/fixture';

/** What says who calls and how, not what is asked. */
const INCIDENTAL = /^(user-agent|accept-encoding|accept-language|connection|cookie|sec-fetch-.*|content-length|host)$/;

/** A request as far as the API can tell one from another. */
function wire({ method, path, query, headers, body }: LoggedRequest): Wire {
	const telling = Object.entries(headers).filter(
		([name]) => !INCIDENTAL.test(name) && (name !== 'content-type' || body !== ''),
	);
	return { method, path, query, headers: Object.fromEntries(telling), body: body === '' ? undefined : (JSON.parse(body) as unknown) };
}

export interface Who {
	consumerId: string;
	/** Default: the sandbox's application, which responds. */
	appId?: string;
}

/** What the vendor's client sends for a call; `responded` tells whether it accepted the response. */
export async function clientSends(sandbox: Sandbox, call: (client: Apideck) => Promise<unknown>, { consumerId, appId }: Who) {
	const { apiKey, appId: own, baseUrl } = sandbox.credentials;
	const client = new Apideck({ apiKey, appId: appId ?? own, consumerId, serverURL: baseUrl, retryConfig: { strategy: 'none' } });
	sandbox.clearRequests();
	const outcome = await call(client).then((response) => ({ response }), (error: unknown) => ({ error }));
	return { requests: sandbox.requests.map(wire), ...outcome };
}

/** What the node sends for its parameters. */
export async function nodeSends(engine: Engine, sandbox: Sandbox, parameters: object, { consumerId, appId }: Who): Promise<Wire[]> {
	sandbox.clearRequests();
	const credential = { appId: appId ?? sandbox.credentials.appId, consumerId: '' };
	await run(engine, sandbox, { consumer: byId(consumerId), ...parameters }, { ...CONTINUE, credential });
	return sandbox.requests.map(wire);
}

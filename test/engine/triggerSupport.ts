import { randomUUID } from 'node:crypto';
import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import type { CredentialData, Engine, WebhookRequest, WebhookRequestResult, WebhookServer, WorkflowDefinition } from '../../tools/engine';
import { SANDBOX_CREDENTIALS, signatureOf, type Sandbox } from '../../tools/sandbox';
import { CREDENTIAL } from './support';

export const EVENTS = ['vault.connection.revoked', 'vault.connection.disabled'];

/** The credential for a sandbox; fields may be replaced. */
export const credentialFor = (sandbox: Pick<Sandbox, 'url'>, change: IDataObject = {}): CredentialData => ({
	apideckApi: { ...SANDBOX_CREDENTIALS, baseUrl: sandbox.url, ...change } as never,
});

/** The rows of the filter 'Consumers'. */
export const consumerRows = (...ids: unknown[]) => ({ entries: ids.map((value) => ({ consumer: { __rl: true, mode: 'id', value } })) });

/** A trigger node as the editor saves it. */
export function triggerNode(engine: Engine, parameters: object = {}, change: Partial<INode> = {}): INode {
	return {
		id: 'trigger-node',
		name: 'Trigger',
		type: engine.type('apideckVaultTrigger'),
		typeVersion: 1,
		position: [0, 0],
		webhookId: 'hook-1',
		parameters: { events: EVENTS, ...parameters } as INodeParameters,
		credentials: CREDENTIAL,
		...change,
	};
}

/** Trigger → After. */
export function triggerWorkflow(engine: Engine, parameters: object = {}, id = 'workflow-1'): WorkflowDefinition {
	const after: INode = { id: 'after', name: 'After', type: 'n8n-nodes-base.noOp', typeVersion: 1, position: [0, 0], parameters: {} };
	return {
		id,
		nodes: [triggerNode(engine, parameters), after],
		connections: { Trigger: { main: [[{ node: 'After', type: 'main', index: 0 }]] } },
	};
}

/** The payload of a new event. */
export function newPayload(change: object = {}, entity: object = {}) {
	return {
		event_id: randomUUID(),
		event_type: 'vault.connection.revoked',
		service_id: 'apideck-vault',
		entity_id: 'sandbox-app+blue-fjord-bakery',
		entity_type: 'Connection',
		entity: {
			id: 'sandbox-app+blue-fjord-bakery',
			consumer_id: 'blue-fjord-bakery',
			unified_api: 'accounting',
			service_id: 'xero',
			name: 'Xero',
			auth_type: 'oauth2',
			state: 'added',
			health: 'revoked',
			enabled: true,
			settings: { tenant_id: 'fake-tenant', empty: '' },
			metadata: {},
			created_at: '2026-01-05T08:00:00.000Z',
			updated_at: '2026-11-02T08:00:00.000Z',
			...entity,
		},
		occurred_at: new Date().toISOString(),
		execution_attempt: 1,
		...change,
	};
}

/** A signed delivery of a body. Headers may be replaced, or removed by undefined. */
export function delivery(body: unknown, change: Record<string, string | undefined> = {}): WebhookRequest & { body: string } {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const { payload } = (typeof body === 'string' ? {} : body) as { payload?: { event_type?: string; event_id?: string } };
	const headers = {
		'content-type': 'application/json',
		'x-apideck-event-type': String(payload?.event_type),
		'x-apideck-idempotency-key': `key of ${payload?.event_id ?? randomUUID()}`,
		'x-apideck-signature': signatureOf(text, SANDBOX_CREDENTIALS.apiKey, 'recursive'),
		...change,
	};
	const given = Object.entries(headers).filter((header): header is [string, string] => header[1] !== undefined);
	return { headers: Object.fromEntries(given), body: text };
}

/** Items that a request starts a run with; undefined when it starts none. */
export const itemsOf = ({ workflowData }: WebhookRequestResult) => workflowData?.map((items) => items.map(({ json }) => json));

/** The static data of a node, by node name. */
export const storedBy = (staticData: IDataObject, node = 'Trigger') => (staticData[`node:${node}`] ?? {}) as IDataObject;

/** Closes all servers at the end of each test. */
export class Opened {
	private servers: WebhookServer[] = [];

	add(server: WebhookServer): WebhookServer {
		this.servers.push(server);
		return server;
	}

	async close(): Promise<void> {
		const all = this.servers;
		this.servers = [];
		await Promise.all(all.map(async (server) => await server.close()));
	}
}

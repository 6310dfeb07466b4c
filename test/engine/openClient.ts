import type { Engine } from '../../tools/engine';
import { createAdditionalData } from '../../tools/engine/additionalData';
import { EmbeddedCredentials } from '../../tools/engine/credentials';
import { singleNodeWorkflow } from '../../tools/engine/workflow';
import { ExecuteContext, LoadOptionsContext } from 'n8n-core';
import { createRunExecutionData, type IDataObject } from 'n8n-workflow';

import type { VaultClient } from '../../nodes/ApideckVault/transport/client';
import type { VaultErrorContext } from '../../nodes/ApideckVault/transport/errors';
import { openVault, VaultSession } from '../../nodes/ApideckVault/transport/session';
import { SANDBOX_CREDENTIALS } from '../../tools/sandbox';
import { CREDENTIAL } from './support';

/** Retries at once, five of them. */
export const QUICK = { timeout: 2_000, maxRetries: 5, initialInterval: 1, maxInterval: 1, maxElapsedTime: 2_000 };

/** What n8n would put round one run of the node. */
function surroundings(engine: Engine, credential: IDataObject) {
	const { record, workflow, node } = singleNodeWorkflow({ type: engine.type('apideckVault'), name: 'Vault', credentials: CREDENTIAL }, engine.types);
	const credentials = new EmbeddedCredentials(engine.types, { apideckApi: { ...SANDBOX_CREDENTIALS, ...credential } as never });
	return { workflow, node, additionalData: createAdditionalData(record, credentials, 'trigger') };
}

/** n8n's own context of a node that runs with the credential: its helpers send as n8n does. */
export function openContext(engine: Engine, credential: IDataObject, signal?: AbortSignal, items: IDataObject[] = [{}]): ExecuteContext {
	const { workflow, node, additionalData } = surroundings(engine, credential);
	const input = items.map((json) => ({ json }));
	const execution = { node, data: { main: [input] }, source: null };
	return new ExecuteContext(workflow, node, additionalData, 'trigger', createRunExecutionData({}), 0, input, { main: [input] }, execution, [], signal);
}

/** A run in n8n's own context, as the node opens it, but without the node: each call can be watched alone. */
export function openSession(engine: Engine, credential: IDataObject, signal?: AbortSignal, items: IDataObject[] = [{}]): VaultSession {
	return new VaultSession(openContext(engine, credential, signal, items));
}

/** The client of the first item of such a run. */
export async function openClient(engine: Engine, credential: IDataObject, signal?: AbortSignal): Promise<VaultClient> {
	return await openSession(engine, credential, signal).client(0);
}

/** A client as the editor's lists open it: nobody can stop it. */
export async function openEditorClient(engine: Engine, credential: IDataObject): Promise<VaultClient> {
	const { workflow, node, additionalData } = surroundings(engine, credential);
	return await openVault(new LoadOptionsContext(workflow, node, additionalData, 'parameters'));
}

/** The error that a promise is rejected with. Fails the test when it is fulfilled. */
export async function failure(promise: Promise<unknown>) {
	const error = (await promise.then(
		(value) => {
			throw new Error(`not refused: ${JSON.stringify(value)}`);
		},
		(reason: unknown) => reason,
	)) as Error & { description?: string; httpCode?: string | null; level?: string; context?: { vault?: VaultErrorContext } };
	return { error, message: error.message, description: String(error.description), httpCode: error.httpCode, level: error.level, ...error.context?.vault };
}

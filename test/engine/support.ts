import path from 'node:path';
import type { IDataObject, INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { Engine, outputOf, type ExecuteOptions, type Execution, type ExecutionResult } from '../../tools/engine';
import { SANDBOX_CREDENTIALS, type Sandbox } from '../../tools/sandbox';
import { byId } from './byId';
import { retries } from './retryOptions';

export { byId, retries };

export const CREDENTIAL = { apideckApi: { id: 'any', name: 'Apideck' } };

export const FAST = retries();

export const loadEngine = async () => await Engine.load(path.join(__dirname, '../..'));

export const CRM_PIPEDRIVE = { consumer: byId('test-consumer'), connection: byId('crm+pipedrive') };

export interface RunOptions extends Omit<ExecuteOptions, 'credentials' | 'items'> {
	/** json of the input items; one empty item unless told. */
	items?: IDataObject[];
	/** Replaces fields of the sandbox's credential. */
	credential?: IDataObject;
	/** Settings of the node itself, such as onError. */
	node?: Partial<INode>;
}

export interface Ran extends ExecutionResult {
	/** Items of the first output and of the error output. */
	items: INodeExecutionData[];
	errorItems: INodeExecutionData[];
	/** json of the first output. */
	json: IDataObject[];
}

/** Start → Vault → Good (first output), Bad (error output). */
function vaultWorkflow(engine: Engine, parameters: object, node: Partial<INode> = {}) {
	const plain = (name: string, type: string): INode => ({
		id: name,
		name,
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	});
	const to = (name: string) => [{ node: name, type: 'main' as const, index: 0 }];
	return {
		nodes: [
			plain('Start', 'n8n-nodes-base.manualTrigger'),
			{
				...plain('Vault', engine.type('apideckVault')),
				parameters: { resource: 'connection', ...parameters } as INodeParameters,
				credentials: CREDENTIAL,
				...node,
			},
			plain('Good', 'n8n-nodes-base.noOp'),
			plain('Bad', 'n8n-nodes-base.noOp'),
		],
		connections: { Start: { main: [to('Vault')] }, Vault: { main: [to('Good'), to('Bad')] } },
	};
}

/** The execution itself, to be cancelled. */
export function start(engine: Engine, sandbox: Pick<Sandbox, 'url'>, parameters: object, options: RunOptions = {}): Execution {
	const { items = [{}], credential, node, ...rest } = options;
	return engine.execute(vaultWorkflow(engine, parameters, node), {
		...rest,
		items: items.map((json) => ({ json })),
		credentials: { apideckApi: { ...SANDBOX_CREDENTIALS, baseUrl: sandbox.url, ...credential } as never },
	});
}

export async function run(engine: Engine, sandbox: Pick<Sandbox, 'url'>, parameters: object, options: RunOptions = {}): Promise<Ran> {
	const result = await start(engine, sandbox, parameters, options);
	const items = outputOf(result.run, 'Vault');
	return { ...result, items, errorItems: outputOf(result.run, 'Vault', 1), json: items.map((item) => item.json) };
}

export const CONTINUE: RunOptions = { node: { onError: 'continueRegularOutput' } };
export const ERROR_OUTPUT: RunOptions = { node: { onError: 'continueErrorOutput' } };

export const sleep = async (ms: number) => await new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Waits until something holds, at most a minute: a busy machine takes its time. */
export async function until(holds: () => boolean): Promise<void> {
	for (let waited = 0; !holds(); waited += 10) {
		if (waited > 60_000) throw new Error('it never came true');
		await sleep(10);
	}
}

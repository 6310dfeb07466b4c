import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Engine } from '../../../tools/engine';
import { WebhookServer } from '../../../tools/engine';
import { SANDBOX_CREDENTIALS, type Sandbox } from '../../../tools/sandbox';
import { byId, CONTINUE, CREDENTIAL, retries, run } from '../../engine/support';
import { credentialFor, triggerWorkflow } from '../../engine/triggerSupport';
import { CASES } from '../cases';
import type { FaultCase } from '../cases/faultCase';
import { outcomes, type ItemOutcome } from '../outcome';
import { CONSUMERS } from '../scenario';

/** The outcome of one call of the node. */
export interface Ended {
	/** Outcomes per input item, for operations only. */
	items?: ItemOutcome[];
	/** The json of those items. */
	inputs?: IDataObject[];
	unpaired?: number;
	/** The complete result of the call, which is searched for secrets. */
	result: unknown;
	/** The error when the whole call failed. */
	failure?: Error & { description?: string | null };
	/** The entries of an editor list. */
	entries?: unknown;
}

/** A part of the package that reads responses. */
export interface Target {
	name: string;
	test?: FaultCase;
	/** Prepares the sandbox. */
	prepare?: (sandbox: Sandbox) => void | Promise<void>;
	/** Whether it reads a paged list. */
	paged: boolean;
	call(engine: Engine, url: string, apiKey: string): Promise<Ended>;
}

const PAGED = /^(audit\.|connection\.getAll|consumer\.getAll|consumer\.getRequestCounts|log\.getAll|customMapping\.getAll)/;

function operation(test: FaultCase): Target {
	return {
		name: test.name,
		test,
		prepare: test.prepare,
		paged: PAGED.test(test.name),
		call: async (engine, url, apiKey) => {
			// The first items and the last one. The last one is the audit of all consumers, or an unknown consumer.
			const inputs = [...test.items.slice(0, 2), test.items.at(-1)!];
			const ran = await run(engine, { url }, { resource: test.resource, operation: test.operation, ...test.parameters, options: { ...test.parameters.options, ...retries({ maxRetries: 0 }), timeout: 20 } }, { ...CONTINUE, items: inputs, credential: { apiKey } });
			const { items, unpaired } = outcomes(ran, inputs.length);
			return { items, inputs, unpaired: unpaired.length, result: ran, failure: ran.status === 'success' ? undefined : (ran.error ?? new Error(`the status is ${ran.status}`)) };
		},
	};
}

const SALESFORCE = { consumer: byId(CONSUMERS[0]), connection: byId('crm+salesforce') };

/** List methods and the parameters they read. */
const LISTS: Array<[kind: 'listSearch' | 'loadOptions' | 'resourceMapping', method: string, parameters: object]> = [
	['listSearch', 'searchConsumers', {}],
	['listSearch', 'searchConnections', SALESFORCE],
	['listSearch', 'searchConnectors', SALESFORCE],
	['listSearch', 'searchCustomFields', { ...SALESFORCE, resource: 'customMapping', operation: 'create', targetField: byId('crm+contacts+loyalty_tier') }],
	['listSearch', 'searchMigrationTargets', { consumer: byId(CONSUMERS[0]), operation: 'migrate', connection: byId('accounting+quickbooks') }],
	['listSearch', 'searchResources', SALESFORCE],
	['listSearch', 'searchSchemaResources', SALESFORCE],
	['listSearch', 'searchSettingsResources', SALESFORCE],
	['listSearch', 'searchTargetFields', SALESFORCE],
	['loadOptions', 'getConfigurableResources', SALESFORCE],
	['loadOptions', 'getResourceFields', { ...SALESFORCE, resource: 'settings', apiResource: byId('leads') }],
	['loadOptions', 'getServices', {}],
	['resourceMapping', 'getSettingsFields', { consumer: byId(CONSUMERS[0]), connection: byId('hris+workday') }],
];

function list([kind, method, parameters]: (typeof LISTS)[number]): Target {
	return {
		name: `editor: ${method}`,
		paged: true,
		call: async (engine, url, apiKey) => {
			const credentials = { apideckApi: { ...SANDBOX_CREDENTIALS, baseUrl: url, apiKey } as never };
			try {
				const loaded = await engine.loadMethod<IDataObject | unknown[]>(kind, method, { type: engine.type('apideckVault'), credentials: CREDENTIAL }, credentials, [], { resource: 'connection', operation: 'update', ...parameters } as INodeParameters);
				const entries = Array.isArray(loaded) ? loaded : (loaded['results'] ?? loaded['fields']);
				return { result: loaded, entries };
			} catch (error) {
				return { result: error, failure: error as Error };
			}
		},
	};
}

const ACTIVATION: Target = {
	name: 'trigger: activation',
	paged: true,
	call: async (engine, url, apiKey) => {
		const server = await WebhookServer.start(engine, triggerWorkflow(engine), { credentials: credentialFor({ url }, { apiKey }) });
		try {
			await server.activate();
			await server.deactivate();
			return { result: server.staticData };
		} catch (error) {
			return { result: error, failure: error as Error };
		} finally {
			await server.close();
		}
	},
};

/** Everything that reads responses: all operations, all editor lists and the trigger's activation. */
export const TARGETS: readonly Target[] = [...CASES.map(operation), ...LISTS.map(list), ACTIVATION];

import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Engine } from '../../../embedded';
import { WebhookServer } from '../../../embedded';
import { SANDBOX_CREDENTIALS, type Sandbox } from '../../../sandbox';
import { byId, CONTINUE, CREDENTIAL, run } from '../../engine/support';
import { credentialFor, triggerWorkflow } from '../../engine/triggerSupport';
import { CASES } from '../cases';
import type { FaultCase } from '../cases/faultCase';
import { outcomes, type ItemOutcome } from '../outcome';
import { CONSUMERS } from '../scenario';

/** What one call of the node left behind. */
export interface Ended {
	/** Per input item; of an operation only. */
	items?: ItemOutcome[];
	/** The json of those items. */
	inputs?: IDataObject[];
	stray?: number;
	/** What the call gave, whatever it is: searched for secrets. */
	everything: unknown;
	/** Why it failed as a whole; undefined when it did not. */
	failure?: Error & { description?: string | null };
	/** A list of the editor. */
	entries?: unknown;
}

/** Something of the package that reads responses. */
export interface Target {
	name: string;
	test?: FaultCase;
	/** Makes the sandbox ready. */
	prepare?: (sandbox: Sandbox) => void | Promise<void>;
	/** Whether it reads a list with pages. */
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
			// The first ones, and the last: of an audit that is the one of all consumers, of the others a consumer that is not there.
			const inputs = [...test.items.slice(0, 2), test.items.at(-1)!];
			const ran = await run(engine, { url }, { resource: test.resource, operation: test.operation, ...test.parameters, options: { maxRetries: 0, timeout: 20 } }, { ...CONTINUE, items: inputs, credential: { apiKey } });
			const { items, stray } = outcomes(ran, inputs.length);
			return { items, inputs, stray: stray.length, everything: ran, failure: ran.status === 'success' ? undefined : (ran.error ?? new Error(`the status is ${ran.status}`)) };
		},
	};
}

const SALESFORCE = { consumer: byId(CONSUMERS[0]), unifiedApi: 'crm', service: byId('salesforce') };

/** Method by method, with the parameters that it reads. */
const LISTS: Array<[kind: 'listSearch' | 'loadOptions' | 'resourceMapping', method: string, parameters: object]> = [
	['listSearch', 'searchConsumers', {}],
	['listSearch', 'searchConnections', SALESFORCE],
	['listSearch', 'searchConnectors', SALESFORCE],
	['listSearch', 'searchCustomFields', { ...SALESFORCE, resource: 'customMapping', operation: 'create', targetField: byId('crm+contacts+loyalty_tier') }],
	['listSearch', 'searchMigrationTargets', { consumer: byId(CONSUMERS[0]), operation: 'migrate', unifiedApi: 'accounting', service: byId('quickbooks') }],
	['listSearch', 'searchResources', SALESFORCE],
	['listSearch', 'searchSchemaResources', SALESFORCE],
	['listSearch', 'searchSettingsResources', SALESFORCE],
	['listSearch', 'searchTargetFields', SALESFORCE],
	['loadOptions', 'getConfigurableResources', SALESFORCE],
	['loadOptions', 'getResourceFields', { ...SALESFORCE, resource: 'settings', apiResource: byId('leads') }],
	['resourceMapping', 'getSettingsFields', { consumer: byId(CONSUMERS[0]), unifiedApi: 'hris', service: byId('workday') }],
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
				return { everything: loaded, entries };
			} catch (error) {
				return { everything: error, failure: error as Error };
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
			return { everything: server.staticData };
		} catch (error) {
			return { everything: error, failure: error as Error };
		} finally {
			await server.close();
		}
	},
};

/** Everything that reads a response: every operation, every list of the editor, the trigger's activation. */
export const TARGETS: readonly Target[] = [...CASES.map(operation), ...LISTS.map(list), ACTIVATION];

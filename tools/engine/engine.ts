import './environment';
import { configureGlobalAxiosDefaults } from '@n8n/backend-network';
import { LoadOptionsContext } from 'n8n-core';
import type { IDataObject, ILoadOptionsFunctions, INodeCredentialTestResult, INodeParameters } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import { createAdditionalData } from './additionalData';
import { testCredential } from './credentialTest';
import { EmbeddedCredentials, type CredentialData } from './credentials';
import { startExecution, type ExecuteOptions, type Execution } from './execution';
import { PackageTypes } from './nodeTypes';
import {
	callWebhookMethod,
	type TriggerSetup,
	type WebhookMethod,
	type WebhookMethodOptions,
	type WebhookMethodResult,
} from './webhookContext';
import { requestWebhook, type WebhookRequest, type WebhookRequestOptions, type WebhookRequestResult } from './webhookRequest';
import { createWorkflow, singleNodeWorkflow, workflowRecord, type PartialNode, type WorkflowDefinition } from './workflow';

// n8n's start command does this as well. It sets n8n's timeouts, query strings and proxies.
configureGlobalAxiosDefaults();

/** Methods that load a node's dynamic parameters in the editor. */
export type LoadMethodKind = 'loadOptions' | 'listSearch' | 'resourceMapping' | 'localResourceMapping' | 'actionHandler';

type LoadMethods = Record<string, Record<string, (this: ILoadOptionsFunctions, ...args: unknown[]) => Promise<unknown>>>;

/**
 * Runs workflows through the real n8n-core, with the nodes of one package and stubs for some of n8n's nodes, without a server and a database.
 */
export class Engine {
	private constructor(readonly types: PackageTypes) {}

	/** Loads the package in a folder. Its package.json lists the files of nodes and credentials under dist/. */
	static async load(packageDir: string): Promise<Engine> {
		return new Engine(await PackageTypes.load(packageDir));
	}

	/** The full type of a node of the package, as in workflow files: `apideckVault` → `n8n-nodes-apideck-vault.apideckVault`. */
	type(name: string): string {
		return `${this.types.packageName}.${name}`;
	}

	/**
	 * Runs a workflow from its trigger (or `startNode`) to its end.
	 * Takes a workflow file as exported by n8n. Credentials are matched by type. A failing node results in the status `error`, as in n8n.
	 * Rejects only when the workflow cannot be started (unknown node type, missing required parameter).
	 */
	execute(definition: WorkflowDefinition, options: ExecuteOptions = {}): Execution {
		try {
			return this.start(definition, options);
		} catch (error) {
			return Object.assign(Promise.reject(error), { cancel: () => {} });
		}
	}

	private start(definition: WorkflowDefinition, options: ExecuteOptions): Execution {
		const staticData = options.staticData ?? definition.staticData ?? {};
		const record = workflowRecord(definition);
		const workflow = createWorkflow(record, this.types, staticData);
		const helper = new EmbeddedCredentials(this.types, options.credentials ?? {});
		const additionalData = createAdditionalData(record, helper, options.mode ?? 'trigger');
		return startExecution(workflow, additionalData, { ...options, staticData });
	}

	/**
	 * Calls a method that loads a dynamic parameter, like n8n's editor does for an open node. `args` are the method's arguments (filter and
	 * page token for a list search). `currentNodeParameters` are the values of the open form. Resolves with the method's result and rejects
	 * with its error.
	 */
	async loadMethod<Result>(
		kind: LoadMethodKind,
		method: string,
		node: PartialNode,
		credentials: CredentialData = {},
		args: unknown[] = [],
		currentNodeParameters: INodeParameters = node.parameters ?? {},
	): Promise<Result> {
		const sketch = { ...node, parameters: currentNodeParameters };
		const { record, workflow, node: open } = singleNodeWorkflow(sketch, this.types);
		const type = this.types.getByNameAndVersion(open.type, open.typeVersion);
		const load = (type.methods as LoadMethods | undefined)?.[kind]?.[method];
		if (!load) throw new UserError(`The node type "${open.type}" has no ${kind} method "${method}"`);
		const helper = new EmbeddedCredentials(this.types, credentials);
		const additionalData = createAdditionalData(record, helper, 'internal', { currentNodeParameters });
		const context = new LoadOptionsContext(workflow, open, additionalData, 'parameters');
		return (await load.apply(context, args)) as Result;
	}

	/** Sends the credential type's test request with this data, like saving the credential in n8n. Does not throw for a rejected credential. */
	async testCredential(credentialType: string, data: CredentialData[string]): Promise<INodeCredentialTestResult> {
		return await testCredential(this.types, credentialType, data);
	}

	/**
	 * Calls `checkExists`, `create` or `delete` of a trigger node, as publishing and unpublishing do. Nothing listens at the node's URL.
	 * Use WebhookServer to have it called during registration. The result contains the method's error.
	 */
	async webhookMethod(
		method: WebhookMethod,
		node: PartialNode,
		credentials: CredentialData = {},
		staticData: IDataObject = {},
		options: WebhookMethodOptions = {},
	): Promise<WebhookMethodResult> {
		return await callWebhookMethod(this.webhookHome(node, credentials), method, staticData, options);
	}

	/** Sends one HTTP request to a trigger node and returns what n8n would respond, start and store. Runs nothing. */
	async webhook(
		node: PartialNode,
		credentials: CredentialData,
		request: WebhookRequest,
		options: WebhookRequestOptions = {},
	): Promise<WebhookRequestResult> {
		return await requestWebhook(this.webhookHome(node, credentials), request, options);
	}

	private webhookHome(sketch: PartialNode, credentials: CredentialData): TriggerSetup {
		// n8n assigns such an ID when a node with a webhook is added to the canvas.
		const { record, node } = singleNodeWorkflow({ webhookId: 'embedded-webhook', ...sketch }, this.types);
		return { types: this.types, record, nodeName: node.name, credentials, origin: 'http://127.0.0.1:5678' };
	}
}

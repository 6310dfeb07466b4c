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
	type WebhookHome,
	type WebhookMethod,
	type WebhookMethodOptions,
	type WebhookMethodResult,
} from './webhookContext';
import { requestWebhook, type WebhookRequest, type WebhookRequestOptions, type WebhookRequestResult } from './webhookRequest';
import { createWorkflow, singleNodeWorkflow, workflowRecord, type NodeSketch, type WorkflowDefinition } from './workflow';

// n8n's start command does this too: without it time-outs, query strings and proxies would not be n8n's.
configureGlobalAxiosDefaults();

/** What fills a node's dynamic parameters in the editor. */
export type LoadMethodKind = 'loadOptions' | 'listSearch' | 'resourceMapping' | 'localResourceMapping' | 'actionHandler';

type LoadMethods = Record<string, Record<string, (this: ILoadOptionsFunctions, ...args: unknown[]) => Promise<unknown>>>;

/**
 * Runs workflows through the real n8n-core, with the nodes of one package and stand-ins for a few of n8n's own,
 * without a server and without a database.
 */
export class Engine {
	private constructor(readonly types: PackageTypes) {}

	/** Loads the package of that folder: its package.json says which files under dist/ hold nodes and credentials. */
	static async load(packageDir: string): Promise<Engine> {
		return new Engine(await PackageTypes.load(packageDir));
	}

	/** The full type of a node of the package, as it stands in workflow files: `apideckVault` → `n8n-nodes-apideck-vault.apideckVault`. */
	type(name: string): string {
		return `${this.types.packageName}.${name}`;
	}

	/**
	 * Runs a workflow from its trigger (or `startNode`) to its end.
	 * Give it a workflow file as n8n exports it; credentials are matched by their type. A failing node makes the result's status
	 * `error`, as in n8n; it rejects only when the workflow cannot be started (unknown node type, missing required parameter).
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
	 * Calls one of the methods that fill a dynamic parameter, as n8n's editor does while a node is open.
	 * `args` are the method's own (a list search takes filter and page token); `currentNodeParameters` is what the open form holds.
	 * Resolves with whatever the method returns and rejects with whatever it throws.
	 */
	async loadMethod<Result>(
		kind: LoadMethodKind,
		method: string,
		node: NodeSketch,
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

	/** Sends the credential type's test request with this data, as saving the credential in n8n does. Never throws for a refused credential. */
	async testCredential(credentialType: string, data: CredentialData[string]): Promise<INodeCredentialTestResult> {
		return await testCredential(this.types, credentialType, data);
	}

	/**
	 * Calls `checkExists`, `create` or `delete` of a trigger node, as publishing and unpublishing do. The node's URL is one at which
	 * nobody listens: to have it called while it registers, use WebhookServer. What the method throws is in the result.
	 */
	async webhookMethod(
		method: WebhookMethod,
		node: NodeSketch,
		credentials: CredentialData = {},
		staticData: IDataObject = {},
		options: WebhookMethodOptions = {},
	): Promise<WebhookMethodResult> {
		return await callWebhookMethod(this.webhookHome(node, credentials), method, staticData, options);
	}

	/** Sends one HTTP request to a trigger node and tells what n8n would answer, start and store. Nothing is run. */
	async webhook(
		node: NodeSketch,
		credentials: CredentialData,
		request: WebhookRequest,
		options: WebhookRequestOptions = {},
	): Promise<WebhookRequestResult> {
		return await requestWebhook(this.webhookHome(node, credentials), request, options);
	}

	private webhookHome(sketch: NodeSketch, credentials: CredentialData): WebhookHome {
		// n8n gives every node with a webhook such an id when it is put on the canvas.
		const { record, node } = singleNodeWorkflow({ webhookId: 'embedded-webhook', ...sketch }, this.types);
		return { types: this.types, record, nodeName: node.name, credentials, origin: 'http://127.0.0.1:5678' };
	}
}

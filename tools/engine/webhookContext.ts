import { HookContext, WebhookContext } from 'n8n-core';
import type {
	IDataObject,
	INode,
	INodeType,
	IWebhookData,
	IWebhookDescription,
	IWebhookFunctions,
	IWorkflowBase,
	IWorkflowExecuteAdditionalData,
	Workflow,
	WorkflowActivateMode,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { deepCopy, NodeHelpers, UserError } from 'n8n-workflow';
import { createAdditionalData } from './additionalData';
import { EmbeddedCredentials, type CredentialData } from './credentials';
import type { PackageTypes } from './nodeTypes';
import { createWorkflow } from './workflow';

/** A workflow with its trigger, and the URL of n8n. */
export interface TriggerSetup {
	types: PackageTypes;
	record: IWorkflowBase;
	/** Name of the trigger node. */
	nodeName: string;
	credentials: CredentialData;
	/** Such as `http://127.0.0.1:5678`; webhooks are below /webhook and /webhook-test. */
	origin: string;
}

export type WebhookMethod = 'checkExists' | 'create' | 'delete';

export interface WebhookMethodOptions {
	/** The result of getMode(). Defaults to `trigger`, and to `internal` for delete. `manual` is "Listen for test event", with the test URL. */
	mode?: WorkflowExecuteMode;
	/** The result of getActivationMode(). Defaults to `activate`, and to `update` for delete. */
	activation?: WorkflowActivateMode;
}

export interface WebhookMethodResult {
	/** The method's result. n8n uses it for checkExists only. */
	value?: unknown;
	/** The workflow's static data after the call, even if it failed. */
	staticData: IDataObject;
	error?: Error;
}

/** One instance of the trigger. As in n8n, every call and every request has its own workflow. */
export interface TriggerInstance {
	workflow: Workflow;
	node: INode;
	type: INodeType;
	description: IWebhookDescription;
	additionalData: IWorkflowExecuteAdditionalData;
	webhookData: IWebhookData;
}

/** Throws a UserError when the node has no webhook. */
export function useWebhook(setup: TriggerSetup, staticData: IDataObject, mode: WorkflowExecuteMode): TriggerInstance {
	const workflow = createWorkflow(setup.record, setup.types, staticData);
	const node = workflow.getNode(setup.nodeName);
	const type = node && setup.types.getByNameAndVersion(node.type, node.typeVersion);
	const description = type?.description.webhooks?.[0];
	if (!node || !description) throw new UserError(`The workflow has no webhook node "${setup.nodeName}"`);
	const additionalData = createAdditionalData(
		setup.record,
		new EmbeddedCredentials(setup.types, setup.credentials),
		mode,
		{ webhookBaseUrl: `${setup.origin}/webhook`, webhookTestBaseUrl: `${setup.origin}/webhook-test` },
	);
	const evaluate = <T extends string | boolean>(value: T | undefined, fallback: T) =>
		workflow.expression.getSimpleParameterValue(node, value, 'internal', {}, undefined, fallback) as T;
	const path = evaluate(description.path, '').replace(/^\/|\/$/g, '');
	const isFullPath = evaluate(description.isFullPath as string | boolean | undefined, false) === true;
	const webhookData: IWebhookData = {
		httpMethod: evaluate(description.httpMethod as string, 'GET') as IWebhookData['httpMethod'],
		node: node.name,
		path: NodeHelpers.getNodeWebhookPath(setup.record.id, node, path, isFullPath),
		webhookDescription: description,
		workflowId: setup.record.id,
		workflowExecuteAdditionalData: additionalData,
		...(mode === 'manual' && { isTest: true }),
	};
	return { workflow, node, type, description, additionalData, webhookData };
}

/** The URL of the trigger: the production URL, or that of "Listen for test event". */
export function webhookUrl({ webhookData, additionalData }: TriggerInstance): string {
	const { webhookTestBaseUrl, webhookBaseUrl } = additionalData;
	return `${webhookData.isTest ? webhookTestBaseUrl : webhookBaseUrl}/${webhookData.path}`;
}

/** The static data as n8n would store it. */
export const storedStaticData = (workflow: Workflow): IDataObject => deepCopy(workflow.staticData);

/** Calls one of the node's webhook methods, as n8n does while a workflow is published or unpublished. The result contains its error. */
export async function callWebhookMethod(
	setup: TriggerSetup,
	method: WebhookMethod,
	staticData: IDataObject,
	options: WebhookMethodOptions = {},
): Promise<WebhookMethodResult> {
	const isDelete = method === 'delete';
	const { mode = isDelete ? 'internal' : 'trigger', activation = isDelete ? 'update' : 'activate' } = options;
	const use = useWebhook(setup, staticData, mode);
	const { workflow, node, type, description, additionalData, webhookData } = use;
	const call = type.webhookMethods?.[description.name]?.[method];
	if (!call) throw new UserError(`The node type "${node.type}" has no webhook method "${method}"`);
	const context = new HookContext(workflow, node, additionalData, mode, activation, webhookData);
	try {
		const value: unknown = await call.call(context);
		return { value, staticData: storedStaticData(workflow) };
	} catch (error) {
		return { error: error as Error, staticData: storedStaticData(workflow) };
	}
}

/** The context of the node's webhook(). `additionalData` must contain the request and the response. */
export function webhookContext(use: TriggerInstance, mode: WorkflowExecuteMode): IWebhookFunctions {
	return new WebhookContext(use.workflow, use.node, use.additionalData, mode, use.webhookData, [], null);
}

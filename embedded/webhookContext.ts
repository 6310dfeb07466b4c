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

/** A workflow with its trigger, and where n8n would be reached. */
export interface WebhookHome {
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
	/** What getMode() says: `trigger`, for delete `internal`, unless told. `manual` is "Listen for test event", with the test URL. */
	mode?: WorkflowExecuteMode;
	/** What getActivationMode() says: `activate`, for delete `update`, unless told. */
	activation?: WorkflowActivateMode;
}

export interface WebhookMethodResult {
	/** What the method returned. n8n looks at it for checkExists only. */
	value?: unknown;
	/** The workflow's static data afterwards, also when the method threw. */
	staticData: IDataObject;
	error?: Error;
}

/** One use of the trigger: as in n8n, every call and every request gets a workflow of its own. */
export interface WebhookUse {
	workflow: Workflow;
	node: INode;
	type: INodeType;
	description: IWebhookDescription;
	additionalData: IWorkflowExecuteAdditionalData;
	webhookData: IWebhookData;
}

/** Throws a UserError when the node has no webhook. */
export function useWebhook(home: WebhookHome, staticData: IDataObject, mode: WorkflowExecuteMode): WebhookUse {
	const workflow = createWorkflow(home.record, home.types, staticData);
	const node = workflow.getNode(home.nodeName);
	const type = node && home.types.getByNameAndVersion(node.type, node.typeVersion);
	const description = type?.description.webhooks?.[0];
	if (!node || !description) throw new UserError(`The workflow has no webhook node "${home.nodeName}"`);
	const additionalData = createAdditionalData(
		home.record,
		new EmbeddedCredentials(home.types, home.credentials),
		mode,
		{ webhookBaseUrl: `${home.origin}/webhook`, webhookTestBaseUrl: `${home.origin}/webhook-test` },
	);
	const evaluate = <T extends string | boolean>(value: T | undefined, fallback: T) =>
		workflow.expression.getSimpleParameterValue(node, value, 'internal', {}, undefined, fallback) as T;
	const path = evaluate(description.path, '').replace(/^\/|\/$/g, '');
	const isFullPath = evaluate(description.isFullPath as string | boolean | undefined, false) === true;
	const webhookData: IWebhookData = {
		httpMethod: evaluate(description.httpMethod as string, 'GET') as IWebhookData['httpMethod'],
		node: node.name,
		path: NodeHelpers.getNodeWebhookPath(home.record.id, node, path, isFullPath),
		webhookDescription: description,
		workflowId: home.record.id,
		workflowExecuteAdditionalData: additionalData,
		...(mode === 'manual' && { isTest: true }),
	};
	return { workflow, node, type, description, additionalData, webhookData };
}

/** Where the outside reaches the trigger: the production URL, or the one of "Listen for test event". */
export function webhookUrl({ webhookData, additionalData }: WebhookUse): string {
	const { webhookTestBaseUrl, webhookBaseUrl } = additionalData;
	return `${webhookData.isTest ? webhookTestBaseUrl : webhookBaseUrl}/${webhookData.path}`;
}

/** The static data as n8n would store it. */
export const storedStaticData = (workflow: Workflow): IDataObject => deepCopy(workflow.staticData);

/** Calls one of the node's webhook methods, as n8n does while a workflow is published or unpublished. What it throws is in the result. */
export async function callWebhookMethod(
	home: WebhookHome,
	method: WebhookMethod,
	staticData: IDataObject,
	options: WebhookMethodOptions = {},
): Promise<WebhookMethodResult> {
	const isDelete = method === 'delete';
	const { mode = isDelete ? 'internal' : 'trigger', activation = isDelete ? 'update' : 'activate' } = options;
	const use = useWebhook(home, staticData, mode);
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

/** What the node's webhook() sees of a request; the request and the answer must be in `additionalData`. */
export function webhookContext(use: WebhookUse, mode: WorkflowExecuteMode): IWebhookFunctions {
	return new WebhookContext(use.workflow, use.node, use.additionalData, mode, use.webhookData, [], null);
}

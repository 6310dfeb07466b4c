import type { Request, Response } from 'express';
import type { IDataObject, INodeExecutionData, IWebhookResponseData, WorkflowExecuteMode } from 'n8n-workflow';
import { ObservableObject, sleep, UserError } from 'n8n-workflow';
import { prepareBody, RejectedRequest } from './webhookBody';
import { storedStaticData, useWebhook, webhookContext, type TriggerInstance, type TriggerSetup } from './webhookContext';

/** The outcome of a request. `respond` sends the response unless the node has sent it. n8n does this last. */
export interface WebhookOutcome {
	/** The start data of the run, one list per output. Undefined when no run starts. */
	workflowData?: INodeExecutionData[][];
	/** The error of webhook(). n8n saves a failed run and responds with 500. */
	error?: Error;
	/** The static data to store. Undefined when the node did not change it. */
	staticData?: IDataObject;
	respond(): void;
}

/** n8n needs a few turns of the event loop to save an execution. A node's timers of 0 ms fire before that. */
const SAVE_DELAY_MS = 2;

interface DeclaredResponse {
	responseCode: number;
	responseData: string;
}

function declaredResponse({ workflow, node, description }: TriggerInstance): DeclaredResponse {
	const evaluate = <T extends string | number>(value: unknown, fallback: T) =>
		workflow.expression.getSimpleParameterValue(node, value as string, 'internal', {}, undefined, fallback) as T;
	const mode = evaluate(description.responseMode, 'onReceived');
	if (mode !== 'onReceived') throw new UserError(`The embedded engine has no response mode "${mode}"`);
	return { responseCode: evaluate(description.responseCode, 200), responseData: evaluate(description.responseData, 'firstEntryJson') };
}

function send(response: Response, status: number, body: unknown): void {
	response.status(status);
	if (typeof body === 'string') response.send(body);
	else response.json(body);
}

/** The response that n8n sends when the node did not send one. */
function bodyOf({ responseData }: DeclaredResponse, { webhookResponse, workflowData }: IWebhookResponseData): unknown {
	if (workflowData === undefined) return webhookResponse ?? { message: 'Webhook call received' };
	// Any other value is sent as is, including n8n's default "firstEntryJson". webhookResponse comes too late.
	return responseData === 'noData' ? undefined : responseData;
}

/**
 * Starting a run resets the request's change flag of the static data: n8n 2.41.1 passes the same object to the run, and creating a workflow
 * from it clears the flag before n8n checks whether to save. So nothing is saved unless the node sets the flag again or uses another
 * object. n8n 1.123 saves the data. Both were observed in real versions.
 */
async function startRun(shared: IDataObject, startingMs: number): Promise<void> {
	if (startingMs > 0) await sleep(startingMs);
	ObservableObject.create(shared);
	await sleep(SAVE_DELAY_MS);
}

/** Passes a request to the node's webhook() like n8n. Only changes the request, and the response if the node does. */
export async function receiveWebhook(
	setup: TriggerSetup,
	request: Request,
	response: Response,
	staticData: IDataObject,
	mode: WorkflowExecuteMode = 'webhook',
	/** How long n8n takes to create the workflow of the run. */
	startingMs = 0,
): Promise<WebhookOutcome> {
	const use = useWebhook(setup, staticData, mode);
	const described = declaredResponse(use);
	const webhook = use.type.webhook;
	if (!webhook) throw new UserError(`The node type "${use.node.type}" has no webhook method`);
	request.params = {};
	Object.assign(use.additionalData, { httpRequest: request, httpResponse: response });
	try {
		await prepareBody(request, use.node.typeVersion);
	} catch (error) {
		if (!(error instanceof RejectedRequest)) throw error;
		return { respond: () => send(response, error.status, error.body) };
	}
	const changed = () => {
		const { __dataChanged: isChanged } = use.workflow.staticData as { __dataChanged?: boolean };
		return isChanged === true ? { staticData: storedStaticData(use.workflow) } : {};
	};
	const shared = use.workflow.staticData;
	try {
		const result = await webhook.call(webhookContext(use, mode) as never);
		const { workflowData, noWebhookResponse } = result;
		if (workflowData) await startRun(shared, startingMs);
		const respond = () => {
			if (noWebhookResponse !== true) send(response, described.responseCode, bodyOf(described, result));
		};
		return { ...(workflowData && { workflowData: workflowData.map((items) => items ?? []) }), ...changed(), respond };
	} catch (error) {
		const body = { code: 0, message: 'Workflow Webhook Error: Workflow could not be started!' };
		// As in n8n, static data is lost, because it is saved only for a response without an error.
		return { error: error as Error, workflowData: [[{ json: {} }]], respond: () => send(response, 500, body) };
	}
}

/* eslint-disable @n8n/community-nodes/require-node-api-error -- development only: never runs inside n8n */
import type { Request, Response } from 'express';
import type { IDataObject, INodeExecutionData, IWebhookResponseData, WorkflowExecuteMode } from 'n8n-workflow';
import { ObservableObject, sleep, UserError } from 'n8n-workflow';
import { prepareBody, RefusedRequest } from './webhookBody';
import { storedStaticData, useWebhook, webhookContext, type WebhookHome, type WebhookUse } from './webhookContext';

/** What a request came to; `answer` sends what the node has not sent itself, and n8n does so last. */
export interface WebhookOutcome {
	/** What the run starts with, one list per output. Undefined when no run starts. */
	workflowData?: INodeExecutionData[][];
	/** What webhook() threw: n8n starts a run that has failed already, and answers 500. */
	error?: Error;
	/** The static data to be stored. Undefined when the node changed nothing. */
	staticData?: IDataObject;
	answer(): void;
}

/** Saving an execution takes n8n a few turns of the event loop; a node's own timers of 0 ms are done before. */
const SAVING_MS = 2;

interface DescribedAnswer {
	responseCode: number;
	responseData: string;
}

function describedAnswer({ workflow, node, description }: WebhookUse): DescribedAnswer {
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

/** The answer that n8n gives when the node did not give its own. */
function bodyOf({ responseData }: DescribedAnswer, { webhookResponse, workflowData }: IWebhookResponseData): unknown {
	if (workflowData === undefined) return webhookResponse ?? { message: 'Webhook call received' };
	// Whatever else is named is sent as it stands, also n8n's own default "firstEntryJson"; webhookResponse comes too late.
	return responseData === 'noData' ? undefined : responseData;
}

/**
 * Starting a run costs the request its mark of changed static data: n8n 2.41.1 gives the run the very same object, and making
 * a workflow of it takes the mark away before n8n looks whether to save. So nothing is saved unless the node marks it anew, or
 * marks another object. (n8n 1.123 saves it; both seen on the real ones.)
 */
async function startOfRun(shared: IDataObject, startingMs: number): Promise<void> {
	if (startingMs > 0) await sleep(startingMs);
	ObservableObject.create(shared);
	await sleep(SAVING_MS);
}

/** Hands a request to the node's webhook() as n8n does. Changes nothing but the request, and the response if the node does. */
export async function receiveWebhook(
	home: WebhookHome,
	request: Request,
	response: Response,
	staticData: IDataObject,
	mode: WorkflowExecuteMode = 'webhook',
	/** How long n8n takes until it makes the workflow of the run. */
	startingMs = 0,
): Promise<WebhookOutcome> {
	const use = useWebhook(home, staticData, mode);
	const described = describedAnswer(use);
	const webhook = use.type.webhook;
	if (!webhook) throw new UserError(`The node type "${use.node.type}" has no webhook method`);
	request.params = {};
	Object.assign(use.additionalData, { httpRequest: request, httpResponse: response });
	try {
		await prepareBody(request, use.node.typeVersion);
	} catch (error) {
		if (!(error instanceof RefusedRequest)) throw error;
		return { answer: () => send(response, error.status, error.body) };
	}
	const changed = () => {
		const { __dataChanged: isChanged } = use.workflow.staticData as { __dataChanged?: boolean };
		return isChanged === true ? { staticData: storedStaticData(use.workflow) } : {};
	};
	const shared = use.workflow.staticData;
	try {
		const result = await webhook.call(webhookContext(use, mode) as never);
		const { workflowData, noWebhookResponse } = result;
		if (workflowData) await startOfRun(shared, startingMs);
		const answer = () => {
			if (noWebhookResponse !== true) send(response, described.responseCode, bodyOf(described, result));
		};
		return { ...(workflowData && { workflowData: workflowData.map((items) => items ?? []) }), ...changed(), answer };
	} catch (error) {
		const body = { code: 0, message: 'Workflow Webhook Error: Workflow could not be started!' };
		// Static data is lost, as in n8n: it is saved on the way of an answer without an error.
		return { error: error as Error, workflowData: [[{ json: {} }]], answer: () => send(response, 500, body) };
	}
}

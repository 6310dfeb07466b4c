import express from 'express';
import type { IDataObject, INodeExecutionData, WorkflowExecuteMode } from 'n8n-workflow';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { receiveWebhook, type WebhookOutcome } from './webhookResponse';
import { useWebhook, type TriggerSetup } from './webhookContext';

/** An HTTP request, byte by byte. */
export interface WebhookRequest {
	/** Defaults to the node's method. */
	method?: string;
	/** The headers to send. Only host, content-length and connection are added. */
	headers?: Record<string, string | string[]>;
	/** Defaults to an empty body. */
	body?: Buffer | string;
	/** Such as `?a=1`. */
	query?: string;
}

export interface WebhookRequestOptions {
	/** The workflow's static data before the request. */
	staticData?: IDataObject;
	/** Defaults to `webhook`. `manual` is "Listen for test event". */
	mode?: WorkflowExecuteMode;
}

export interface WebhookRequestResult {
	response: { status: number; body: string; headers: IncomingHttpHeaders };
	/** The start data of the run, one list per output. Undefined when no run would start. */
	workflowData?: INodeExecutionData[][];
	/** The error of webhook(), for which n8n saves a failed run. */
	error?: Error;
	/** The static data that n8n would store after the request. */
	staticData: IDataObject;
}

async function sendTo(port: number, path: string, method: string, { headers = {}, body = '' }: WebhookRequest) {
	return await new Promise<WebhookRequestResult['response']>((resolve, reject) => {
		const call = httpRequest({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
			const chunks: Buffer[] = [];
			response.on('data', (chunk: Buffer) => chunks.push(chunk));
			response.on('error', reject);
			response.on('end', () => {
				const text = Buffer.concat(chunks).toString('utf8');
				resolve({ status: response.statusCode ?? 0, body: text, headers: response.headers });
			});
		});
		call.on('error', reject);
		call.end(body);
	});
}

/** Sends one request to the trigger through a temporary listener. Rejects when webhook() ends the request without a response. */
export async function requestWebhook(
	setup: TriggerSetup,
	sent: WebhookRequest,
	{ staticData = {}, mode = 'webhook' }: WebhookRequestOptions = {},
): Promise<WebhookRequestResult> {
	const { webhookData } = useWebhook(setup, staticData, mode);
	let outcome: WebhookOutcome | undefined;
	const app = express().disable('x-powered-by');
	app.all('/*path', async (request, response) => {
		outcome = await receiveWebhook(setup, request, response, staticData, mode);
		outcome.respond();
	});
	const server = app.listen(0, '127.0.0.1');
	try {
		await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject));
		const { port } = server.address() as AddressInfo;
		const path = `/webhook/${webhookData.path}${sent.query ?? ''}`;
		const response = await sendTo(port, path, sent.method ?? webhookData.httpMethod, sent);
		const { workflowData, error } = outcome ?? {};
		return { response, workflowData, error, staticData: outcome?.staticData ?? staticData };
	} finally {
		server.closeAllConnections();
		server.close();
	}
}

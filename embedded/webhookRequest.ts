/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only: never runs inside n8n */
import express from 'express';
import type { IDataObject, INodeExecutionData, WorkflowExecuteMode } from 'n8n-workflow';
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { receiveWebhook, type WebhookOutcome } from './webhookAnswer';
import { useWebhook, type WebhookHome } from './webhookContext';

/** A request from outside, byte by byte. */
export interface WebhookRequest {
	/** The node's own unless told. */
	method?: string;
	/** Only these, and what HTTP needs (host, content-length, connection). */
	headers?: Record<string, string | string[]>;
	/** Empty unless told. */
	body?: Buffer | string;
	/** Such as `?a=1`. */
	query?: string;
}

export interface WebhookRequestOptions {
	/** The workflow's static data before the request. */
	staticData?: IDataObject;
	/** `webhook` unless told; `manual` is "Listen for test event". */
	mode?: WorkflowExecuteMode;
}

export interface WebhookRequestResult {
	response: { status: number; body: string; headers: IncomingHttpHeaders };
	/** What a run would start with, one list per output. Undefined when none would start. */
	workflowData?: INodeExecutionData[][];
	/** What webhook() threw; n8n then saves a failed run. */
	error?: Error;
	/** As n8n would store it after the request. */
	staticData: IDataObject;
}

async function sendTo(port: number, path: string, method: string, { headers = {}, body = '' }: WebhookRequest) {
	return await new Promise<WebhookRequestResult['response']>((resolve, reject) => {
		const call = httpRequest({ host: '127.0.0.1', port, path, method, headers, agent: false }, (answer) => {
			const chunks: Buffer[] = [];
			answer.on('data', (chunk: Buffer) => chunks.push(chunk));
			answer.on('error', reject);
			answer.on('end', () => {
				const text = Buffer.concat(chunks).toString('utf8');
				resolve({ status: answer.statusCode ?? 0, body: text, headers: answer.headers });
			});
		});
		call.on('error', reject);
		call.end(body);
	});
}

/** Sends one request to the trigger over a listener of its own; rejects when webhook() leaves it without an answer and ends it. */
export async function requestWebhook(
	home: WebhookHome,
	sent: WebhookRequest,
	{ staticData = {}, mode = 'webhook' }: WebhookRequestOptions = {},
): Promise<WebhookRequestResult> {
	const { webhookData } = useWebhook(home, staticData, mode);
	let outcome: WebhookOutcome | undefined;
	const app = express().disable('x-powered-by');
	app.all('/*path', async (request, response) => {
		outcome = await receiveWebhook(home, request, response, staticData, mode);
		outcome.answer();
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

import express, { type Request, type Response } from 'express';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import type { CredentialData } from './credentials';
import type { Engine } from './engine';
import type { ExecutionResult } from './execution';
import { receiveWebhook } from './webhookResponse';
import { callWebhookMethod, useWebhook, webhookUrl, type TriggerSetup } from './webhookContext';
import { workflowRecord, type WorkflowDefinition } from './workflow';

export interface WebhookServerOptions {
	credentials?: CredentialData;
	/** The workflow's initial static data. */
	staticData?: IDataObject;
	/** The port on 127.0.0.1. Defaults to a free one. */
	port?: number;
	/** Name of the trigger node. Defaults to the workflow's only node with a webhook. */
	node?: string;
	/** Simulated time to start a run, in milliseconds. Defaults to 0. */
	startingMs?: number;
}

/** A run that a request started. */
export interface WebhookRun {
	/** The start data, one list per output. */
	workflowData: INodeExecutionData[][];
	/** The error of webhook(). n8n saves such a run as failed without running anything. */
	error?: Error;
	/** Undefined for a run that failed before it started. */
	result?: Promise<ExecutionResult>;
}

const METHODS = ['checkExists', 'create'] as const;

/**
 * The webhook side of one n8n instance, for one workflow: a route on 127.0.0.1 that is active from before `checkExists` until before
 * `delete`, and a run of the workflow for every request that starts one. The order is that of n8n 2.41: static data is read for each
 * request and stored before the response is sent. The run starts before both.
 */
export class WebhookServer {
	/** Oldest first. */
	readonly runs: WebhookRun[] = [];

	/** The status of every response of the route, in order. */
	readonly statuses: number[] = [];

	private isLive = false;

	private constructor(
		private readonly engine: Engine,
		private readonly definition: WorkflowDefinition,
		private readonly setup: TriggerSetup,
		private readonly server: Server,
		/** The stored static data. */
		public staticData: IDataObject,
		private readonly startingMs: number,
	) {}

	/** Starts to listen. The route responds with 404 until activate(). */
	static async start(engine: Engine, definition: WorkflowDefinition, options: WebhookServerOptions = {}): Promise<WebhookServer> {
		const { credentials = {}, staticData = {}, port = 0, startingMs = 0 } = options;
		const app = express().disable('x-powered-by');
		const server = app.listen(port, '127.0.0.1');
		await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject));
		const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		const record = workflowRecord(definition);
		const nodeName = options.node ?? onlyWebhookNode(engine, definition);
		const setup: TriggerSetup = { types: engine.types, record, nodeName, credentials, origin };
		const own = new WebhookServer(engine, definition, setup, server, staticData, startingMs);
		app.all('/webhook/*path', async (request, response) => await own.handle(request, response));
		return own;
	}

	/** The trigger's production URL. */
	get url(): string {
		return webhookUrl(useWebhook(this.setup, this.staticData, 'trigger'));
	}

	/**
	 * Publishes the workflow. Rejects with the error of checkExists or create, after calling `delete` and removing the route. n8n would retry four times.
	 */
	async activate(): Promise<void> {
		this.isLive = true;
		let staticData = this.staticData;
		for (const method of METHODS) {
			const { value, error, staticData: after } = await callWebhookMethod(this.setup, method, staticData);
			staticData = after;
			if (error) {
				const undone = await callWebhookMethod(this.setup, 'delete', staticData, { activation: 'update' });
				if (!undone.error) this.staticData = undone.staticData;
				this.isLive = false;
				throw error;
			}
			if (method === 'checkExists' && value === true) break;
		}
		this.staticData = staticData;
	}

	/** Removes the route and unpublishes the workflow. Rejects with the error of `delete`. n8n would retry twice and then only log it. */
	async deactivate(): Promise<void> {
		this.isLive = false;
		const { error, staticData } = await callWebhookMethod(this.setup, 'delete', this.staticData);
		this.staticData = staticData;
		if (error) throw error;
	}

	/** Resolves with the results of all runs so far, the oldest first. */
	async finished(): Promise<ExecutionResult[]> {
		const results = await Promise.all(this.runs.map(async ({ result }) => await result));
		return results.filter((result) => result !== undefined);
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}

	private async handle(request: Request, response: Response): Promise<void> {
		response.once('finish', () => this.statuses.push(response.statusCode));
		const { webhookData } = useWebhook(this.setup, this.staticData, 'webhook');
		const isOwn = request.path.replace(/\/$/, '') === `/webhook/${webhookData.path}`;
		if (!this.isLive || !isOwn || request.method !== webhookData.httpMethod) {
			response.status(404).json({ code: 404, message: `The requested webhook "${request.method} ${request.path}" is not registered.` });
			return;
		}
		const { workflowData, error, staticData, respond } = await receiveWebhook(this.setup, request, response, this.staticData, 'webhook', this.startingMs);
		if (workflowData) this.run(workflowData, error);
		if (staticData) this.staticData = staticData;
		respond();
	}

	private run(workflowData: INodeExecutionData[][], error: Error | undefined): void {
		if (error) {
			this.runs.push({ workflowData, error });
			return;
		}
		// As in n8n, the run does not see the data that the request stores, and overwrites it when it stores its own.
		const before = this.staticData;
		const result = this.engine
			.execute(this.definition, {
				credentials: this.setup.credentials,
				startNode: this.setup.nodeName,
				items: workflowData[0],
				mode: 'webhook',
				staticData: before,
			})
			.then((finished) => {
				if (!isDeepStrictEqual(finished.staticData, before)) this.staticData = finished.staticData;
				return finished;
			});
		this.runs.push({ workflowData, result });
	}
}

function onlyWebhookNode(engine: Engine, { nodes }: WorkflowDefinition): string {
	const found = nodes.filter(
		({ type, typeVersion }) => engine.types.getByNameAndVersion(type, typeVersion).description.webhooks?.length,
	);
	const [node] = found;
	if (found.length !== 1 || !node) throw new UserError(`The workflow has ${found.length} nodes with a webhook. Specify one.`);
	return node.name;
}

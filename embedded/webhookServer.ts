/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only: never runs inside n8n */
import express, { type Request, type Response } from 'express';
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isDeepStrictEqual } from 'node:util';
import type { CredentialData } from './credentials';
import type { Engine } from './engine';
import type { ExecutionResult } from './execution';
import { receiveWebhook } from './webhookAnswer';
import { callWebhookMethod, useWebhook, webhookUrl, type WebhookHome } from './webhookContext';
import { workflowRecord, type WorkflowDefinition } from './workflow';

export interface WebhookServerOptions {
	credentials?: CredentialData;
	/** What n8n's database holds for the workflow before. */
	staticData?: IDataObject;
	/** On 127.0.0.1; a free one unless told. */
	port?: number;
	/** Name of the trigger node; the workflow's only node with a webhook unless told. */
	node?: string;
	/** How long it takes to start a run, in milliseconds, as on a machine under load. 0 unless told. */
	startingMs?: number;
}

/** A run that a request started. */
export interface WebhookRun {
	/** What it started with, one list per output. */
	workflowData: INodeExecutionData[][];
	/** What webhook() threw: n8n saves such a run as failed, without running anything. */
	error?: Error;
	/** Undefined for a run that had failed before it started. */
	result?: Promise<ExecutionResult>;
}

const METHODS = ['checkExists', 'create'] as const;

/**
 * The webhook side of one n8n instance, for one workflow: a route on 127.0.0.1 that is live from before `checkExists` until
 * before `delete`, and a run of the workflow for every request that starts one. The order of things is that of n8n 2.41:
 * static data is read anew for each request and stored before the answer goes out, and the run starts before either.
 */
export class WebhookServer {
	/** Oldest first. */
	readonly runs: WebhookRun[] = [];

	/** Status of every answer of the route, in the order they were sent. */
	readonly answers: number[] = [];

	private isLive = false;

	private constructor(
		private readonly engine: Engine,
		private readonly definition: WorkflowDefinition,
		private readonly home: WebhookHome,
		private readonly server: Server,
		/** What n8n's database holds. */
		public staticData: IDataObject,
		private readonly startingMs: number,
	) {}

	/** Listens; the route answers 404 until activate(). */
	static async start(engine: Engine, definition: WorkflowDefinition, options: WebhookServerOptions = {}): Promise<WebhookServer> {
		const { credentials = {}, staticData = {}, port = 0, startingMs = 0 } = options;
		const app = express().disable('x-powered-by');
		const server = app.listen(port, '127.0.0.1');
		await new Promise<void>((resolve, reject) => server.once('listening', resolve).once('error', reject));
		const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
		const record = workflowRecord(definition);
		const nodeName = options.node ?? onlyWebhookNode(engine, definition);
		const home: WebhookHome = { types: engine.types, record, nodeName, credentials, origin };
		const own = new WebhookServer(engine, definition, home, server, staticData, startingMs);
		app.all('/webhook/*path', async (request, response) => await own.handle(request, response));
		return own;
	}

	/** The trigger's production URL. */
	get url(): string {
		return webhookUrl(useWebhook(this.home, this.staticData, 'trigger'));
	}

	/**
	 * Publishes the workflow. Rejects with what checkExists or create threw, after `delete` was called and the route taken away;
	 * n8n would try four times more.
	 */
	async activate(): Promise<void> {
		this.isLive = true;
		let staticData = this.staticData;
		for (const method of METHODS) {
			const { value, error, staticData: after } = await callWebhookMethod(this.home, method, staticData);
			staticData = after;
			if (error) {
				const undone = await callWebhookMethod(this.home, 'delete', staticData, { activation: 'update' });
				if (!undone.error) this.staticData = undone.staticData;
				this.isLive = false;
				throw error;
			}
			if (method === 'checkExists' && value === true) break;
		}
		this.staticData = staticData;
	}

	/** Unpublishes the workflow: the route goes first. Rejects with what `delete` threw; n8n would try twice more and then only log it. */
	async deactivate(): Promise<void> {
		this.isLive = false;
		const { error, staticData } = await callWebhookMethod(this.home, 'delete', this.staticData);
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
		response.once('finish', () => this.answers.push(response.statusCode));
		const { webhookData } = useWebhook(this.home, this.staticData, 'webhook');
		const isOwn = request.path.replace(/\/$/, '') === `/webhook/${webhookData.path}`;
		if (!this.isLive || !isOwn || request.method !== webhookData.httpMethod) {
			response.status(404).json({ code: 404, message: `The requested webhook "${request.method} ${request.path}" is not registered.` });
			return;
		}
		const { workflowData, error, staticData, answer } = await receiveWebhook(this.home, request, response, this.staticData, 'webhook', this.startingMs);
		if (workflowData) this.run(workflowData, error);
		if (staticData) this.staticData = staticData;
		answer();
	}

	private run(workflowData: INodeExecutionData[][], error: Error | undefined): void {
		if (error) {
			this.runs.push({ workflowData, error });
			return;
		}
		// As in n8n the run does not see what the request is about to store, and overwrites it when it stores something itself.
		const before = this.staticData;
		const result = this.engine
			.execute(this.definition, {
				credentials: this.home.credentials,
				startNode: this.home.nodeName,
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
	if (found.length !== 1 || !node) throw new UserError(`The workflow has ${found.length} nodes with a webhook: name one`);
	return node.name;
}

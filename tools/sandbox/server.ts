import { Faults } from './faults/faults';
import { buildApp } from './http/app';
import { requestPipeline } from './http/requestPipeline';
import { TokenBucket } from './http/rateLimit';
import { RequestLog, type LoggedRequest } from './http/requestLog';
import { defaultScenario } from './scenarios/default';
import type { ScenarioFactory } from './scenarios/scenario';
import { StateFile } from './state/stateFile';
import { Vault, type ConnectionKey } from './state/vault';
import { applyTransition, type Transition, type TransitionOptions, type TransitionResult } from './webhooks/transition';
import type { Delivery } from './webhooks/delivery';
import type { WebhookOptions } from './webhooks/options';
import { Webhooks } from './webhooks/webhooks';
import type { ConnectionRecord } from './wire';

/** Not secrets, because they only give access to a sandbox on this machine. */
export const SANDBOX_CREDENTIALS = {
	apiKey: 'sandbox-key-not-a-secret',
	appId: 'sandbox-app',
	consumerId: 'test-consumer',
} as const;

/** The port of the sandboxes that users start. */
export const DEFAULT_PORT = 4010;

const LOG_LIMIT = 50_000;

export interface SandboxOptions {
	/** TCP port on 127.0.0.1; 0 (the default) takes a free one. */
	port?: number;
	/** The data to start with; default `defaultScenario`. */
	scenario?: ScenarioFactory;
	/** The sandbox's clock in Unix milliseconds, used for times in responses, purge and cooldown. Default Date.now. */
	now?: () => number;
	/** Added to every response, in milliseconds. Default 0. */
	latencyMs?: number;
	/** Responds with 429 and Retry-After above this rate. One second's worth may come in a burst. */
	rateLimit?: { perSecond: number };
	/** Keep the request log; default true, the last 50,000 requests. */
	recordRequests?: boolean;
	/** How webhooks are delivered. */
	webhooks?: Partial<WebhookOptions>;
	/** Keeps changed data and webhook subscriptions between starts. Default: nothing is kept. */
	stateFile?: string;
}

export interface Sandbox {
	/** For example http://127.0.0.1:4010, without a slash at the end. */
	url: string;
	port: number;
	/** The fields of the n8n credential. */
	credentials: { apiKey: string; appId: string; consumerId: string; baseUrl: string };
	/** Requests so far without control requests, oldest first. */
	requests: LoggedRequest[];
	clearRequests(): void;
	faults: Faults;
	/** The current state. A reset replaces it. */
	vault: {
		/** A connection's raw record, undefined when the consumer has not added it. */
		get(key: ConnectionKey): ConnectionRecord | undefined;
		/** Changes the raw record as given, adding the connection when needed; throws for an unknown consumer or integration. */
		set(key: ConnectionKey, change: Partial<ConnectionRecord>): ConnectionRecord;
		/** All consumers' ids in the order of the list. */
		consumerIds(): string[];
	};
	/** Subscriptions and manual deliveries. */
	webhooks: Webhooks;
	/** All deliveries of events to subscriptions, oldest first. */
	deliveries: readonly Delivery[];
	/** Applies a transition to a connection and sends its events. Throws an ApideckError for an invalid transition. */
	transition(key: ConnectionKey, event: Transition, options?: TransitionOptions): TransitionResult;
	/** Resolves when every delivery has succeeded or failed. */
	idle(): Promise<void>;
	/** Back to the scenario's start, without faults, subscriptions and deliveries, and with an empty log. */
	reset(): void;
	/** Ends all connections, hanging ones too. */
	close(): Promise<void>;
}

/** Starts a sandbox; rejects with the system's error, for example EADDRINUSE, or when the state file is damaged. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
	const {
		port = 0,
		scenario = defaultScenario,
		now = Date.now,
		latencyMs = 0,
		rateLimit,
		recordRequests = true,
	} = options;
	const faults = new Faults();
	const log = new RequestLog(LOG_LIMIT, recordRequests);
	const { apiKey, appId } = SANDBOX_CREDENTIALS;
	const webhooks = new Webhooks(
		{ apiKey, appId, now, integrationOf: (api, service) => vault.integration(api, service) },
		options.webhooks,
	);
	const start = () => new Vault(scenario(now()), now, (change) => webhooks.notify(change));
	let vault = start();
	const stateFile = options.stateFile === undefined ? undefined : new StateFile(options.stateFile);
	const saved = stateFile?.read();
	if (saved) {
		vault.restore(saved.vault);
		webhooks.subscriptions.restore(saved.subscriptions);
	}
	const save = () => stateFile?.write({ vault: vault.changes(), subscriptions: webhooks.subscriptions.list() });
	const reset = () => {
		vault = start();
		webhooks.clear();
		faults.clear();
		log.clear();
	};
	const app = buildApp(
		{ vault: () => vault, now, appId, webhooks, faults, log, reset },
		SANDBOX_CREDENTIALS,
		(application) =>
			requestPipeline({ log, faults, latencyMs, rateLimit: rateLimit && new TokenBucket(rateLimit.perSecond) }, application),
	);
	app.addHook('onResponse', (request, _reply, done) => {
		if (request.method !== 'GET') save();
		done();
	});
	// A generated scenario has no consumer with that name, so its first one is used.
	const first = vault.consumerAtPosition(0)?.consumer_id;
	const consumerId = vault.findConsumer(SANDBOX_CREDENTIALS.consumerId)?.consumer_id ?? first ?? '';
	const url = await app.listen({ host: '127.0.0.1', port });
	return {
		url,
		port: Number(new URL(url).port),
		credentials: { ...SANDBOX_CREDENTIALS, consumerId, baseUrl: url },
		requests: log.entries,
		clearRequests: () => log.clear(),
		faults,
		vault: {
			get: (key) => vault.findConnection(key),
			set: (key, change) => vault.set(key, change),
			consumerIds: () => vault.consumerIds(),
		},
		webhooks,
		deliveries: webhooks.deliveries,
		transition: (key, event, extra) => applyTransition(vault, key, event, now(), extra),
		idle: async () => await webhooks.idle(),
		reset,
		close: async () => {
			webhooks.close();
			await app.close();
			save();
		},
	};
}

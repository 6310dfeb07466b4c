import { Faults } from './faults/faults';
import { buildApp } from './http/app';
import { gate } from './http/gate';
import { RateLimit } from './http/rateLimit';
import { RequestLog, type LoggedRequest } from './http/requestLog';
import { defaultScenario } from './scenarios/default';
import type { ScenarioFactory } from './scenarios/scenario';
import { Vault, type ConnectionKey } from './state/vault';
import { applyTransition, type Transition, type TransitionOptions, type TransitionResult } from './webhooks/transition';
import type { Delivery } from './webhooks/delivery';
import type { WebhookOptions } from './webhooks/options';
import { Webhooks } from './webhooks/webhooks';
import type { ConnectionRecord } from './wire';

/** Not secrets: they open nothing but a sandbox on this machine. */
export const SANDBOX_CREDENTIALS = {
	apiKey: 'sandbox-key-not-a-secret',
	appId: 'sandbox-app',
	consumerId: 'test-consumer',
} as const;

const LOG_LIMIT = 50_000;

export interface SandboxOptions {
	/** TCP port on 127.0.0.1; 0 (the default) takes a free one. */
	port?: number;
	/** The data to start with; default `defaultScenario`. */
	scenario?: ScenarioFactory;
	/** The sandbox's clock in Unix milliseconds: times in answers, purge and cooldown follow it. Default Date.now. */
	now?: () => number;
	/** Added to every answer, in milliseconds; default 0. */
	latencyMs?: number;
	/** Answers 429 with Retry-After beyond this; a second's worth may come at once. */
	rateLimit?: { perSecond: number };
	/** Keep the request log; default true, the last 50,000 requests. */
	recordRequests?: boolean;
	/** How webhooks are delivered. */
	webhooks?: Partial<WebhookOptions>;
}

export interface Sandbox {
	/** For example http://127.0.0.1:4010, without a slash at the end. */
	url: string;
	port: number;
	/** What the n8n credential of this name takes. */
	credentials: { apiKey: string; appId: string; consumerId: string; baseUrl: string };
	/** Requests so far, oldest first; control requests are not among them. */
	requests: LoggedRequest[];
	clearRequests(): void;
	faults: Faults;
	/** The state as it is now; a reset replaces it. */
	vault: {
		/** A connection's raw record, undefined when the consumer has not added it. */
		get(key: ConnectionKey): ConnectionRecord | undefined;
		/** Changes the raw record as given, adding the connection when needed; throws for an unknown consumer or integration. */
		set(key: ConnectionKey, change: Partial<ConnectionRecord>): ConnectionRecord;
		/** All consumers' ids in the order of the list. */
		consumerIds(): string[];
	};
	/** Subscriptions, and deliveries by hand. */
	webhooks: Webhooks;
	/** Every event's way to every subscription, oldest first. */
	deliveries: readonly Delivery[];
	/** Makes something happen to a connection; its events go out at once. Throws an ApideckError for what cannot be. */
	transition(key: ConnectionKey, event: Transition, options?: TransitionOptions): TransitionResult;
	/** Resolves when every delivery has arrived or was given up. */
	idle(): Promise<void>;
	/** Back to the scenario's start, without faults, subscriptions and deliveries, and with an empty log. */
	reset(): void;
	/** Ends all connections, hanging ones too. */
	close(): Promise<void>;
}

/** Starts a sandbox; rejects with the system's error, for example EADDRINUSE. */
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
	const start = () => new Vault(scenario(now()), now, (change) => webhooks.tell(change));
	let vault = start();
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
			gate({ log, faults, latencyMs, rateLimit: rateLimit && new RateLimit(rateLimit.perSecond) }, application),
	);
	// A generated scenario has no consumer of that name; its first one takes the place.
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
		},
	};
}

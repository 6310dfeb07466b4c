import type { IHookFunctions, INode } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { RequestSettings } from '../transport/call';
import type { VaultClient } from '../transport/client';
import type { VaultErrorContext } from '../transport/errors';
import { pages } from '../transport/pages';
import { ACTIVATION_LIMITS, RequestBudget } from '../transport/requestBudget';
import { openVault } from '../transport/session';

/** A webhook subscription as the Webhook API returns it. */
export interface Subscription {
	id: string;
	description?: string | null;
	unified_api?: string;
	status?: string;
	/** none, retry_limit, usage_limit or delivery_url_validation_failed. */
	disabled_reason?: string;
	delivery_url?: string;
	events?: string[];
}

/** Somebody waits for the activation: retries end after half a minute. */
const SETTINGS: RequestSettings = {
	timeout: 30_000,
	maxRetries: 4,
	initialInterval: 500,
	maxInterval: 5_000,
	maxElapsedTime: 30_000,
};

const PATH = ['webhook', 'webhooks'];

/** Longest ID that is taken for one; Apideck's are tokens of some hundred characters. */
const MAX_ID = 2_000;

/** Whether a value can be the ID of a subscription. Others could reach another path of the API. */
export function isSubscriptionId(value: unknown): value is string {
	return typeof value === 'string' && value.length <= MAX_ID && /^[\w.~=+:@-]+$/.test(value) && !/^\.+$/.test(value);
}

/** The Webhook API of the application, as far as one trigger node needs it. Throws NodeApiErrors. */
export class Subscriptions {
	private readonly settings: RequestSettings = { ...SETTINGS, budget: new RequestBudget(ACTIVATION_LIMITS) };

	/** Creating and updating may include Apideck's call back to n8n, which may take a minute. */
	private readonly withCallback: RequestSettings = { ...this.settings, timeout: 90_000 };

	private constructor(
		private readonly vault: VaultClient,
		private readonly node: INode,
	) {}

	static async open(context: IHookFunctions): Promise<Subscriptions> {
		return new Subscriptions(await openVault(context), context.getNode());
	}

	/** Whether the base URL is a sandbox on this machine, which can call back to this machine. */
	get isLocal(): boolean {
		return this.vault.isLocal;
	}

	/** Undefined when there is none of that ID. The client refuses a response about another one; the ID stays the one asked for. */
	async get(id: string): Promise<Subscription | undefined> {
		try {
			const { data } = await this.vault.request<Subscription>({ method: 'GET', path: [...PATH, id] }, this.settings);
			return { ...data, id };
		} catch (error) {
			if (isNotFound(error)) return undefined;
			throw passOn(error);
		}
	}

	/**
	 * The first one that the condition holds for.
	 * @throws NodeOperationError when its ID cannot be used: passed over, it would be created a second time
	 */
	async find(condition: (subscription: Subscription) => boolean): Promise<Subscription | undefined> {
		for await (const page of pages<Subscription>(this.vault, { method: 'GET', path: PATH }, this.settings)) {
			const found = page.find(condition);
			if (found && !isSubscriptionId(found.id)) throw this.unexpected('Apideck listed the webhook of this node without a usable ID');
			if (found) return found;
		}
		return undefined;
	}

	/**
	 * Not repeated when its response is lost: a second subscription would deliver everything twice.
	 * @throws NodeOperationError when the response is about another subscription
	 */
	async create(body: { description: string; delivery_url: string; events: string[] }): Promise<Subscription> {
		const { data } = await this.vault.request<Subscription>(
			{ method: 'POST', path: PATH, body: { ...body, unified_api: 'vault', status: 'enabled' } },
			this.withCallback,
		);
		// Another node's subscription must be neither remembered nor deleted.
		const isOwn =
			data.delivery_url === body.delivery_url &&
			(data.unified_api ?? 'vault') === 'vault' &&
			(data.description ?? body.description) === body.description;
		if (!isOwn || !isSubscriptionId(data.id)) throw this.unexpected('Apideck did not confirm that the webhook was created');
		return this.checkEvents(data, body.events);
	}

	/** @throws NodeOperationError when the response says something else */
	async update(id: string, body: { status: 'enabled'; events: string[] }): Promise<Subscription> {
		const { data } = await this.vault.request<Subscription>({ method: 'PATCH', path: [...PATH, id], body }, this.withCallback);
		return this.checkEvents({ ...data, id }, body.events);
	}

	/** Gone already counts as deleted, also when an attempt before did it. */
	async delete(id: string): Promise<void> {
		try {
			await this.vault.request({ method: 'DELETE', path: [...PATH, id] }, this.settings);
		} catch (error) {
			if (!isNotFound(error)) throw passOn(error);
		}
	}

	/** A subscription without some of the events would look fine and deliver nothing. */
	private checkEvents(subscription: Subscription, wanted: string[]): Subscription {
		const events: unknown = subscription.events ?? wanted;
		const isComplete = Array.isArray(events) && (wanted.includes('*') ? events.length > 0 : wanted.every((event) => events.includes(event) || events.includes('*')));
		if (subscription.status === 'enabled' && !isComplete) throw this.unexpected('Apideck registered the webhook for other events');
		return subscription;
	}

	private unexpected(message: string): NodeOperationError {
		return new NodeOperationError(this.node, message, {
			description:
				"The response does not match the request, so it was not used. Check the webhooks of the application in the Apideck dashboard and the credential's Base URL, then publish the workflow again.",
		});
	}
}

export function sameEvents(current: unknown, wanted: string[]): boolean {
	return Array.isArray(current) && current.length === wanted.length && wanted.every((event) => current.includes(event));
}

/** Only Apideck's own 404 says that a subscription is gone. A proxy's 404 has another reason. */
function isNotFound(error: unknown): boolean {
	return error instanceof NodeApiError && error.httpCode === '404' && (error.context['vault'] as VaultErrorContext).reason === 'not_found';
}

/** n8n's linter wants no caught error thrown again as it is; ours are made by the transport and need no wrapping. */
function passOn(error: unknown): unknown {
	return error;
}

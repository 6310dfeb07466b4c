import type { IDataObject, IHookFunctions, INode, IWebhookFunctions } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import type { RequestSettings } from '../transport/call';
import type { VaultClient } from '../transport/client';
import type { VaultErrorContext } from '../transport/errors';
import { paginate } from '../transport/paginate';
import { ACTIVATION_LIMITS, RequestBudget } from '../transport/requestBudget';
import { openVault } from '../transport/session';
import type { Origins } from '../transport/subject';
import { EVENTS_LABEL } from './parameters';

/**
 * The trigger's static data. n8n passes on whatever its database contains, even null. Invalid data counts as empty, and values written
 * to it are lost, because a node cannot replace it.
 */
export function staticDataOf(context: IHookFunctions | IWebhookFunctions): IDataObject {
	const data: unknown = context.getWorkflowStaticData('node');
	return typeof data === 'object' && data !== null ? (data as IDataObject) : {};
}

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

/** Users wait for the activation, so retries end after half a minute. */
const SETTINGS: RequestSettings = {
	timeout: 30_000,
	maxRetries: 4,
	initialInterval: 500,
	maxInterval: 5_000,
	maxElapsedTime: 30_000,
};

const PATH = ['webhook', 'webhooks'];

/** Where the fields of a subscription come from. */
const FIELD_ORIGINS = new Map([
	['events', `comes from '${EVENTS_LABEL}'`],
	['delivery_url', "is n8n's webhook URL, which is set by the environment variable WEBHOOK_URL"],
]);
const ORIGINS: Origins = {
	subject: () => undefined,
	field: ([field = '']) => FIELD_ORIGINS.get(field),
};

/** Maximum length of an ID. Apideck's IDs are tokens of a few hundred characters. */
const MAX_ID = 2_000;

/** Whether a value can be the ID of a subscription. Other values could lead to another path of the API. */
export function isSubscriptionId(value: unknown): value is string {
	return typeof value === 'string' && value.length <= MAX_ID && /^[\w.~=+:@-]+$/.test(value) && !/^\.+$/.test(value);
}

/** The part of the application's Webhook API that a trigger node needs. Throws NodeApiErrors. */
export class Subscriptions {
	private readonly settings: RequestSettings = { ...SETTINGS, budget: new RequestBudget(ACTIVATION_LIMITS) };

	/** Creating and updating may include Apideck's callback to n8n, which can take a minute. */
	private readonly withCallback: RequestSettings = { ...this.settings, timeout: 90_000 };

	private constructor(
		private readonly vault: VaultClient,
		private readonly node: INode,
	) {}

	static async open(context: IHookFunctions): Promise<Subscriptions> {
		return new Subscriptions(await openVault(context), context.getNode());
	}

	/** Whether the base URL is a sandbox on this machine, which can call n8n on a local URL. */
	get isLocal(): boolean {
		return this.vault.isLocal;
	}

	/** Undefined when no subscription has this ID. The client rejects a response about another one. */
	async get(id: string): Promise<Subscription | undefined> {
		try {
			const { data } = await this.vault.request<Subscription>({ method: 'GET', path: [...PATH, id] }, this.settings);
			return { ...data, id };
		} catch (error) {
			if (isNotFound(error)) return undefined;
			throw unchanged(error);
		}
	}

	/**
	 * The first subscription that meets the condition.
	 * @throws NodeOperationError when its ID is invalid. If it were skipped, it would be created a second time.
	 */
	async find(condition: (subscription: Subscription) => boolean): Promise<Subscription | undefined> {
		for await (const page of paginate<Subscription>(this.vault, { method: 'GET', path: PATH }, this.settings)) {
			const found = page.find(condition);
			if (found && !isSubscriptionId(found.id)) throw this.unexpected("Apideck listed this node's webhook without a valid ID");
			if (found) return found;
		}
		return undefined;
	}

	/**
	 * Not retried after a lost response, because a second subscription would deliver every event twice.
	 * @throws NodeOperationError when the response is about another subscription
	 */
	async create(body: { description: string; delivery_url: string; events: string[] }): Promise<Subscription> {
		const { data } = await this.vault.request<Subscription>(
			{ method: 'POST', path: PATH, body: { ...body, unified_api: 'vault', status: 'enabled' }, origins: ORIGINS },
			this.withCallback,
		);
		// Another node's subscription must be neither stored nor deleted.
		const isOwn =
			data.delivery_url === body.delivery_url &&
			(data.unified_api ?? 'vault') === 'vault' &&
			(data.description ?? body.description) === body.description;
		if (!isOwn || !isSubscriptionId(data.id)) throw this.unexpected('Apideck did not confirm that the webhook was created');
		return this.checkEvents(data, body.events);
	}

	/** @throws NodeOperationError when the response lacks some of the events */
	async update(id: string, body: { status: 'enabled'; events: string[] }): Promise<Subscription> {
		const { data } = await this.vault.request<Subscription>({ method: 'PATCH', path: [...PATH, id], body, origins: ORIGINS }, this.withCallback);
		return this.checkEvents({ ...data, id }, body.events);
	}

	/** A subscription that no longer exists counts as deleted, for example after a retry. */
	async delete(id: string): Promise<void> {
		try {
			await this.vault.request({ method: 'DELETE', path: [...PATH, id] }, this.settings);
		} catch (error) {
			if (!isNotFound(error)) throw unchanged(error);
		}
	}

	/** A subscription that lacks some of the events would look correct and not deliver them. */
	private checkEvents(subscription: Subscription, wanted: string[]): Subscription {
		const events: unknown = subscription.events ?? wanted;
		const isComplete = Array.isArray(events) && (wanted.includes('*') ? events.length > 0 : wanted.every((event) => events.includes(event) || events.includes('*')));
		if (subscription.status === 'enabled' && !isComplete) throw this.unexpected('Apideck registered the webhook for different events');
		return subscription;
	}

	private unexpected(message: string): NodeOperationError {
		return new NodeOperationError(this.node, message, {
			description:
				"The response doesn't match the request, so it was discarded. Check the application's webhooks in the Apideck dashboard and the credential's 'Base URL'. Then publish the workflow again.",
		});
	}
}

export function sameEvents(current: unknown, wanted: string[]): boolean {
	return Array.isArray(current) && current.length === wanted.length && wanted.every((event) => current.includes(event));
}

/** Only Apideck's own 404 proves that a subscription no longer exists. A proxy's 404 has another reason. */
function isNotFound(error: unknown): boolean {
	return error instanceof NodeApiError && error.httpCode === '404' && (error.context['vault'] as VaultErrorContext).reason === 'not_found';
}

/** n8n's linter forbids rethrowing a caught error as is. The transport has already wrapped these errors. */
function unchanged(error: unknown): unknown {
	return error;
}

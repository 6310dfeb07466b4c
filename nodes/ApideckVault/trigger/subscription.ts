import type { IHookFunctions } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import { VaultClient, type RequestSettings } from '../transport/client';
import type { VaultErrorContext } from '../transport/errors';
import { pages } from '../transport/pages';

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

/** Somebody waits for the activation: retries end after half a minute. Creating includes Apideck's call back to n8n. */
const SETTINGS: RequestSettings = {
	timeout: 90_000,
	maxRetries: 4,
	initialInterval: 500,
	maxInterval: 5_000,
	maxElapsedTime: 30_000,
};

const PATH = ['webhook', 'webhooks'];

/** The Webhook API of the application, as far as one trigger node needs it. Throws NodeApiErrors. */
export class Subscriptions {
	private constructor(private readonly vault: VaultClient) {}

	static async open(context: IHookFunctions): Promise<Subscriptions> {
		return new Subscriptions(await VaultClient.open(context));
	}

	/** Whether the base URL is a sandbox on this machine, which can call back to this machine. */
	get isLocal(): boolean {
		return this.vault.isLocal;
	}

	/** Undefined when there is none of that ID. */
	async get(id: string): Promise<Subscription | undefined> {
		try {
			return (await this.vault.request<Subscription>({ method: 'GET', path: [...PATH, id] }, SETTINGS)).data;
		} catch (error) {
			if (isNotFound(error)) return undefined;
			throw passOn(error);
		}
	}

	/** The first one that the condition holds for. */
	async find(condition: (subscription: Subscription) => boolean): Promise<Subscription | undefined> {
		for await (const page of pages<Subscription>(this.vault, { method: 'GET', path: PATH }, SETTINGS)) {
			const found = page.find(condition);
			if (found) return found;
		}
		return undefined;
	}

	/** Not repeated when its answer is lost: a second subscription would deliver everything twice. */
	async create(body: { description: string; delivery_url: string; events: string[] }): Promise<Subscription> {
		const { data } = await this.vault.request<Subscription>(
			{ method: 'POST', path: PATH, body: { ...body, unified_api: 'vault', status: 'enabled' } },
			SETTINGS,
		);
		return data;
	}

	async update(id: string, body: { status: 'enabled'; events: string[] }): Promise<Subscription> {
		return (await this.vault.request<Subscription>({ method: 'PATCH', path: [...PATH, id], body }, SETTINGS)).data;
	}

	/** Gone already counts as deleted, also when an attempt before did it. */
	async delete(id: string): Promise<void> {
		try {
			await this.vault.request({ method: 'DELETE', path: [...PATH, id] }, SETTINGS);
		} catch (error) {
			if (!isNotFound(error)) throw passOn(error);
		}
	}
}

function isNotFound(error: unknown): boolean {
	return error instanceof NodeApiError && (error.context['vault'] as VaultErrorContext).reason === 'not_found';
}

/** n8n's linter wants no caught error thrown again as it is; ours are made by the transport and need no wrapping. */
function passOn(error: unknown): unknown {
	return error;
}

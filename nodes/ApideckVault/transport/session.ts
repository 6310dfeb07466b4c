import type { ICredentialDataDecryptedObject, IHookFunctions, ILoadOptionsFunctions, INode } from 'n8n-workflow';

import type { RunStatistics } from './call';
import { canceledError, onAbort } from './cancel';
import { type VaultAccount, VaultClient } from './client';
import { KeyedMutex, Semaphore } from './concurrency';
import { checkCredential, CREDENTIAL, NO_ITEM_ADVICE, unreadableCredential } from './credential';
import { RateLimiter } from './rateLimiter';
import { LARGE_READS } from './requestBudget';
import type { VaultContext } from './sender';

/**
 * One run of the node. Provides a client per item, created from the credential that n8n resolves for that item, and holds what the
 * items share: statistics, Stop, and, for items with the same base URL, app ID and key, one rate limiter and one set of mutexes.
 */
export class VaultSession {
	readonly statistics: RunStatistics = { requests: 0, retries: 0, rateLimited: 0, waitedMs: 0 };

	/** Fires when the user stops the execution. Absent where n8n offers none (the editor's lists, activation). */
	readonly signal: AbortSignal | undefined;

	private readonly node: INode;

	private readonly abort = new AbortController();

	private readonly sendSignal: AbortSignal;

	private readonly clients = new Map<string, VaultClient>();

	private readonly accounts = new Map<string, VaultAccount>();

	/** Resolves when the last client was returned. */
	private queueTail: Promise<void> = Promise.resolve();

	constructor(private readonly context: VaultContext) {
		this.node = context.getNode();
		this.signal = 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
		this.sendSignal = this.signal ? AbortSignal.any([this.signal, this.abort.signal]) : this.abort.signal;
	}

	/**
	 * The client of one item. Reads the credential once, and returns clients in the order of the calls, however long each read takes:
	 * items that change the same connection keep their order.
	 * @param index index of the item; undefined where there are no items
	 * @throws NodeOperationError when the credential cannot be read or used, or when the user stops the execution
	 */
	async client(index?: number): Promise<VaultClient> {
		const opened = this.open(index);
		const turn = Promise.allSettled([this.queueTail, opened]).then(async () => await opened);
		this.queueTail = turn.then(noop, noop);
		return await turn;
	}

	/** Stops new requests, which fail with `isNotSent`. Requests that were sent before can still be retried. */
	stop(): void {
		this.abort.abort();
	}

	private async open(index: number | undefined): Promise<VaultClient> {
		const data = await this.read(index);
		// Items with the same resolved credential share a client.
		const key = JSON.stringify(data);
		const known = this.clients.get(key);
		if (known) return known;
		const credential = checkCredential(this.node, data, index === undefined ? NO_ITEM_ADVICE : '');
		const { context, node, signal, sendSignal, statistics } = this;
		const account = this.account([credential.baseUrl, credential.appId, credential.apiKey]);
		const client = new VaultClient({ context, node, signal, sendSignal, statistics }, account, credential);
		this.clients.set(key, client);
		return client;
	}

	private account(identity: string[]): VaultAccount {
		const key = JSON.stringify(identity);
		const account = this.accounts.get(key) ?? { rateLimiter: new RateLimiter(), mutex: new KeyedMutex(), largeReads: new Semaphore(LARGE_READS) };
		this.accounts.set(key, account);
		return account;
	}

	private async read(index: number | undefined): Promise<ICredentialDataDecryptedObject> {
		const { signal } = this;
		if (signal?.aborted) throw canceledError(this.node);
		try {
			return await rejectOnAbort(this.context.getCredentials(CREDENTIAL, index), signal);
		} catch (error) {
			throw signal?.aborted ? canceledError(this.node) : unreadableCredential(this.node, error, index !== undefined);
		}
	}
}

/**
 * The client where there are no items: for a list in the editor, or an activation. Each is a separate run, so two of them share
 * nothing.
 */
export async function openVault(context: ILoadOptionsFunctions | IHookFunctions): Promise<VaultClient> {
	return await new VaultSession(context).client();
}

/** Settles with the promise, or rejects as soon as the signal fires: n8n's reading of a credential cannot be aborted. */
async function rejectOnAbort<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
	if (!signal) return await promise;
	let release = noop;
	const aborted = new Promise<never>((_resolve, reject) => {
		release = onAbort(signal, () => reject(new Error('aborted')));
	});
	try {
		return await Promise.race([promise, aborted]);
	} finally {
		release();
	}
}

function noop(): void {}

import type { ICredentialDataDecryptedObject, IHookFunctions, ILoadOptionsFunctions, INode } from 'n8n-workflow';

import type { RunStatistics } from './call';
import { VaultClient, type VaultAccount } from './client';
import type { VaultContext } from './sender';
import { cancelled } from './stopped';
import { checkCredential, CREDENTIAL, NO_ITEM_ADVICE, unreadableCredential } from './credential';
import { Gate } from './gate';
import { KeyedLock } from './keyedLock';
import { onAbort } from './onAbort';
import { LARGE_READS } from './requestBudget';
import { Slots } from './slots';

/**
 * One run of the node. Hands out a client per item, made from what n8n resolves of the credential for that item, and holds
 * what the items share: the statistics, Stop, and, for items with the same base URL, app ID and key, one rate limiter and one
 * set of locks.
 */
export class VaultSession {
	readonly statistics: RunStatistics = { requests: 0, retries: 0, rateLimited: 0, waitedMs: 0 };

	/** Fires when the user stops the execution. Absent where n8n offers none (the editor's lists, activation). */
	readonly signal: AbortSignal | undefined;

	private readonly node: INode;

	private readonly stopping = new AbortController();

	private readonly halt: AbortSignal;

	private readonly clients = new Map<string, VaultClient>();

	private readonly accounts = new Map<string, VaultAccount>();

	/** Over when the last client was handed out. */
	private lastOpened: Promise<void> = Promise.resolve();

	constructor(private readonly context: VaultContext) {
		this.node = context.getNode();
		this.signal = 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
		this.halt = this.signal ? AbortSignal.any([this.signal, this.stopping.signal]) : this.stopping.signal;
	}

	/**
	 * The client of one item. Reads the credential once, and clients are handed out in the order of the calls, however long
	 * each read takes: items that change the same connection keep their order.
	 * @param index of the item; none where there are no items
	 * @throws NodeOperationError when the credential cannot be read or used, or when the user stops the execution
	 */
	async client(index?: number): Promise<VaultClient> {
		const opened = this.open(index);
		const turn = Promise.allSettled([this.lastOpened, opened]).then(async () => await opened);
		this.lastOpened = turn.then(noop, noop);
		return await turn;
	}

	/** From now on only requests that were sent before are sent again; others fail with `isNotSent`. */
	stop(): void {
		this.stopping.abort();
	}

	private async open(index: number | undefined): Promise<VaultClient> {
		const data = await this.read(index);
		// Items for which n8n resolved the same share a client.
		const key = JSON.stringify(data);
		const known = this.clients.get(key);
		if (known) return known;
		const credential = checkCredential(this.node, data, index === undefined ? NO_ITEM_ADVICE : '');
		const { context, node, signal, halt, statistics } = this;
		const account = this.account([credential.baseUrl, credential.appId, credential.apiKey]);
		const client = new VaultClient({ context, node, signal, halt, statistics }, account, credential);
		this.clients.set(key, client);
		return client;
	}

	private account(identity: string[]): VaultAccount {
		const key = JSON.stringify(identity);
		const account = this.accounts.get(key) ?? { gate: new Gate(), lock: new KeyedLock(), largeReads: new Slots(LARGE_READS) };
		this.accounts.set(key, account);
		return account;
	}

	private async read(index: number | undefined): Promise<ICredentialDataDecryptedObject> {
		const { signal } = this;
		if (signal?.aborted) throw cancelled(this.node);
		try {
			return await unlessAborted(this.context.getCredentials(CREDENTIAL, index), signal);
		} catch (error) {
			throw signal?.aborted ? cancelled(this.node) : unreadableCredential(this.node, error, index !== undefined);
		}
	}
}

/**
 * The client where there are no items: for a list of the editor, or an activation. Each of them is a run of its own, so there
 * is nothing that two of them could share.
 */
export async function openVault(context: ILoadOptionsFunctions | IHookFunctions): Promise<VaultClient> {
	return await new VaultSession(context).client();
}

/** The outcome of a promise, or a rejection as soon as the signal fires: n8n's reading of a credential cannot be aborted. */
async function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
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

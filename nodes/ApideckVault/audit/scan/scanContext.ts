import type { IExecuteFunctions, NodeOperationError } from 'n8n-workflow';

import type { RequestSettings } from '../../transport/call';
import { canceledError, TimeSlice } from '../../transport/cancel';
import type { VaultClient } from '../../transport/client';
import type { Finding } from '../issues/finding';
import type { AuditTracker } from '../issues/tracker';
import type { AuditThresholds } from '../rules/verdict';

/** What an audit needs from the input item that it runs for. */
export interface AuditHost {
	item: {
		context: IExecuteFunctions;
		/** An error about a parameter of the item. */
		invalid(message: string, resolution: string): NodeOperationError;
	};
	options: { concurrency: number; request: RequestSettings };
	vault: VaultClient;
	/** Shows a hint in the output pane after the run. Repeated hints are shown once. */
	addHint(message: string): void;
	/** Stores a text under this key in the node's static data, if this item and the whole run succeed. */
	saveState(key: string, text: string): void;
}

/** What an audit covers. */
export interface AuditScope {
	/** Undefined for all consumers that match the filters. */
	consumerId: string | undefined;
	consumerPrefix: string;
	search: string;
	unifiedApis: string[];
	services: string[];
	/** Whether to skip connections that the consumer never finished setting up. */
	onlyConfigured: boolean;
}

/** Whether the scope excludes any consumer or connection. */
export function isFiltered({ consumerId, consumerPrefix, search, unifiedApis, services, onlyConfigured }: AuditScope): boolean {
	return consumerId !== undefined || consumerPrefix !== '' || search !== '' || unifiedApis.length > 0 || services.length > 0 || onlyConfigured;
}

/** The settings of an audit. */
export interface AuditSettings {
	scope: AuditScope;
	thresholds: AuditThresholds;
	includeHealthy: boolean;
	/** Whether to read every connection in detail, not only where a rule needs it. */
	thorough: boolean;
	probe: boolean;
}

/** What a scan has read so far. */
export interface ScanCounts {
	consumers: number;
	connections: number;
	unreadable: number;
	/** Consumers whose connections were assessed from summaries although a rule needs details. */
	detailsUnreadable: number;
	/** The filter values that matched a connection. */
	matchedFilters: Set<string>;
}

/** Receives each verdict, including healthy ones; `finding` includes its change since the last run. */
export type VerdictHandler = (finding: Finding) => void;

export interface ScanContext {
	host: AuditHost;
	settings: AuditSettings;
	tracker: AuditTracker;
	/** Unix milliseconds. */
	now: number;
	yielder: Yielder;
	onVerdict: VerdictHandler;
}

/** Keeps the long loops of one audit from blocking n8n's event loop. They share one instance, because together they must not block it either. */
export class Yielder {
	private readonly slice = new TimeSlice();

	constructor(private readonly host: AuditHost) {}

	/** Call once per step. @throws a cancellation error if the user stopped the execution */
	async yieldIfDue(): Promise<void> {
		await this.slice.yieldIfDue();
		if (this.host.vault.signal?.aborted) throw canceledError(this.host.item.context.getNode());
	}
}

/** Entries that are sorted without yielding: takes well under a millisecond. */
const CHUNK_SIZE = 512;

/**
 * A stable sort into a new list that yields to the event loop: comparing 50,000 findings by several texts each would block n8n
 * for too long.
 */
export async function sortYielding<T>(list: readonly T[], compare: (a: T, b: T) => number, yielder: Pick<Yielder, 'yieldIfDue'>): Promise<T[]> {
	const chunks: T[][] = [];
	for (let start = 0; start < list.length; start += CHUNK_SIZE) {
		chunks.push(list.slice(start, start + CHUNK_SIZE).sort(compare));
		await yielder.yieldIfDue();
	}
	while (chunks.length > 1) {
		const merged: T[][] = [];
		for (let index = 0; index < chunks.length; index += 2) merged.push(await merge(chunks[index] ?? [], chunks[index + 1] ?? [], compare, yielder));
		chunks.splice(0, chunks.length, ...merged);
	}
	return chunks[0] ?? [];
}

async function merge<T>(left: T[], right: T[], compare: (a: T, b: T) => number, yielder: Pick<Yielder, 'yieldIfDue'>): Promise<T[]> {
	const merged: T[] = [];
	let [l, r] = [0, 0];
	while (l < left.length && r < right.length) {
		// On a tie, the left one comes first: the sort is stable.
		merged.push(compare(left[l] as T, right[r] as T) <= 0 ? (left[l++] as T) : (right[r++] as T));
		if (merged.length % CHUNK_SIZE === 0) await yielder.yieldIfDue();
	}
	for (; l < left.length; l++) merged.push(left[l] as T);
	for (; r < right.length; r++) merged.push(right[r] as T);
	return merged;
}

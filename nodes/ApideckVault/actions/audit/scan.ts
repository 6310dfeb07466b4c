import { pages } from '../../transport/pages';
import type { Consumer } from '../../vault/connection';
import type { ItemCall } from '../operation';
import { Pool } from '../pool';
import { ConsumerScan } from './consumerScan';
import type { AuditScope } from './parameters';
import type { ScanContext, ScanCounts } from './scanContext';

const PROGRESS_EVERY = 1000;

/** Consumers of the last run that are asked for by ID in one run, because Apideck's list no longer names them. */
const MAX_LOOKUPS = 200;

/**
 * Reads and judges every connection in scope, one page of consumers at a time, and keeps none of them: memory is bounded
 * by what the sink keeps.
 *
 * Cost: one request per page of 200 consumers; none for a consumer without services; one small one (GET consumer) for each
 * other, and for each that the last run knew and the list no longer names; one large one (GET connections) only where a rule
 * needs what the small form lacks, and one per audit to learn the state of the integrations. docs/audit.md has the figures.
 *
 * A consumer that cannot be read becomes an `unreadable` finding, whatever the error. Only a rejected credential, a list of
 * consumers that cannot be read, and cancellation end the scan: then it throws.
 */
export async function scan(context: ScanContext): Promise<ScanCounts> {
	const { call, settings, tracker, turns } = context;
	const counts: ScanCounts = { consumers: 0, connections: 0, unreadable: 0, detailsUnread: 0, matched: new Set() };
	const consumers = new ConsumerScan(context, counts);
	const pool = new Pool();
	let failure: { error: unknown } | undefined;
	const ends = () => failure !== undefined || call.vault.signal?.aborted === true;
	const start = async (task: () => Promise<void>) => {
		await pool.room(call.options.concurrency);
		await turns.next();
		if (ends()) return;
		pool.start(async () => {
			try {
				await task();
			} catch (error) {
				failure ??= { error };
			}
		});
	};
	const met = new Set<string>();
	try {
		for await (const page of consumerPages(call, settings.scope)) {
			consumers.listed();
			for (const consumer of page) {
				// Pages overlap when consumers are added or deleted meanwhile. Those without an ID are each one of their own.
				if (consumer.consumer_id !== '' && met.has(consumer.consumer_id)) continue;
				met.add(consumer.consumer_id);
				counts.consumers++;
				if (counts.consumers % PROGRESS_EVERY === 0) call.item.context.logger.info(`Apideck Vault audit: ${counts.consumers} consumers read so far`);
				await start(async () => await consumers.read(consumer));
				if (ends()) break;
			}
			if (ends()) break;
		}
		if (!ends() && settings.scope.consumerId === undefined && counts.consumers > 0) {
			const unmet = tracker.unmet(met);
			// From the end: what was kept last time stands there, and is asked for first.
			const asked = unmet.slice(-MAX_LOOKUPS);
			for (const consumerId of unmet.slice(0, unmet.length - asked.length)) tracker.keep(consumerId);
			if (unmet.length > asked.length) call.hint(`${unmet.length} consumers of the last run are not in Apideck's list. ${MAX_LOOKUPS} of them were looked up by ID; what is known of the others was kept until a next run looks them up.`);
			for (const consumerId of asked) {
				await start(async () => await consumers.lookUp(consumerId));
				if (ends()) break;
			}
		}
		await pool.idle();
		if (!ends()) await consumers.finish();
	} finally {
		// Also when a page cannot be read: no request outlives the node's run.
		await pool.idle();
	}
	if (failure) throw failure.error;
	return counts;
}

async function* consumerPages(call: ItemCall, scope: AuditScope): AsyncGenerator<Consumer[]> {
	if (scope.consumerId !== undefined) {
		yield [{ consumer_id: scope.consumerId }];
		return;
	}
	const list = {
		method: 'GET' as const,
		path: ['vault', 'consumers'],
		query: { 'filter[search]': scope.search || undefined },
	};
	let unusable = 0;
	for await (const page of pages<Consumer>(call.vault, list, call.options.request, Infinity, (count) => (unusable += count))) {
		// One without an ID is not left out: it is reported as one that cannot be read.
		yield page.map(withId).filter(({ consumer_id: id }) => id.startsWith(scope.consumerPrefix));
	}
	if (unusable > 0) call.hint(`${unusable} ${unusable === 1 ? 'entry' : 'entries'} of Apideck's list of consumers could not be read and ${unusable === 1 ? 'was' : 'were'} not audited.`);
}

/**
 * The API says that an ID is a text, and everything that follows relies on it. A number is taken as its digits, unless JSON has
 * rounded it: then it is another one's.
 */
function withId(consumer: Consumer): Consumer {
	const id: unknown = consumer.consumer_id;
	return { ...consumer, consumer_id: typeof id === 'string' || Number.isSafeInteger(id) ? String(id) : '' };
}

import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import { isConfigurationError } from '../parameters/triggerParameters';
import { requireApiKey } from '../secrets/apiKey';
import { SecretMask } from '../secrets/mask';
import { confirmEvent, rememberEvent, WINDOW_MS } from './deduplication';
import { checkFormat, verifyDelivery } from './delivery';
import { eventItem, eventTime, matchesFilter } from './events';
import { readConfiguration } from './parameters';
import { staticDataOf } from './subscription';

/** Key of the node's static data. */
const STORE = 'seenEvents';

const HOUR_MS = 3_600_000;

/**
 * Responds to one call from Apideck and decides whether it starts a run.
 * Rejected calls get a 4xx status and a line in n8n's log with the reason. The signed validation call, duplicates, events that are too
 * old and events that the filters exclude get a 200 and start no run. If the node itself fails, the status is 500 and Apideck retries
 * the delivery.
 */
export async function handleWebhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		return await processDelivery.call(this);
	} catch (error) {
		// n8n would start a failed execution for an error thrown here.
		if (isConfigurationError(error)) return fail(this, error.message);
		this.logger.error('Apideck Vault Trigger: could not process a delivery', { error: nameOf(error) });
		return respond(this, 500, NOT_PROCESSED);
	}
}

async function processDelivery(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	const delivery = { rawBody: rawBodyOf(this), headers: this.getHeaderData() as Record<string, unknown> };
	const malformed = checkFormat(delivery);
	if (malformed) return reject(this, malformed.status, malformed.reason);
	const credential = await this.getCredentials('apideckApi');
	let apiKey: string;
	try {
		apiKey = requireApiKey(credential['apiKey']);
	} catch (error) {
		return fail(this, (error as Error).message);
	}

	const result = verifyDelivery(delivery, apiKey);
	if (result.kind === 'rejected') return reject(this, result.status, result.reason);
	if (result.kind === 'validation') return accept('The delivery URL is valid');

	const { event, ids } = result;
	const now = Date.now();
	const { filter, options } = readConfiguration(this);
	if (!matchesFilter(event, filter)) return accept('The event was filtered out');
	const time = eventTime(event, now);
	if (time !== undefined && now - time > WINDOW_MS) {
		// Apideck no longer retries such an event, and it may be a replay of one that is no longer remembered.
		this.logger.warn(`Apideck Vault Trigger: ignored an event older than the ${WINDOW_MS / HOUR_MS}-hour deduplication window`);
		return accept('The event is too old');
	}
	// Created before the event is remembered: an event without an item did not run.
	const item = new SecretMask([apiKey]).value(eventItem(event, options, now));
	if (isDuplicate(this, ids, now, time === undefined)) return accept('The event was already processed');
	return { workflowData: [[{ json: item as IDataObject }]] };
}

function rawBodyOf(context: IWebhookFunctions): Buffer | undefined {
	const { rawBody } = context.getRequestObject() as { rawBody?: unknown };
	return Buffer.isBuffer(rawBody) ? rawBody : undefined;
}

function reject(context: IWebhookFunctions, status: number, reason: string): IWebhookResponseData {
	context.logger.warn(`Apideck Vault Trigger: rejected a delivery with status ${status}: ${reason}`);
	return respond(context, status, `Rejected: ${reason}`);
}

const NOT_PROCESSED = 'The delivery could not be processed';

/** For what the operator has to correct. The response omits the reason, because it goes to the sender. */
function fail(context: IWebhookFunctions, reason: string): IWebhookResponseData {
	context.logger.error(`Apideck Vault Trigger: could not process a delivery, so Apideck will retry it: ${reason}`);
	return respond(context, 500, NOT_PROCESSED);
}

function respond(context: IWebhookFunctions, status: number, message: string): IWebhookResponseData {
	context.getResponseObject().status(status).json({ message });
	return { noWebhookResponse: true };
}

function accept(message: string): IWebhookResponseData {
	return { webhookResponse: { message } };
}

/** The type of an error without its message, which may quote the delivery. */
function nameOf(error: unknown): string {
	return error instanceof Error ? error.name : typeof error;
}

function isDuplicate(context: IWebhookFunctions, ids: string[], now: number, undated: boolean): boolean {
	const data = staticDataOf(context);
	const owner = `${context.getWorkflow().id} ${context.getNode().id} ${context.getMode()}`;
	const { duplicate, encoded } = rememberEvent(owner, ids, data[STORE], now, undated);
	if (duplicate) return true;
	data[STORE] = encoded;
	const response = context.getResponseObject();
	let hasResponded = false;
	void persistStaticData(data, encoded, () => hasResponded);
	// n8n responds once it has created the run or failed to. A node is not notified in any other way.
	response.once('finish', () => {
		hasResponded = true;
		confirmEvent(owner, ids, response.statusCode < 300);
	});
	return false;
}

/** Ends the writes, at most one per millisecond, when the sender closed the connection and no response is sent. n8n saves all the same. */
const MAX_WRITES = 20_000;

/**
 * n8n 2.41 passes the static data on to the run that starts, which clears its "changed" flag before n8n checks whether there is
 * something to save: a value set only in the call itself would never be stored. In between, n8n waits for its database, for a time
 * that depends on the load. The data is therefore set repeatedly until n8n has responded, which it does after it has saved.
 */
async function persistStaticData(data: IDataObject, encoded: string, hasResponded: () => boolean): Promise<void> {
	for (let writes = 0; writes < MAX_WRITES && !hasResponded(); writes++) {
		await sleep(1);
		data[STORE] = encoded;
	}
}

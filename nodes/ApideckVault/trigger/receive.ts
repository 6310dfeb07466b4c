import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import { requireApiKey } from '../secrets/apiKey';
import { SecretMask } from '../secrets/mask';
import { isConfigurationError, readConfiguration } from './configuration';
import { checkForm, judgeDelivery } from './delivery';
import { eventTime, matchesFilter } from './events';
import { eventItem } from './item';
import { nodeData } from './nodeData';
import { rememberEvent, settleEvent, WINDOW_MS } from './seenEvents';

/** Key of the node's static data. */
const STORE = 'seenEvents';

/**
 * Answers one call of Apideck and says whether it starts a run.
 * Refused calls get a 4xx and a line in n8n's log that says why. The signed test call, repeated deliveries, events that are
 * too old and events that the filters keep out get a 200 and start nothing. What the node itself cannot do gets a 500: Apideck
 * delivers the event again.
 */
export async function receive(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		return await judge.call(this);
	} catch (error) {
		// n8n would start a failed execution for an error thrown here.
		if (isConfigurationError(error)) return fail(this, error.message);
		this.logger.error('Apideck Vault Trigger: a delivery could not be handled', { error: nameOf(error) });
		return respond(this, 500, UNHANDLED);
	}
}

async function judge(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	const delivery = { rawBody: rawBodyOf(this), headers: this.getHeaderData() as Record<string, unknown> };
	const malformed = checkForm(delivery);
	if (malformed) return refuse(this, malformed.status, malformed.why);
	const credential = await this.getCredentials('apideckApi');
	let apiKey: string;
	try {
		apiKey = requireApiKey(credential['apiKey']);
	} catch (error) {
		return fail(this, (error as Error).message);
	}

	const judgement = judgeDelivery(delivery, apiKey);
	if (judgement.kind === 'refused') return refuse(this, judgement.status, judgement.why);
	if (judgement.kind === 'validation') return accept('The delivery URL is valid');

	const { event, ids } = judgement;
	const now = Date.now();
	const { filter, item: options } = readConfiguration(this);
	if (!matchesFilter(event, filter)) return accept('The event was filtered out');
	const time = eventTime(event, now);
	if (time !== undefined && now - time > WINDOW_MS) {
		// Nothing that old is retried any more, and what the memory has dropped could be played again by somebody else.
		this.logger.warn('Apideck Vault Trigger: an event was ignored because it is older than its memory of events');
		return accept('The event is too old');
	}
	// Made before it is remembered: an event whose item cannot be made is not to be taken for one that has run.
	const item = new SecretMask([apiKey]).value(eventItem(event, options, now));
	if (isRepeated(this, ids, now, time === undefined)) return accept('The event was delivered before');
	return { workflowData: [[{ json: item as IDataObject }]] };
}

function rawBodyOf(context: IWebhookFunctions): Buffer | undefined {
	const { rawBody } = context.getRequestObject() as { rawBody?: unknown };
	return Buffer.isBuffer(rawBody) ? rawBody : undefined;
}

function refuse(context: IWebhookFunctions, status: number, why: string): IWebhookResponseData {
	context.logger.warn(`Apideck Vault Trigger: a delivery was refused with status ${status}: ${why}`);
	return respond(context, status, `Refused: ${why}`);
}

const UNHANDLED = 'The delivery could not be handled';

/** For what the operator has to correct. The response does not say what: it goes to somebody else. */
function fail(context: IWebhookFunctions, why: string): IWebhookResponseData {
	context.logger.error(`Apideck Vault Trigger: a delivery could not be handled, Apideck will send it again: ${why}`);
	return respond(context, 500, UNHANDLED);
}

function respond(context: IWebhookFunctions, status: number, message: string): IWebhookResponseData {
	context.getResponseObject().status(status).json({ message });
	return { noWebhookResponse: true };
}

function accept(message: string): IWebhookResponseData {
	return { webhookResponse: { message } };
}

/** The kind of an error without its words, which may quote the delivery. */
function nameOf(error: unknown): string {
	return error instanceof Error ? error.name : typeof error;
}

function isRepeated(context: IWebhookFunctions, ids: string[], now: number, timeless: boolean): boolean {
	const data = nodeData(context);
	const owner = `${context.getWorkflow().id} ${context.getNode().id} ${context.getMode()}`;
	const { repeated, seen } = rememberEvent(owner, ids, data[STORE], now, timeless);
	if (repeated) return true;
	data[STORE] = seen;
	const response = context.getResponseObject();
	let isAnswered = false;
	void keepMarked(data, seen, () => isAnswered);
	// n8n answers once the run is created or has failed to be: the only sign of it that a node gets.
	response.once('finish', () => settleEvent(owner, ids, response.statusCode < 300));
	response.once('close', () => (isAnswered = true));
	return false;
}

/** Most repetitions, one per millisecond or slower. */
const MAX_REPEATS = 20_000;

/**
 * n8n 2.41 hands the static data on to the run that starts, which clears its "changed" mark before n8n looks whether there is
 * something to save: what is set in the call itself would never be stored. Between the two n8n waits for its database, for how
 * long depends on the load. So the data is set again all the time until n8n has answered, which it does after it has saved.
 */
async function keepMarked(data: IDataObject, seen: string, isAnswered: () => boolean): Promise<void> {
	for (let repeats = 0; repeats < MAX_REPEATS && !isAnswered(); repeats++) {
		await sleep(1);
		data[STORE] = seen;
	}
}

import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';

import { classify } from '../audit/classify';
import { DEFAULT_THRESHOLDS } from '../audit/thresholds';
import type { Verdict } from '../audit/verdict';
import { redactConnection } from '../vault/redact';
import { simplifyConnection } from '../vault/simplify';
import { judgeDelivery } from './delivery';
import { matchesFilter, textOf, type ConnectionEvent } from './events';
import { readFilter } from './parameters';
import { rememberEvent, settleEvent, WINDOW_MS } from './seenEvents';

/** Key of the node's static data. */
const STORE = 'seenEvents';

/**
 * Answers one call of Apideck and says whether it starts a run.
 * Refused calls get a 4xx and a line in n8n's log that says why. The signed test call, repeated deliveries, events that are
 * too old and events that the filters keep out get a 200 and start nothing.
 */
export async function receive(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	try {
		return await judge.call(this);
	} catch (error) {
		// n8n would start a failed execution for an error thrown here; Apideck delivers again after a 500.
		this.logger.error('Apideck Vault Trigger: a delivery could not be handled', { error: nameOf(error) });
		return answer(this, 500, 'The delivery could not be handled');
	}
}

async function judge(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	const { apiKey } = await this.getCredentials('apideckApi');
	const delivery = { rawBody: rawBodyOf(this), headers: this.getHeaderData() as Record<string, unknown> };
	const judgement = judgeDelivery(delivery, String(apiKey ?? '').trim().replace(/^Bearer\s+/i, ''));
	if (judgement.kind === 'refused') return refuse(this, judgement.status, judgement.why);
	if (judgement.kind === 'validation') return accept('The delivery URL is valid');

	const { event, ids } = judgement;
	const now = Date.now();
	if (!matchesFilter(event, readFilter(this))) return accept('The event was filtered out');
	if (isTooOld(event, now)) {
		this.logger.warn('Apideck Vault Trigger: an event was ignored because it is older than its memory of events');
		return accept('The event is too old');
	}
	// Made before it is remembered: an event whose item cannot be made is not to be taken for one that has run.
	const item = toItem(this, event, now);
	if (isRepeated(this, ids, now)) return accept('The event was delivered before');
	return { workflowData: [[{ json: item as IDataObject }]] };
}

function rawBodyOf(context: IWebhookFunctions): Buffer | undefined {
	const { rawBody } = context.getRequestObject() as { rawBody?: unknown };
	return Buffer.isBuffer(rawBody) ? rawBody : undefined;
}

function refuse(context: IWebhookFunctions, status: number, why: string): IWebhookResponseData {
	context.logger.warn(`Apideck Vault Trigger: a delivery was refused with status ${status}: ${why}`);
	return answer(context, status, `Refused: ${why}`);
}

function answer(context: IWebhookFunctions, status: number, message: string): IWebhookResponseData {
	context.getResponseObject().status(status).json({ message });
	return { noWebhookResponse: true };
}

/** Events that only a connection can have that was authorized once. */
const AFTER_AUTHORIZATION = /\.(revoked|token_refresh\.\w+)$/;

/** The audit's verdict, with what the event itself adds to what the connection shows. */
function verdictOn({ event_type: type, entity }: ConnectionEvent, now: number): Verdict {
	// The last words of a connection that is gone still call it callable.
	const connection = type === 'vault.connection.deleted' ? { ...entity, state: 'available' } : entity;
	const previous = AFTER_AUTHORIZATION.test(type)
		? { severity: 'ok' as const, code: 'healthy', company: null, authorized: true }
		: null;
	return classify(connection, { now, thresholds: { ...DEFAULT_THRESHOLDS }, previous });
}

/** The kind of an error without its words, which may quote the delivery. */
function nameOf(error: unknown): string {
	return error instanceof Error ? error.name : typeof error;
}

function accept(message: string): IWebhookResponseData {
	return { webhookResponse: { message } };
}

/** Nothing that old is retried any more, and what the memory has dropped could be played again by somebody else. */
function isTooOld({ occurred_at: at }: ConnectionEvent, now: number): boolean {
	// What is no time is not old: every comparison with NaN is false.
	return now - Date.parse(String(at)) > WINDOW_MS;
}

function isRepeated(context: IWebhookFunctions, ids: string[], now: number): boolean {
	const data = context.getWorkflowStaticData('node');
	const owner = `${context.getWorkflow().id} ${context.getNode().id} ${context.getMode()}`;
	const { repeated, seen } = rememberEvent(owner, ids, data[STORE], now);
	if (repeated) return true;
	data[STORE] = seen;
	void setAgain(data, seen);
	// n8n answers once the run is created or has failed to be: the only sign of it that a node gets.
	const response = context.getResponseObject();
	response.once('finish', () => settleEvent(owner, ids, response.statusCode < 300));
	return false;
}

/** Milliseconds between the repetitions: n8n starts the run at once and saves after several database calls. */
const REPEAT_AFTER = [0, 1, 2, 4, 8, 16];

/**
 * n8n 2.41 hands the static data on to the run that starts, which clears its "changed" mark before n8n looks whether there is
 * something to save: what is set in the call itself would never be stored. Setting it again marks it anew.
 */
async function setAgain(data: IDataObject, seen: string): Promise<void> {
	for (const delay of REPEAT_AFTER) {
		await sleep(delay);
		data[STORE] = seen;
	}
}

/** One event as an item: the connection in the shape of Get, with the audit's verdict on it. */
function toItem(context: IWebhookFunctions, event: ConnectionEvent, now: number): object {
	const { entity } = event;
	const options = context.getNodeParameter('options', {}) as IDataObject;
	const consumerId = textOf(entity.consumer_id);
	// The event's own ID is that of the consumer; Get's is made of these two.
	const id = [entity.unified_api, entity.service_id].map(textOf).join('+');
	const payload = options['redactSecrets'] === false ? event.payload : redactConnection(event.payload);
	return {
		event_type: event.event_type,
		event_id: event.event_id ?? null,
		occurred_at: event.occurred_at ?? null,
		consumer_id: consumerId,
		connection: simplifyConnection({ ...entity, id }, consumerId),
		verdict: verdictOn(event, now),
		...(options['includePayload'] === true ? { payload } : {}),
	};
}

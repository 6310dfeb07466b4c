import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { isLoopback } from '../transport/baseUrl';
import { readConfiguration } from './configuration';
import { nodeData } from './nodeData';
import { isSubscriptionId, sameEvents, Subscriptions, type Subscription } from './subscription';

/** Key of the node's static data: subscription ID by delivery URL. The test URL and the production URL differ. */
const STORE = 'subscriptions';

/**
 * What n8n calls when a workflow with the trigger is published, unpublished or listened to in the editor.
 * After n8n's GitHub Trigger: a subscription is touched only when it is provably this node's own, by the ID stored for its
 * URL or by the mark in its description, and always by the URL it delivers to.
 */
export const lifecycle = { checkExists, create, delete: remove };

/** Whether the node's own subscription is there and fit to be used; one that only lacks events or is switched off is put right. */
async function checkExists(this: IHookFunctions): Promise<boolean> {
	const url = deliveryUrl(this);
	const { events } = readConfiguration(this).filter;
	const subscriptions = await Subscriptions.open(this);
	assertReachable(this, url, subscriptions.isLocal);
	const own = await findOwn(this, subscriptions, url);
	if (!own) {
		forget(this, url);
		return false;
	}
	remember(this, url, own.id);
	if (own.status === 'enabled' && sameEvents(own.events, events)) return true;
	const updated = await subscriptions.update(own.id, { status: 'enabled', events });
	assertEnabled(this, updated, url);
	return true;
}

/**
 * Registers the delivery URL. Apideck calls it while it does so, and registers it as disabled when that call fails:
 * such a one is removed again and the activation fails with the reason.
 */
async function create(this: IHookFunctions): Promise<boolean> {
	const url = deliveryUrl(this);
	const { events } = readConfiguration(this).filter;
	const subscriptions = await Subscriptions.open(this);
	assertReachable(this, url, subscriptions.isLocal);
	const created = await subscriptions.create({ description: ownMark(this), delivery_url: url, events });
	if (created.status !== 'enabled') await subscriptions.delete(created.id);
	assertEnabled(this, created, url);
	remember(this, url, created.id);
	return true;
}

/** Removes the node's own subscription; one that is gone already is no reason to fail, anything else is. */
async function remove(this: IHookFunctions): Promise<boolean> {
	const url = deliveryUrl(this);
	const subscriptions = await Subscriptions.open(this);
	const own = await findOwn(this, subscriptions, url);
	if (own) await subscriptions.delete(own.id);
	forget(this, url);
	return true;
}

/** By the stored ID; else, for a subscription whose ID was lost on the way, by the mark. Its URL must be this node's in both cases. */
async function findOwn(
	context: IHookFunctions,
	subscriptions: Subscriptions,
	url: string,
): Promise<Subscription | undefined> {
	const id = stored(context)[url];
	// A damaged ID counts as none: the list still finds the subscription.
	if (isSubscriptionId(id)) {
		const known = await subscriptions.get(id);
		if (known?.delivery_url === url) return known;
	}
	const mark = ownMark(context);
	return await subscriptions.find(
		({ delivery_url, description, unified_api }) =>
			delivery_url === url && description === mark && unified_api === 'vault',
	);
}

/** Tells whose subscription it is, to the node and to whoever reads the list in Apideck's dashboard. */
function ownMark(context: IHookFunctions): string {
	return `n8n workflow ${context.getWorkflow().id}, node ${context.getNode().id}`;
}

function deliveryUrl(context: IHookFunctions): string {
	const url = context.getNodeWebhookUrl('default');
	if (url !== undefined) return url;
	throw new NodeOperationError(context.getNode(), 'n8n gave no webhook URL for this node', {
		description: 'Save the workflow and try again.',
	});
}

const WAY_OUT =
	'Apideck must be able to call n8n from the internet. Set the environment variable WEBHOOK_URL of n8n to its public https address, or use a tunnel while developing, and publish the workflow again.';

/** Apideck cannot call this machine; only a sandbox on it can. */
function assertReachable(context: IHookFunctions, url: string, sandbox: boolean): void {
	if (sandbox || !isLoopback(new URL(url).hostname)) return;
	throw new NodeOperationError(context.getNode(), `Apideck cannot reach this n8n at ${new URL(url).origin}`, {
		description: WAY_OUT,
	});
}

/** The documented reasons. Any other text could be anything, so it is not repeated. */
const REASONS = new Set(['none', 'retry_limit', 'usage_limit', 'delivery_url_validation_failed']);

function assertEnabled(context: IHookFunctions, { status, disabled_reason: reason }: Subscription, url: string): void {
	if (status === 'enabled') return;
	const unreachable = reason === 'delivery_url_validation_failed';
	const shown = reason === undefined ? 'no reason given' : REASONS.has(reason) ? reason : 'for a reason that this version does not know';
	throw new NodeOperationError(
		context.getNode(),
		unreachable
			? `Apideck called ${new URL(url).origin} and got no valid answer`
			: `Apideck registered the webhook but keeps it disabled (${shown})`,
		{
			description: unreachable
				? WAY_OUT
				: 'Look at the webhooks of the application in the Apideck dashboard, and at the limits of its plan.',
		},
	);
}

function stored(context: IHookFunctions): IDataObject {
	const value = nodeData(context)[STORE];
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as IDataObject) : {};
}

function remember(context: IHookFunctions, url: string, id: string): void {
	nodeData(context)[STORE] = { ...stored(context), [url]: id };
}

function forget(context: IHookFunctions, url: string): void {
	const others = Object.entries(stored(context)).filter(([known]) => known !== url);
	nodeData(context)[STORE] = Object.fromEntries(others);
}

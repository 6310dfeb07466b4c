import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { isLoopback } from '../transport/baseUrl';
import { readConfiguration } from './parameters';
import { isSubscriptionId, sameEvents, staticDataOf, type Subscription, Subscriptions } from './subscription';

/** Key of the node's static data: subscription ID by delivery URL. The test URL and the production URL differ. */
const STORE = 'subscriptions';

/**
 * n8n calls these when a workflow with the trigger is published or unpublished, and when the editor listens for a test event.
 * As in n8n's GitHub Trigger, a subscription is only changed if it provably belongs to this node: by the ID stored for its URL or by
 * the owner tag in its description, and always by the URL it delivers to.
 */
export const webhookMethods = { checkExists, create, delete: remove };

/** Whether the node's own subscription exists. If it lacks events or is disabled, it is updated. */
async function checkExists(this: IHookFunctions): Promise<boolean> {
	const url = deliveryUrl(this);
	const { events } = readConfiguration(this).filter;
	const subscriptions = await Subscriptions.open(this);
	assertReachable(this, url, subscriptions.isLocal);
	const own = await findOwn(this, subscriptions, url);
	if (!own) {
		removeStoredId(this, url);
		return false;
	}
	storeId(this, url, own.id);
	if (own.status === 'enabled' && sameEvents(own.events, events)) return true;
	const updated = await subscriptions.update(own.id, { status: 'enabled', events });
	assertEnabled(this, updated, url);
	return true;
}

/**
 * Registers the delivery URL. Apideck calls it during the registration. If that call fails, Apideck creates a disabled subscription:
 * the node then removes it, and the activation fails with the reason.
 */
async function create(this: IHookFunctions): Promise<boolean> {
	const url = deliveryUrl(this);
	const { events } = readConfiguration(this).filter;
	const subscriptions = await Subscriptions.open(this);
	assertReachable(this, url, subscriptions.isLocal);
	const created = await subscriptions.create({ description: ownerTag(this), delivery_url: url, events });
	if (created.status !== 'enabled') await subscriptions.delete(created.id);
	assertEnabled(this, created, url);
	storeId(this, url, created.id);
	return true;
}

/** Removes the node's own subscription. It fails for any reason other than a subscription that no longer exists. */
async function remove(this: IHookFunctions): Promise<boolean> {
	const url = deliveryUrl(this);
	const subscriptions = await Subscriptions.open(this);
	const own = await findOwn(this, subscriptions, url);
	if (own) await subscriptions.delete(own.id);
	removeStoredId(this, url);
	return true;
}

/** Finds the subscription by its stored ID, or by the owner tag if that ID was lost. In both cases it must deliver to this node's URL. */
async function findOwn(
	context: IHookFunctions,
	subscriptions: Subscriptions,
	url: string,
): Promise<Subscription | undefined> {
	const id = storedIds(context)[url];
	// An invalid ID is ignored: the list still finds the subscription.
	if (isSubscriptionId(id)) {
		const subscription = await subscriptions.get(id);
		if (subscription?.delivery_url === url) return subscription;
	}
	const tag = ownerTag(context);
	return await subscriptions.find(
		({ delivery_url, description, unified_api }) =>
			delivery_url === url && description === tag && unified_api === 'vault',
	);
}

/** Identifies the owner of a subscription, for the node and for people who read the list in Apideck's dashboard. */
function ownerTag(context: IHookFunctions): string {
	return `n8n workflow ${context.getWorkflow().id}, node ${context.getNode().id}`;
}

function deliveryUrl(context: IHookFunctions): string {
	const url = context.getNodeWebhookUrl('default');
	if (url !== undefined) return url;
	throw new NodeOperationError(context.getNode(), 'n8n did not provide a webhook URL for this node', {
		description: 'Save the workflow and try again.',
	});
}

const MAKE_REACHABLE =
	"Apideck must be able to call n8n from the internet. Set n8n's environment variable WEBHOOK_URL to its public HTTPS URL, or use a tunnel during development. Then publish the workflow again.";

/** Apideck cannot call a local URL. Only a sandbox on the same machine can. */
function assertReachable(context: IHookFunctions, url: string, sandbox: boolean): void {
	if (sandbox || !isLoopback(new URL(url).hostname)) return;
	throw new NodeOperationError(context.getNode(), `Apideck can't reach n8n at ${new URL(url).origin}`, {
		description: MAKE_REACHABLE,
	});
}

/** The documented reasons. Other text could contain anything, so it is not shown. */
const REASONS = new Set(['none', 'retry_limit', 'usage_limit', 'delivery_url_validation_failed']);

function assertEnabled(context: IHookFunctions, { status, disabled_reason: reason }: Subscription, url: string): void {
	if (status === 'enabled') return;
	const unreachable = reason === 'delivery_url_validation_failed';
	const shown = reason === undefined ? 'no reason given' : REASONS.has(reason) ? reason : 'unknown reason';
	throw new NodeOperationError(
		context.getNode(),
		unreachable
			? `Apideck called ${new URL(url).origin} but did not get a valid response`
			: `Apideck keeps the webhook disabled (${shown})`,
		{
			description: unreachable
				? MAKE_REACHABLE
				: "Check the application's webhooks and plan limits in the Apideck dashboard. Then publish the workflow again.",
		},
	);
}

function storedIds(context: IHookFunctions): IDataObject {
	const value = staticDataOf(context)[STORE];
	return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as IDataObject) : {};
}

function storeId(context: IHookFunctions, url: string, id: string): void {
	staticDataOf(context)[STORE] = { ...storedIds(context), [url]: id };
}

function removeStoredId(context: IHookFunctions, url: string): void {
	const others = Object.entries(storedIds(context)).filter(([other]) => other !== url);
	staticDataOf(context)[STORE] = Object.fromEntries(others);
}

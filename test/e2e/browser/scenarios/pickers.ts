import { assert, assertContains, assertEqual, eventuallyContains } from '../eventually';
import type { NodePanel } from '../editor/nodePanel';
import type { Scenario } from '../scenario';
import { openVaultNode } from '../vaultWorkflow';
import { MANY_CONSUMERS } from '../testEnvironment';

const UPDATE = { resource: 'connection', operation: 'get' };

export const pickers: Scenario = {
	title: 'Pick a consumer and a service from live lists',
	async run({ environment, step }) {
		environment.sandbox.reset();
		let panel: NodePanel;
		await step('the consumers are listed by name and ID', async () => {
			panel = await openVaultNode(environment, { parameters: UPDATE });
			await panel.picker('consumer').open();
			const titles = await panel.picker('consumer').titles();
			assertEqual(titles.length, environment.sandbox.vault.consumerIds().length, 'the number of consumers');
			assertContains(titles.join('\n'), ['Blue Fjord Bakery (blue-fjord-bakery)', '<img src=x', 'acct_000917'], 'the list');
		});
		await step('a search calls Apideck and finds one consumer', async () => {
			const titles = await panel.picker('consumer').search('fjord');
			assertEqual(titles, ['Blue Fjord Bakery (blue-fjord-bakery)'], 'the search results');
			assert(environment.sandbox.requests.some(({ query }) => JSON.stringify(query).includes('fjord')), 'The sandbox received a request');
		});
		await step("the service list shows that consumer's connections with their state, the connected ones first", async () => {
			await panel.picker('consumer').pick('Blue Fjord Bakery');
			await panel.select('unifiedApi', 'CRM');
			await panel.picker('service').open();
			const titles = await panel.picker('service').titles();
			assertEqual(titles[0], 'HubSpot – callable', 'the first');
			assert(titles.slice(1).every((title) => title.endsWith('– not added yet')), `The others are not added: ${titles.join(', ')}`);
		});
		await step('the service list can be searched', async () => {
			assertContains((await panel.picker('service').search('sales')).join(), ['Salesforce'], 'the search results');
		});
		await step('the list shows the state of a broken connection', async () => {
			await panel.picker('service').search('hub');
			await panel.picker('service').pick('HubSpot');
			await panel.picker('consumer').open();
			await panel.picker('consumer').search('redwood');
			await panel.picker('consumer').pick('Redwood Signal');
			await panel.picker('service').open();
			await eventuallyContains(async () => (await panel.picker('service').titles()).join('\n'), ['Salesforce – ', 'revoked'], 'the list');
		});
		await step('scrolling loads the second page of a long list', async () => {
			panel = await openVaultNode(environment, { parameters: UPDATE, credential: MANY_CONSUMERS });
			await panel.picker('consumer').open();
			const first = await panel.picker('consumer').titles();
			assertEqual(first.length, 50, 'the first page');
			const second = await panel.picker('consumer').loadMore();
			assertEqual(second.length, 100, 'with the second page');
			assertEqual(new Set(second).size, 100, 'all different');
		});
		await step('an entry of the second page can be picked', async () => {
			await panel.picker('consumer').pick('Fictional Company 77 ');
		});
		await step('a list that cannot be loaded shows the reason', async () => {
			environment.sandbox.faults.add({ match: { path: '/vault/consumers' }, times: Infinity, fault: { status: 401 } });
			panel = await openVaultNode(environment, { parameters: UPDATE });
			assertContains(await panel.picker('consumer').openExpectingError(), ['rejected the API key or app ID', "Open the node's Apideck credential"], 'the message');
			environment.sandbox.faults.clear();
		});
	},
};

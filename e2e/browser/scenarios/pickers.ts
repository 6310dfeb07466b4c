import { assert, assertContains, assertEqual, eventuallyContains } from '../eventually';
import type { NodePanel } from '../editor/nodePanel';
import type { Scenario } from '../scenario';
import { openVaultNode } from '../vaultWorkflow';
import { MANY_CONSUMERS } from '../world';

const UPDATE = { resource: 'connection', operation: 'get' };

export const pickers: Scenario = {
	title: 'Pick a consumer and a service from live lists',
	async run({ world, step }) {
		world.sandbox.reset();
		let panel: NodePanel;
		await step('the consumers are listed by name and ID', async () => {
			panel = await openVaultNode(world, { parameters: UPDATE });
			await panel.picker('consumer').open();
			const titles = await panel.picker('consumer').titles();
			assertEqual(titles.length, world.sandbox.vault.consumerIds().length, 'the number of consumers');
			assertContains(titles.join('\n'), ['Blue Fjord Bakery (blue-fjord-bakery)', '<img src=x', 'acct_000917'], 'the list');
		});
		await step('a search asks Apideck and finds one', async () => {
			const titles = await panel.picker('consumer').search('fjord');
			assertEqual(titles, ['Blue Fjord Bakery (blue-fjord-bakery)'], 'what is found');
			assert(world.sandbox.requests.some(({ query }) => JSON.stringify(query).includes('fjord')), 'The sandbox was asked');
		});
		await step("the service list shows that consumer's connections with their state, the connected ones first", async () => {
			await panel.picker('consumer').pick('Blue Fjord Bakery');
			await panel.choose('unifiedApi', 'CRM');
			await panel.picker('service').open();
			const titles = await panel.picker('service').titles();
			assertEqual(titles[0], 'HubSpot – callable', 'the first');
			assert(titles.slice(1).every((title) => title.endsWith('– not added yet')), `The others are not added: ${titles.join(', ')}`);
		});
		await step('the service list can be searched', async () => {
			assertContains((await panel.picker('service').search('sales')).join(), ['Salesforce'], 'what is found');
		});
		await step('the list of a broken connection names the trouble', async () => {
			await panel.picker('service').search('hub');
			await panel.picker('service').pick('HubSpot');
			await panel.picker('consumer').open();
			await panel.picker('consumer').search('redwood');
			await panel.picker('consumer').pick('Redwood Signal');
			await panel.picker('service').open();
			await eventuallyContains(async () => (await panel.picker('service').titles()).join('\n'), ['Salesforce – ', 'revoked'], 'the list');
		});
		await step('a list that is longer than a page goes on when scrolled', async () => {
			panel = await openVaultNode(world, { parameters: UPDATE, credential: MANY_CONSUMERS });
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
		await step('a list that cannot be loaded says why', async () => {
			world.sandbox.faults.add({ match: { path: '/vault/consumers' }, times: Infinity, fault: { status: 401 } });
			panel = await openVaultNode(world, { parameters: UPDATE });
			assertContains(await panel.picker('consumer').openFailing(), ['rejected the API key or app ID', "Open the node's Apideck credential"], 'what is shown');
			world.sandbox.faults.clear();
		});
	},
};

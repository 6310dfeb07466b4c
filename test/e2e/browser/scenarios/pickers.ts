import { assert, assertContains, assertEqual, eventually } from '../eventually';
import type { NodePanel } from '../editor/nodePanel';
import type { Scenario } from '../scenario';
import { openVaultNode } from '../vaultWorkflow';
import { MANY_CONSUMERS } from '../testEnvironment';

const UPDATE = { resource: 'connection', operation: 'get' };

export const pickers: Scenario = {
	title: 'Pick a consumer and a connection from live lists',
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
		await step("the connections of that consumer are listed by service and unified API, those that need attention first", async () => {
			await panel.picker('consumer').search('birch');
			await panel.picker('consumer').pick('Silver Birch Dental');
			await panel.picker('connection').open();
			const titles = await panel.picker('connection').titles();
			assertEqual(titles.slice(0, 2), ['Personio · HRIS', 'BambooHR · HRIS'], 'the added ones');
			const others = titles.slice(2);
			assertEqual(others, [...others].sort((a, b) => a.localeCompare(b, 'en')), 'the others');
			assertContains(others.join('\n'), ['Salesforce · CRM', 'Xero · Accounting'], 'the others');
		});
		await step('the connections can be searched by service and unified API', async () => {
			assertEqual(await panel.picker('connection').search('hris bamb', 'BambooHR'), ['BambooHR · HRIS'], 'the search results');
			await panel.picker('connection').pick('BambooHR');
		});
		await step('another consumer clears the connection that was picked', async () => {
			await panel.picker('consumer').open();
			await panel.picker('consumer').search('redwood');
			await panel.picker('consumer').pick('Redwood Signal');
			await eventually('no connection', async () => (await panel.picker('connection').value()) === '');
			await panel.picker('connection').open();
			await eventually("the other consumer's connections", async () => (await panel.picker('connection').titles())[0] === 'Salesforce · CRM');
			await panel.picker('connection').pick('Salesforce');
		});
		await step('another consumer or connection also clears IDs and expressions that depend on it', async () => {
			const byId = (value: string) => ({ __rl: true, mode: 'id', value });
			const parameters = { resource: 'settings', operation: 'get', consumer: byId('test-consumer'), connection: byId('crm+salesforce'), apiResource: byId('={{ "leads" }}') };
			panel = await openVaultNode(environment, { parameters });
			await panel.picker('connection').enter('hris+workday');
			await eventually('no resource', async () => (await panel.picker('apiResource').value()) === '');
			await panel.picker('apiResource').enter('employees');
			await panel.picker('consumer').enter('redwood-signal');
			await eventually('no connection', async () => (await panel.picker('connection').value()) === '');
			await eventually('no resource', async () => (await panel.picker('apiResource').value()) === '');
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

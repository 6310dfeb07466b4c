import { Canvas } from '../editor/canvas';
import { NodeCreator } from '../editor/nodeCreator';
import { NodePanel } from '../editor/nodePanel';
import { assert, assertEqual, eventually, eventuallyContains } from '../eventually';
import type { Scenario } from '../scenario';

const ACTIONS = ['Get audit findings', 'Get many connections', 'Update connection', 'Import connection', 'Get many consumers'];

export const addingTheNode: Scenario = {
	title: 'Find the node and put it on the canvas',
	async run({ environment: { page, url }, step }) {
		const canvas = await Canvas.open(page, url);
		await step('searching "apideck" on an empty canvas finds the trigger with an icon', async () => {
			const creator = await NodeCreator.open(page);
			await creator.search('apideck', 'Apideck Vault');
			assertEqual(await creator.titles(), ['Apideck Vault'], 'the search results');
			await iconIsLoaded(creator);
		});
		await step('the node lists its events as triggers and its operations as actions', async () => {
			const creator = await NodeCreator.opened(page);
			await creator.openActions('Apideck Vault', 'Actions');
			await eventuallyContains(async () => (await creator.titles()).join('\n'), ['On all events', ...ACTIONS], 'the listed actions');
		});
		await step('after a manual trigger, a click on an action adds the node with that operation', async () => {
			const fresh = await Canvas.open(page, url);
			const first = await NodeCreator.open(page);
			await first.search('manual', 'Trigger manually');
			await first.pick('Trigger manually');
			await eventually('the trigger', async () => (await fresh.nodeNames()).length === 1);
			const creator = await NodeCreator.open(page);
			await creator.search('apideck', 'Apideck Vault');
			await creator.openActions('Apideck Vault');
			await creator.pick('Get many consumers');
			const panel = await NodePanel.opened(page);
			assertEqual(await panel.selectedValue('resource'), 'Consumer', 'the resource');
			assertEqual(await panel.selectedValue('operation'), 'Get Many', 'the operation');
			await panel.close();
		});
		await step('drag-and-drop adds another node', async () => {
			const creator = await NodeCreator.open(page);
			await creator.search('apideck', 'Apideck Vault');
			await creator.openActions('Apideck Vault');
			await creator.drag('Get audit findings', { x: 500, y: 650 });
			await (await NodePanel.opened(page)).close();
			await eventually('the dropped node', async () => (await canvas.nodeNames()).includes('Get audit findings'));
			assert((await canvas.node('Get audit findings').getByTestId('canvas-node-input-handle').count()) === 1, 'It can be connected');
		});
	},
};

async function iconIsLoaded(creator: NodeCreator): Promise<void> {
	const icon = creator.panel.locator('img').first();
	await eventually('the icon', async () => await icon.evaluate((image) => (image as HTMLImageElement).naturalWidth > 0));
}

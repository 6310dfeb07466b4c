import { Canvas } from '../editor/canvas';
import { NodeCreator } from '../editor/nodeCreator';
import { assertContains, eventually } from '../eventually';
import type { Scenario } from '../scenario';
import { openVaultWorkflow, VAULT } from '../vaultWorkflow';

export const themes: Scenario = {
	title: 'Look right in the dark and in the light theme',
	async run({ environment, step }) {
		const { page } = environment;
		for (const [theme, file] of [['dark', 'apideck.dark.svg'], ['light', 'apideck.svg']] as const) {
			await step(`${theme}: canvas and node panel show the icon of the theme`, async () => {
				await page.evaluate((value) => localStorage.setItem('N8N_THEME', value), theme);
				const canvas = await openVaultWorkflow(environment, { parameters: { resource: 'audit', operation: 'getFindings' } });
				await eventually('the theme', async () => (await page.locator('body').getAttribute('data-theme')) === theme);
				await iconShows(canvas, file);
				const creator = await NodeCreator.open(page);
				await creator.search('apideck', VAULT);
			});
			await step(`${theme}: the node panel shows the parameters`, async () => {
				await page.keyboard.press('Escape');
				await new Canvas(page).openNode(VAULT);
			});
		}
	},
};

async function iconShows(canvas: Canvas, file: string): Promise<void> {
	const icon = canvas.node(VAULT).locator('img').first();
	await eventually('the icon', async () => await icon.evaluate((image) => (image as HTMLImageElement).naturalWidth > 0));
	assertContains((await icon.getAttribute('src')) ?? '', [file], 'the icon');
}

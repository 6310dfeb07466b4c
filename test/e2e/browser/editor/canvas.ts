import type { Locator, Page } from '../playwright';
import { eventually } from '../eventually';
import { NodePanel } from './nodePanel';

/** The canvas of one workflow in n8n's editor. */
export class Canvas {
	constructor(readonly page: Page) {}

	/** Opens an empty workflow, or a saved one. */
	static async open(page: Page, url: string, workflowId = 'new'): Promise<Canvas> {
		await page.goto(`${url}/workflow/${workflowId}`);
		await page.getByTestId('canvas-wrapper').waitFor();
		const canvas = new Canvas(page);
		if (workflowId === 'new') await page.getByTestId('canvas-add-button').waitFor();
		else await page.getByTestId('canvas-node').first().waitFor();
		return canvas;
	}

	/** The node of exactly that name. */
	node(name: string): Locator {
		return this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}

	async nodeNames(): Promise<string[]> {
		const names = await this.page.getByTestId('canvas-node').evaluateAll((nodes) => nodes.map((node) => node.getAttribute('data-node-name')));
		return names.filter((name): name is string => name !== null);
	}

	/** Opens a node's panel with a double click. */
	async openNode(name: string): Promise<NodePanel> {
		await this.node(name).dblclick();
		return await NodePanel.opened(this.page);
	}

	/** Imports a workflow file, as the menu's "Import from File" does. */
	async importFile(file: string): Promise<void> {
		await this.page.getByTestId('workflow-import-input').setInputFiles(file);
	}

	/** Deactivates a node with n8n's keyboard shortcut. */
	async deactivate(name: string): Promise<void> {
		await this.node(name).click();
		await this.page.keyboard.press('d');
		await this.node(name).getByText('(Deactivated)').waitFor();
	}

	/**
	 * Runs the whole workflow and waits until the editor shows the result.
	 * @param meanwhile triggers the event that the workflow waits for
	 */
	async execute(meanwhile?: () => Promise<void>): Promise<'success' | 'error'> {
		await this.page.getByTestId('execute-workflow-button').click();
		await meanwhile?.();
		const success = this.page.getByText('Workflow executed successfully');
		const failure = this.page.getByText(/Problem in node|Problem executing/);
		const end = await eventually(
			'the end of the workflow',
			async () => ((await success.count()) > 0 ? 'success' : (await failure.count()) > 0 ? 'error' : undefined),
			60_000,
		);
		await this.closeNotices();
		return end;
	}

	/** Publishes the workflow with the button and its dialog. */
	async publish(): Promise<void> {
		await this.page.getByTestId('workflow-open-publish-modal-button').click();
		await this.page.getByTestId('workflow-publish-button').click();
		await this.page.getByRole('button', { name: 'Got it' }).click();
		await this.page.getByTestId('workflow-open-publish-modal-button').getByText('Published').waitFor();
	}

	/** Unpublishes the workflow with the menu next to the button. */
	async unpublish(): Promise<void> {
		await this.page.getByTestId('version-menu-button').click();
		await this.page.getByTestId('version-menu-item-unpublish').click();
		await this.page.getByRole('button', { name: 'Unpublish', exact: true }).click();
		await this.page.getByTestId('workflow-open-publish-modal-button').getByText('Publish', { exact: true }).waitFor();
	}

	/** Closes n8n's notifications, which cover other elements. */
	async closeNotices(): Promise<void> {
		const close = this.page.locator('.el-notification__closeBtn').filter({ visible: true });
		while ((await close.count()) > 0) await close.first().click({ timeout: 2000 }).catch(() => undefined);
	}
}

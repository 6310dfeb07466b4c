import type { Locator, Page } from '../playwright';
import { eventually } from '../eventually';
import type { PictureArea } from '../scenario';
import { NodePanel } from './nodePanel';

/** Buttons of the editor, which are not part of the workflow. */
const BUTTONS = [
	'canvas-handle-plus-wrapper',
	'canvas-controls',
	'execute-workflow-button',
	'node-creator-plus-button',
	'command-bar-button',
	'add-sticky-button',
	'toggle-focus-panel-button',
	'instance-ai-canvas-action-button',
].map((id) => `[data-test-id="${id}"]`);

/** Space around the workflow in a picture, for the texts below its nodes too. */
const MARGIN = { side: 40, bottom: 62 };

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

	/** The ID of the saved workflow. */
	workflowId(): string {
		return /\/workflow\/([^/?]+)/.exec(this.page.url())?.[1] ?? '';
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

	/** Shows the whole workflow without the editor's buttons. Resolves with its area, which has a margin. */
	async fit(): Promise<PictureArea> {
		await this.page.addStyleTag({ content: `${BUTTONS.join(', ')} { visibility: hidden !important; }` });
		await this.page.getByTestId('canvas-wrapper').click({ position: { x: 5, y: 5 } });
		await this.page.keyboard.press('1');
		const parts = this.page.locator('.vue-flow__node');
		return await eventually('the whole workflow at rest', async () => {
			const before = await parts.evaluateAll(areaOf, MARGIN);
			await this.page.waitForTimeout(300);
			const after = await parts.evaluateAll(areaOf, MARGIN);
			return JSON.stringify(before) === JSON.stringify(after) && after;
		});
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

/** The area that contains all elements, in the page. */
function areaOf(elements: Element[], margin: typeof MARGIN): PictureArea {
	const boxes = elements.map((element) => element.getBoundingClientRect());
	const [x, y] = [Math.min(...boxes.map(({ left }) => left)) - margin.side, Math.min(...boxes.map(({ top }) => top)) - margin.side];
	const [right, bottom] = [Math.max(...boxes.map((box) => box.right)) + margin.side, Math.max(...boxes.map((box) => box.bottom)) + margin.bottom];
	return { x, y, width: right - x, height: bottom - y };
}

import type { Locator, Page } from '../playwright';
import { eventually } from '../eventually';

/** The panel that lists the nodes to add. */
export class NodeCreator {
	private constructor(
		private readonly page: Page,
		readonly panel: Locator,
	) {}

	/** Opens the panel, either on an empty canvas, where it lists triggers, or on a canvas with nodes. */
	static async open(page: Page): Promise<NodeCreator> {
		const first = page.getByTestId('canvas-add-button');
		await ((await first.count()) > 0 ? first : page.getByTestId('node-creator-plus-button')).click();
		return await NodeCreator.opened(page);
	}

	static async opened(page: Page): Promise<NodeCreator> {
		const panel = page.getByTestId('node-creator');
		await panel.getByTestId('node-creator-search-bar').waitFor();
		return new NodeCreator(page, panel);
	}

	/** Types into the search and waits until `expected` is the first result. */
	async search(text: string, expected: string): Promise<void> {
		await this.panel.getByTestId('node-creator-search-bar').fill(text);
		await eventually(`"${expected}" as the first result`, async () => (await this.entries().first().innerText()) === expected);
	}

	/** The entries shown now: nodes, or the actions of one node. */
	entries(): Locator {
		return this.panel.getByTestId('node-creator-item-name');
	}

	async titles(): Promise<string[]> {
		return await this.entries().allInnerTexts();
	}

	entry(title: string): Locator {
		return this.entries().getByText(title, { exact: true }).first();
	}

	/** Opens a node's list of actions and expands the given categories. */
	async openActions(title: string, ...expandCategories: string[]): Promise<void> {
		await this.entry(title).click();
		await this.panel.getByTestId('node-creator-category-item').first().waitFor();
		for (const category of expandCategories) {
			const before = (await this.titles()).length;
			await this.panel.getByTestId('node-creator-category-item').filter({ hasText: category }).click();
			await eventually(`the entries of "${category}"`, async () => (await this.titles()).length > before);
		}
	}

	async pick(title: string): Promise<void> {
		await this.entry(title).click();
	}

	/** Drags an entry onto the canvas. */
	async drag(title: string, to: { x: number; y: number }): Promise<void> {
		await this.entry(title).dragTo(this.page.getByTestId('canvas-wrapper'), { targetPosition: to });
	}
}

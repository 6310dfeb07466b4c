import type { Locator } from '../playwright';

/** The output panel of a node. */
export class OutputPanel {
	constructor(readonly panel: Locator) {}

	/** Waits until the editor shows the result of the node's last run. */
	async finished(): Promise<void> {
		await this.panel.locator('[data-test-id^="node-run-status-"]').first().waitFor({ timeout: 60_000 });
	}

	async show(view: 'table' | 'json' | 'schema'): Promise<void> {
		await this.panel.getByTestId(`radio-button-${view}`).click();
	}

	get data(): Locator {
		return this.panel.getByTestId('ndv-data-container');
	}

	/** The table's column titles. */
	async columns(): Promise<string[]> {
		await this.data.locator('th').first().waitFor();
		const titles = await this.data.locator('th').allInnerTexts();
		return titles.map((title) => title.trim()).filter((title) => title !== '');
	}

	async rowCount(): Promise<number> {
		return await this.data.locator('tbody tr').count();
	}

	/** The message and the description of the error view. */
	async error(): Promise<{ message: string; description: string }> {
		const message = this.panel.getByTestId('node-error-message');
		await message.waitFor();
		return {
			message: await message.innerText(),
			description: (await this.panel.getByTestId('node-error-description').allInnerTexts()).join(' '),
		};
	}
}

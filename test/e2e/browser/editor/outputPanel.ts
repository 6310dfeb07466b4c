import { assert } from '../eventually';
import type { Locator } from '../playwright';
import type { PictureArea } from '../scenario';

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

	/** The area of the table's first rows, from its top left corner to the edge of the panel. */
	async tableArea(rows: number): Promise<PictureArea> {
		const table = await this.data.locator('table').boundingBox();
		const panel = await this.data.boundingBox();
		const last = await this.data.locator('tbody tr').nth(rows - 1).boundingBox();
		assert(table && panel && last, 'A table');
		return { x: table.x, y: table.y, width: Math.min(table.width, panel.x + panel.width - table.x), height: last.y + last.height - table.y };
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

import type { Locator, Page } from '../playwright';
import { eventually } from '../eventually';

/** A resource locator: a live list with search, or an ID. */
export class Picker {
	constructor(
		private readonly page: Page,
		readonly field: Locator,
	) {}

	/** Opens the list and waits for the first page. */
	async open(): Promise<void> {
		await this.field.getByTestId('rlc-input').click();
		await this.entries().first().waitFor();
	}

	/** Opens a list that fails to load. Resolves with the message shown instead. */
	async openExpectingError(): Promise<string> {
		await this.field.getByTestId('rlc-input').click();
		const notice = this.page.getByTestId('rlc-error-container').filter({ visible: true });
		await notice.waitFor();
		return await notice.innerText();
	}

	private entries(): Locator {
		return this.page.getByTestId('rlc-item').filter({ visible: true });
	}

	async titles(): Promise<string[]> {
		return (await this.entries().allInnerTexts()).map((title) => title.trim());
	}

	/**
	 * Types into the search of the open list and waits for results that contain the same text, or another one. n8n keeps the selected
	 * entry in the list as well.
	 */
	async search(text: string, expected = text): Promise<string[]> {
		await this.page.getByTestId('rlc-search').filter({ visible: true }).fill(text);
		return await eventually(`entries for "${text}"`, async () => {
			const titles = await this.titles();
			const found = titles.filter((title) => title.toLowerCase().includes(expected.toLowerCase()));
			return found.length > 0 && titles.length - found.length <= 1 && found;
		});
	}

	/** Scrolls to the end of the open list and waits until it has grown. */
	async loadMore(): Promise<string[]> {
		const before = (await this.titles()).length;
		return await eventually('more entries', async () => {
			await this.entries().last().scrollIntoViewIfNeeded();
			await this.entries().last().hover();
			await this.page.mouse.wheel(0, 2000);
			const titles = await this.titles();
			return titles.length > before && titles;
		});
	}

	/** Picks from the open list. */
	async pick(text: string): Promise<void> {
		await this.entries().filter({ hasText: text }).first().click();
		await eventually(`"${text}" as the value`, async () => (await this.value()).includes(text));
	}

	/** Enters an ID, replacing the current one. */
	async enter(id: string): Promise<void> {
		await this.input().fill(id);
		await eventually(`"${id}" as the value`, async () => (await this.value()) === id);
	}

	private input(): Locator {
		return this.field.getByTestId('rlc-input').locator('input').or(this.field.locator('input[data-test-id="rlc-input"]')).first();
	}

	/** The displayed value of the field. */
	async value(): Promise<string> {
		return await this.input().inputValue();
	}
}

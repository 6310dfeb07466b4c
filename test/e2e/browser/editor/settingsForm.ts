import type { Locator, Page } from '../playwright';
import { openDropdown } from './dropdown';

/** The settings of a connection, drawn by n8n's resource mapper. */
export class SettingsForm {
	readonly fields: Locator;

	constructor(
		private readonly page: Page,
		parameters: Locator,
	) {
		this.fields = parameters.getByTestId('mapping-fields-container');
	}

	async labels(): Promise<string[]> {
		await this.fields.waitFor();
		const texts = await this.fields.getByTestId('input-label').allInnerTexts();
		return texts.map((text) => text.split('\n')[0]?.trim() ?? '').slice(1);
	}

	async addAll(): Promise<void> {
		await this.fields.getByTestId('columns-parameter-input-options-container').getByTestId('action-toggle').click();
		await this.page.getByTestId('action-addAllFields').filter({ visible: true }).click();
		await this.fields.getByTestId('add-fields-select').waitFor({ state: 'hidden' });
	}

	field(id: string): Locator {
		return this.fields.getByTestId(`parameter-input-${id}`);
	}

	/** Types into a text, number or date field. */
	async fill(id: string, value: string): Promise<void> {
		const field = this.field(id).locator('input').first();
		await field.fill(value);
		await field.press('Tab');
	}

	/** Types JSON into a field with a code editor. */
	async fillJson(id: string, value: string): Promise<void> {
		const editor = this.field(id).locator('.cm-content');
		await editor.click();
		await this.page.keyboard.press('ControlOrMeta+a');
		// The editor adds closing brackets and quotes to typed text, but not to pasted text.
		await this.page.keyboard.insertText(value);
	}

	async select(id: string, entry: string): Promise<void> {
		const entries = await openDropdown(this.page, this.field(id));
		await entries.filter({ hasText: entry }).first().click();
	}
}

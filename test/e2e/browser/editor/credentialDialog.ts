import type { Locator, Page } from '../playwright';

/** The dialog of one credential. */
export class CredentialDialog {
	private constructor(
		private readonly page: Page,
		readonly dialog: Locator,
	) {}

	static async opened(page: Page): Promise<CredentialDialog> {
		const dialog = page.getByTestId('editCredential-modal');
		await dialog.getByTestId('node-credentials-config-container').waitFor();
		return new CredentialDialog(page, dialog);
	}

	async labels(): Promise<string[]> {
		const texts = await this.dialog.getByTestId('credential-connection-parameter').allInnerTexts();
		return texts.map((text) => text.split('\n')[0]?.replace('*', '').trim() ?? '');
	}

	async value(name: string): Promise<string> {
		return await this.dialog.getByTestId(`parameter-input-${name}`).locator('input').inputValue();
	}

	async fill(values: Record<string, string>): Promise<void> {
		for (const [name, value] of Object.entries(values)) {
			await this.dialog.getByTestId(`parameter-input-${name}`).locator('input').fill(value);
		}
	}

	/** Saves an invalid credential. Resolves with the error that "More details" shows. */
	async saveExpectingError(): Promise<string> {
		const [response] = await Promise.all([
			this.page.waitForResponse((response) => response.url().endsWith('/rest/credentials/test')),
			this.dialog.getByTestId('credential-save-button').click(),
		]);
		await response.finished();
		const banner = this.dialog.getByTestId('node-credentials-config-container').getByText('Couldn’t connect with these settings');
		await banner.waitFor();
		const more = this.dialog.getByText('More details', { exact: true });
		if (await more.isVisible()) await more.click();
		return await this.dialog.getByTestId('node-credentials-config-container').innerText();
	}

	/** Saves a valid credential. n8n tests it, shows the result and closes the dialog. */
	async saveExpectingSuccess(): Promise<{ status: string; message: string }> {
		const [response] = await Promise.all([
			this.page.waitForResponse((response) => response.url().endsWith('/rest/credentials/test')),
			this.dialog.getByTestId('credential-save-button').click(),
		]);
		const { data } = (await response.json()) as { data: { status: string; message: string } };
		return data;
	}

	async closed(): Promise<void> {
		await this.dialog.waitFor({ state: 'hidden' });
	}
}

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

	/** Saves a credential that does not work; resolves with what the dialog then tells when "More details" is opened. */
	async saveRefused(): Promise<string> {
		const [answer] = await Promise.all([
			this.page.waitForResponse((response) => response.url().endsWith('/rest/credentials/test')),
			this.dialog.getByTestId('credential-save-button').click(),
		]);
		await answer.finished();
		const banner = this.dialog.getByTestId('node-credentials-config-container').getByText('Couldn’t connect with these settings');
		await banner.waitFor();
		const more = this.dialog.getByText('More details', { exact: true });
		if (await more.isVisible()) await more.click();
		return await this.dialog.getByTestId('node-credentials-config-container').innerText();
	}

	/** Saves a credential that works: n8n tests it, says so and closes the dialog. */
	async saveAccepted(): Promise<{ status: string; message: string }> {
		const [answer] = await Promise.all([
			this.page.waitForResponse((response) => response.url().endsWith('/rest/credentials/test')),
			this.dialog.getByTestId('credential-save-button').click(),
		]);
		const { data } = (await answer.json()) as { data: { status: string; message: string } };
		return data;
	}

	async closed(): Promise<void> {
		await this.dialog.waitFor({ state: 'hidden' });
	}
}

import type { Locator, Page } from '../playwright';
import { eventually } from '../eventually';
import { openDropdown } from './dropdown';
import { CredentialDialog } from './credentialDialog';
import { OutputPanel } from './outputPanel';
import { Picker } from './picker';
import { SettingsForm } from './settingsForm';

/** The panel of one node: parameters in the middle, input and output beside them. */
export class NodePanel {
	private constructor(
		readonly page: Page,
		readonly panel: Locator,
	) {}

	static async opened(page: Page): Promise<NodePanel> {
		const panel = page.getByTestId('ndv');
		await panel.getByTestId('node-parameters').waitFor();
		return new NodePanel(page, panel);
	}

	get parameters(): Locator {
		return this.panel.getByTestId('node-parameters');
	}

	get output(): OutputPanel {
		return new OutputPanel(this.panel.getByTestId('output-panel'));
	}

	get settingsForm(): SettingsForm {
		return new SettingsForm(this.page, this.parameters);
	}

	/** The input of a parameter, by the parameter's own name. */
	input(parameter: string): Locator {
		return this.parameters.getByTestId(`parameter-input-${parameter}`);
	}

	/** The labels in their order, as a reader sees them. */
	async labels(): Promise<string[]> {
		const texts = await this.parameters.getByTestId('input-label').filter({ visible: true }).allInnerTexts();
		return texts.map((text) => text.split('\n')[0]?.trim() ?? '').filter((text) => text !== '');
	}

	/** The value that a list shows. */
	async chosen(parameter: string): Promise<string> {
		return await this.input(parameter).locator('input').first().inputValue();
	}

	/** Chooses an entry of a list by its name. */
	async choose(parameter: string, entry: string): Promise<void> {
		const list = await this.openList(parameter);
		await list.filter({ has: this.page.getByText(entry, { exact: true }) }).first().click();
		await eventually(`"${entry}" in ${parameter}`, async () => (await this.chosen(parameter)) === entry);
	}

	/** Opens a list; resolves with its entries, which show a name and perhaps a description. */
	async openList(parameter: string): Promise<Locator> {
		return await openDropdown(this.page, this.input(parameter));
	}

	picker(parameter: string): Picker {
		return new Picker(this.page, this.parameters.getByTestId(`resource-locator-${parameter}`));
	}

	/** Name of the credential that the node uses. */
	async credential(): Promise<string> {
		return await this.panel.getByTestId('node-credentials-select').locator('input').inputValue();
	}

	/** Opens the dialog of the first credential of the type. */
	async createCredential(): Promise<CredentialDialog> {
		await this.panel.getByTestId('node-credentials-slot').getByRole('button', { name: 'Connect to' }).click();
		return await CredentialDialog.opened(this.page);
	}

	/** Runs this node and waits until the editor shows how it ended; what the output shows is to be looked at next. */
	async execute(): Promise<void> {
		// The editor takes the result of the run before away when it sends the request.
		const sent = this.page.waitForResponse((response) => /\/rest\/workflows\/[^/]+\/run/.test(response.url()));
		await this.panel.getByTestId('node-execute-button').click();
		await sent;
		await this.output.finished();
	}

	async close(): Promise<void> {
		await this.panel.getByTestId('ndv-close-button').click();
		await this.panel.waitFor({ state: 'hidden' });
	}
}

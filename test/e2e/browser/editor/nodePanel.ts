import type { Locator, Page } from '../playwright';
import { eventually } from '../eventually';
import { openDropdown } from './dropdown';
import { CredentialDialog } from './credentialDialog';
import { OutputPanel } from './outputPanel';
import { ParameterForm } from './parameterForm';
import { Picker } from './picker';
import { SettingsForm } from './settingsForm';

/** The panel of one node: parameters in the middle, input and output at the sides. */
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

	get form(): ParameterForm {
		return new ParameterForm(this.parameters);
	}

	get output(): OutputPanel {
		return new OutputPanel(this.panel.getByTestId('output-panel'));
	}

	get settingsForm(): SettingsForm {
		return new SettingsForm(this.page, this.parameters);
	}

	/** The input of a parameter, found by the parameter's name. */
	input(parameter: string): Locator {
		return this.parameters.getByTestId(`parameter-input-${parameter}`);
	}

	/** The visible labels, in order. */
	async labels(): Promise<string[]> {
		const texts = await this.parameters.getByTestId('input-label').filter({ visible: true }).allInnerTexts();
		return texts.map((text) => text.split('\n')[0]?.trim() ?? '').filter((text) => text !== '');
	}

	/** The notices among the parameters, in order. */
	async notices(): Promise<string[]> {
		return await this.parameters.getByRole('alert').filter({ visible: true }).allInnerTexts();
	}

	/** The selected value of a list. */
	async selectedValue(parameter: string): Promise<string> {
		return await this.input(parameter).locator('input').first().inputValue();
	}

	/** Selects an entry of a list by its name. */
	async select(parameter: string, entry: string): Promise<void> {
		const list = await this.openList(parameter);
		await list.filter({ has: this.page.getByText(entry, { exact: true }) }).first().click();
		await eventually(`"${entry}" in ${parameter}`, async () => (await this.selectedValue(parameter)) === entry);
		await list.first().waitFor({ state: 'hidden' });
	}

	/** Opens a list. Resolves with its entries: a name, and a description if there is one. */
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

	/** Runs this node and waits until the editor shows the result. Read the output panel next. */
	async execute(): Promise<void> {
		// The editor clears the previous result when it sends the request.
		const sent = this.page.waitForResponse((response) => /\/rest\/workflows\/[^/]+\/run/.test(response.url()));
		await this.panel.getByTestId('node-execute-button').click();
		await sent;
		await this.output.finished();
	}

	/** Moves the focus and the pointer away from all fields. A field with either shows buttons and cuts off its label. */
	async rest(): Promise<void> {
		await this.page.mouse.move(0, 0);
		await this.page.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
	}

	async close(): Promise<void> {
		await this.panel.getByTestId('ndv-close-button').click();
		await this.panel.waitFor({ state: 'hidden' });
	}
}

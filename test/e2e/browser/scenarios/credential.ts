import { Canvas } from '../editor/canvas';
import { CredentialDialog } from '../editor/credentialDialog';
import { NodeCreator } from '../editor/nodeCreator';
import { NodePanel } from '../editor/nodePanel';
import { assertContains, assertEqual } from '../eventually';
import type { Scenario, ScenarioContext } from '../scenario';
import { CREDENTIAL } from '../testEnvironment';

export const credential: Scenario = {
	title: 'Create the credential',
	async run(context) {
		try {
			await createByHand(context);
		} finally {
			// The following scenarios need the credential, even if this one failed.
			await context.environment.saveCredentials();
		}
	},
};

async function createByHand({ environment, step }: ScenarioContext): Promise<void> {
		const { page, url, sandbox } = environment;
		const { apiKey, appId, consumerId, baseUrl } = sandbox.credentials;
		let dialog: CredentialDialog;
		await step('the dialog shows the required fields with the default base URL', async () => {
			await Canvas.open(page, url);
			const creator = await NodeCreator.open(page);
			await creator.search('apideck', 'Apideck Vault');
			await creator.openActions('Apideck Vault', 'Actions');
			await creator.pick('Get many connections');
			const panel = await NodePanel.opened(page);
			dialog = await panel.createCredential();
			assertEqual((await dialog.labels()).slice(0, 4), ['API Key', 'App ID', 'Default Consumer ID', 'Base URL'], 'the fields');
			assertEqual(await dialog.value('baseUrl'), 'https://unify.apideck.com', 'the base URL');
		});
		await step('a wrong key is rejected with a solution', async () => {
			await dialog.fill({ apiKey: 'sk_test_fake_wrong', appId, consumerId, baseUrl });
			assertContains(await dialog.saveExpectingError(), ["rejected this 'API Key' and 'App ID'", 'Copy both again'], 'the message');
		});
		await step('plain HTTP to another machine is rejected before a request is sent', async () => {
			await dialog.fill({ baseUrl: 'http://gateway.sandbox.example' });
			assertContains(await dialog.saveExpectingError(), ['https'], 'the message');
		});
		await step('a base URL without a server is rejected with the reason', async () => {
			await dialog.fill({ baseUrl: 'http://127.0.0.1:9' });
			assertContains(await dialog.saveExpectingError(), ['ECONNREFUSED'], 'the message');
		});
		await step('valid values pass the test, and the node uses the credential', async () => {
			await dialog.fill({ apiKey, baseUrl });
			const { status } = await dialog.saveExpectingSuccess();
			assertEqual(status, 'OK', 'the test');
			await dialog.closed();
			assertEqual(await (await NodePanel.opened(page)).credential(), CREDENTIAL, 'the credential of the node');
		});
}

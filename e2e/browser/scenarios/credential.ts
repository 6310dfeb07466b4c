import { Canvas } from '../editor/canvas';
import { CredentialDialog } from '../editor/credentialDialog';
import { NodeCreator } from '../editor/nodeCreator';
import { NodePanel } from '../editor/nodePanel';
import { assertContains, assertEqual } from '../eventually';
import type { Scenario, Telling } from '../scenario';
import { CREDENTIAL } from '../world';

export const credential: Scenario = {
	title: 'Create the credential',
	async run(telling) {
		try {
			await createByHand(telling);
		} finally {
			// What follows needs it, whatever became of the dialog.
			await telling.world.saveCredentials();
		}
	},
};

async function createByHand({ world, step }: Telling): Promise<void> {
		const { page, url, sandbox } = world;
		const { apiKey, appId, consumerId, baseUrl } = sandbox.credentials;
		let dialog: CredentialDialog;
		await step('the dialog shows what is needed, with the default address', async () => {
			await Canvas.open(page, url);
			const creator = await NodeCreator.open(page);
			await creator.search('apideck', 'Apideck Vault');
			await creator.openActions('Apideck Vault', 'Actions');
			await creator.pick('Get many connections');
			const panel = await NodePanel.opened(page);
			dialog = await panel.createCredential();
			assertEqual((await dialog.labels()).slice(0, 4), ['API Key', 'App ID', 'Consumer ID', 'Base URL'], 'the fields');
			assertEqual(await dialog.value('baseUrl'), 'https://unify.apideck.com', 'the base URL');
		});
		await step('a wrong key is refused with what to do', async () => {
			await dialog.fill({ apiKey: 'sk_test_fake_wrong', appId, consumerId, baseUrl });
			assertContains(await dialog.saveRefused(), ['did not accept this API Key and App ID', 'Copy both again'], 'the message');
		});
		await step('plain http to another machine is refused before anything is sent', async () => {
			await dialog.fill({ baseUrl: 'http://gateway.sandbox.example' });
			assertContains(await dialog.saveRefused(), ['https'], 'the message');
		});
		await step('an address where nobody answers is refused with the reason', async () => {
			await dialog.fill({ baseUrl: 'http://127.0.0.1:9' });
			assertContains(await dialog.saveRefused(), ['ECONNREFUSED'], 'the message');
		});
		await step('the right values pass the test and are used by the node', async () => {
			await dialog.fill({ apiKey, baseUrl });
			const { status } = await dialog.saveAccepted();
			assertEqual(status, 'OK', 'the test');
			await dialog.closed();
			assertEqual(await (await NodePanel.opened(page)).credential(), CREDENTIAL, 'the credential of the node');
		});
}

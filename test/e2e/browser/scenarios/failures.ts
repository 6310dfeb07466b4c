import { VAULT, connectionParameters, openVaultNode, openVaultWorkflow } from '../vaultWorkflow';
import { assert, assertContains, assertEqual, eventuallyContains } from '../eventually';
import type { Scenario } from '../scenario';
import { NO_CONSUMER } from '../testEnvironment';

const NO_SUCH_SERVICE = connectionParameters('get', 'test-consumer', 'crm+no-such-service');

export const failures: Scenario = {
	title: 'See what went wrong and what to do',
	async run({ environment, step }) {
		environment.sandbox.reset();
		await step('an unknown service fails with message and description', async () => {
			const panel = await openVaultNode(environment, { parameters: NO_SUCH_SERVICE });
			await panel.execute();
			const { message, description } = await panel.output.error();
			assertContains(message, ["does not offer a connector for connection 'crm+no-such-service'"], 'the message');
			assertContains(description, ["comes from 'Connection'", 'Check that the service ID'], 'the description');
		});
		await step('a missing consumer fails with a solution and without a request', async () => {
			environment.sandbox.clearRequests();
			const panel = await openVaultNode(environment, { parameters: { resource: 'connection', operation: 'getAll' }, credential: NO_CONSUMER });
			await panel.execute();
			const { message, description } = await panel.output.error();
			assertContains(message, ["'Consumer' is empty"], 'the message');
			assertContains(description, ['Select a consumer', "'Default Consumer ID' in the Apideck credential"], 'the description');
			assertEqual(environment.sandbox.requests.length, 0, 'requests');
		});
		await step('a rejected key fails without showing the key', async () => {
			environment.sandbox.faults.add({ match: { path: '/vault/connections' }, times: Infinity, fault: { status: 401 } });
			const panel = await openVaultNode(environment, { parameters: { resource: 'connection', operation: 'getAll' } });
			await panel.execute();
			const { message, description } = await panel.output.error();
			assertContains(message, ['rejected the API key or app ID'], 'the message');
			assertContains(description, ["Open the node's Apideck credential"], 'the description');
			assert(!`${message} ${description}`.includes(environment.sandbox.credentials.apiKey), 'The error does not show the key');
			environment.sandbox.faults.clear();
		});
		await step('"Continue (using error output)" sends the failed item with its error to the error output', async () => {
			const canvas = await openVaultWorkflow(environment, { parameters: NO_SUCH_SERVICE, onError: 'continueErrorOutput' });
			const panel = await canvas.openNode(VAULT);
			await panel.execute();
			await panel.panel.getByTestId('output-panel').getByText(/Error Branch/).click();
			await panel.output.show('json');
			await eventuallyContains(async () => await panel.output.data.innerText(), ['"message"', '"description"', '"httpCode"', 'no-such-service'], 'the item');
		});
	},
};

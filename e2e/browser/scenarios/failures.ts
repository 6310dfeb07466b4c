import { VAULT, connectionParameters, openVaultNode, openVaultWorkflow } from '../vaultWorkflow';
import { assert, assertContains, assertEqual, eventuallyContains } from '../eventually';
import type { Scenario } from '../scenario';
import { NO_CONSUMER } from '../world';

const NO_SUCH_SERVICE = connectionParameters('get', 'test-consumer', 'crm', 'no-such-service');

export const failures: Scenario = {
	title: 'See what went wrong and what to do',
	async run({ world, step }) {
		world.sandbox.reset();
		await step('a service that does not exist: message and description', async () => {
			const panel = await openVaultNode(world, { parameters: NO_SUCH_SERVICE });
			await panel.execute();
			const { message, description } = await panel.output.error();
			assertContains(message, ['no such connector'], 'the message');
			assertContains(description, ["Check that 'Service' holds the service ID", 'no-such-service'], 'the description');
		});
		await step('no consumer anywhere: says where to enter one, and sends nothing', async () => {
			world.sandbox.clearRequests();
			const panel = await openVaultNode(world, { parameters: { resource: 'connection', operation: 'getAll' }, credential: NO_CONSUMER });
			await panel.execute();
			const { message, description } = await panel.output.error();
			assertContains(message, ["'Consumer' is empty"], 'the message');
			assertContains(description, ['Pick a consumer', "'Consumer ID' in the Apideck credential"], 'the description');
			assertEqual(world.sandbox.requests.length, 0, 'requests');
		});
		await step('a rejected key at run time says so, without the key', async () => {
			world.sandbox.faults.add({ match: { path: '/vault/connections' }, times: Infinity, fault: { status: 401 } });
			const panel = await openVaultNode(world, { parameters: { resource: 'connection', operation: 'getAll' } });
			await panel.execute();
			const { message, description } = await panel.output.error();
			assertContains(message, ['rejected the API key or app ID'], 'the message');
			assertContains(description, ["Open the node's Apideck credential"], 'the description');
			assert(!`${message} ${description}`.includes(world.sandbox.credentials.apiKey), 'The error does not show the key');
			world.sandbox.faults.clear();
		});
		await step('with "Continue (using error output)" the failed item comes out there with its error', async () => {
			const canvas = await openVaultWorkflow(world, { parameters: NO_SUCH_SERVICE, onError: 'continueErrorOutput' });
			const panel = await canvas.openNode(VAULT);
			await panel.execute();
			await panel.panel.getByTestId('output-panel').getByText(/Error Branch/).click();
			await panel.output.show('json');
			await eventuallyContains(async () => await panel.output.data.innerText(), ['"message"', '"description"', '"httpCode"', 'no-such-service'], 'the item');
		});
	},
};

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { INode } from 'n8n-workflow';
import { Canvas } from '../editor/canvas';
import { assert, assertEqual, eventually } from '../eventually';
import type { Scenario } from '../scenario';

const FOLDER = path.join(__dirname, '..', '..', '..', '..', 'examples');
const OURS = 'n8n-nodes-apideck-vault.';
const TRIGGER = `${OURS}apideckVaultTrigger`;
const IN_PICTURE = 'ask-the-consumer-to-reconnect-at-once.json';
const BROKEN = { consumerId: 'test-consumer', unifiedApi: 'crm', serviceId: 'salesforce' };

export const examples: Scenario = {
	title: 'Import every example and run it',
	async run({ environment, step, picture }) {
		const { page, url, sandbox } = environment;
		for (const file of readdirSync(FOLDER).filter((name) => name.endsWith('.json'))) {
			const { nodes } = JSON.parse(readFileSync(path.join(FOLDER, file), 'utf8')) as { nodes: INode[] };
			const ours = nodes.filter(({ type }) => type.startsWith(OURS));
			const steps = nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote');
			sandbox.reset();
			await step(`${file}: n8n finds the credential of every imported Apideck node`, async () => {
				const canvas = await Canvas.open(page, url);
				await canvas.importFile(path.join(FOLDER, file));
				await eventually('the nodes', async () => (await canvas.nodeNames()).length === steps.length);
				await canvas.closeNotices();
				for (const { name } of ours) assertEqual(await canvas.node(name).getByTestId('node-issues').count(), 0, `issues of ${name}`);
			});
			await step(`${file}: the workflow runs without the nodes that need another account`, async () => {
				const canvas = new Canvas(page);
				for (const { name, disabled } of steps) {
					if (!disabled && (await canvas.node(name).getByTestId('node-issues').count()) > 0) await canvas.deactivate(name);
				}
				const [trigger] = nodes.filter(({ type }) => /trigger/i.test(type));
				assert(trigger, 'A trigger');
				const happens = trigger.type === TRIGGER ? async () => await somethingHappens(environment) : undefined;
				assertEqual(await canvas.execute(happens), 'success', 'the end');
				const last = ours.at(-1);
				assert(last, 'An Apideck node');
				await canvas.node(last.name).getByTestId('canvas-node-status-success').waitFor();
				if (file === IN_PICTURE) await picture('example', await canvas.fit());
			});
		}
	},
};

/** Waits until n8n listens for the event, then triggers it. */
async function somethingHappens({ sandbox }: { sandbox: import('../../../../tools/sandbox').Sandbox }): Promise<void> {
	await eventually('n8n listening', () => sandbox.webhooks.subscriptions.list().some(({ status }) => status === 'enabled'));
	sandbox.transition(BROKEN, 'revoked');
}

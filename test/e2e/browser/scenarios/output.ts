import { VAULT, openVaultWorkflow } from '../vaultWorkflow';
import { assert, assertContains, assertEqual, eventuallyContains } from '../eventually';
import type { Canvas } from '../editor/canvas';
import type { NodePanel } from '../editor/nodePanel';
import type { Scenario } from '../scenario';
import { VIEWPORT } from '../testEnvironment';

const FINDINGS = { resource: 'audit', operation: 'getFindings' };

export const output: Scenario = {
	title: 'Read the output',
	async run({ environment, step, picture }) {
		environment.sandbox.reset();
		let canvas: Canvas;
		let panel: NodePanel;
		await step('before the first run, the next node shows a preview of the fields', async () => {
			canvas = await openVaultWorkflow(environment, { parameters: FINDINGS, withNextNode: true });
			panel = await canvas.openNode('After');
			const input = panel.panel.getByTestId('ndv-input-panel');
			await input.getByText('severity', { exact: true }).waitFor();
			assertContains(await input.innerText(), ['consumer_id', 'reason', 'remedy', 'actor'], 'the preview');
		});
		await step('"Execute step" fills the table with one row per finding', async () => {
			await panel.close();
			panel = await canvas.openNode(VAULT);
			await panel.execute();
			await panel.output.show('table');
			const columns = await panel.output.columns();
			assertEqual(columns[0], 'severity', 'the first column');
			assertContains(columns.join(), ['severity', 'reason', 'remedy', 'actor', 'consumer_id'], 'the columns');
			assert((await panel.output.rowCount()) > 20, 'More than 20 rows');
			assertContains(await panel.output.data.innerText(), ['critical', 'Redwood Signal'], 'the table');
		});
		await step('the JSON view shows the findings', async () => {
			await panel.output.show('json');
			await eventuallyContains(async () => await panel.output.data.innerText(), ['"severity"', '"critical"', '"remedy"'], 'the JSON');
		});
		await step('the schema view shows the fields', async () => {
			await panel.output.show('schema');
			await panel.output.data.getByText('severity', { exact: true }).first().waitFor();
			await panel.output.show('table');
			await environment.page.setViewportSize({ width: 2400, height: 800 });
			await picture('audit-findings', { x: 1412, y: 66, width: 930, height: 560 });
			await environment.page.setViewportSize(VIEWPORT);
			await panel.close();
		});
	},
};

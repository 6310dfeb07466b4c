import { VAULT, openVaultWorkflow } from '../vaultWorkflow';
import { assert, assertContains, assertEqual, eventuallyContains } from '../eventually';
import type { Canvas } from '../editor/canvas';
import type { NodePanel } from '../editor/nodePanel';
import type { Scenario } from '../scenario';
import { type TestEnvironment, VIEWPORT } from '../testEnvironment';

/** The size of the page with the report. */
const REPORT = { width: 760, height: 900 };

/** Space between the report's chart and the next title, in CSS pixels. */
const GAP = 30;

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
			await environment.page.setViewportSize({ width: 3000, height: 800 });
			// Hides the neighboring nodes, which n8n shows over the table.
			await environment.page.addStyleTag({ content: '[data-test-id="floating-nodes"] { visibility: hidden }' });
			await picture('audit-findings', await panel.output.tableArea(4));
			await environment.page.setViewportSize(VIEWPORT);
			await panel.close();
		});
		await step('the report is a page that looks right in a browser', async () => {
			canvas = await openVaultWorkflow(environment, { parameters: { resource: 'audit', operation: 'getReport', options: { includeHtml: true } } });
			panel = await canvas.openNode(VAULT);
			await panel.execute();
			const page = await environment.context.newPage();
			await page.setViewportSize(REPORT);
			await page.setContent(await reportOf(environment, canvas.workflowId()));
			assertContains(await page.locator('body').innerText(), ['connections need action'], 'the report');
			assert(await page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth), 'Nothing is cut off');
			const details = await page.getByText('Findings in detail', { exact: true }).boundingBox();
			assert(details, 'The list of findings');
			await picture('report', { x: 0, y: 0, width: REPORT.width, height: details.y - GAP }, page);
			await page.close();
		});
	},
};

/** The report as HTML, from the last execution of the workflow. */
async function reportOf({ api }: TestEnvironment, workflowId: string): Promise<string> {
	const filter = encodeURIComponent(JSON.stringify({ workflowId }));
	const { results } = await api.call<{ results: Array<{ id: string }> }>('GET', `/executions?filter=${filter}&limit=1`);
	const { data } = await api.execution(results[0]?.id ?? 'none');
	return String(data.resultData.runData[VAULT]?.[0]?.data?.main?.[0]?.[0]?.json['html']);
}

import { assert, assertEqual, eventually } from '../eventually';
import type { Scenario } from '../scenario';
import { openVaultNode } from '../vaultWorkflow';

const COMMON = ['Resource', 'Operation'];
const TARGET = ['Consumer', 'Connection'];

/** The expected labels, by resource and operation. */
const FIELDS: Array<{ resource: string; operation: string; labels: string[] }> = [
	{ resource: 'Connection', operation: 'Get Many', labels: ['Consumer', 'Return All', 'Limit', 'Filters', 'Output', 'Options'] },
	{ resource: 'Connection', operation: 'Get', labels: [...TARGET, 'Output', 'Options'] },
	{ resource: 'Connection', operation: 'Update', labels: [...TARGET, 'Settings', 'Update Fields', 'Output', 'Options'] },
	{ resource: 'Connection', operation: 'Delete', labels: [...TARGET, 'Options'] },
	{ resource: 'Consumer', operation: 'Get Many', labels: ['Return All', 'Limit', 'Filters', 'Output', 'Options'] },
	{ resource: 'Consumer', operation: 'Get', labels: ['Consumer', 'Output', 'Options'] },
];

export const fieldsOfOperations: Scenario = {
	title: 'See only the fields that belong to the operation',
	async run({ environment, step }) {
		const panel = await openVaultNode(environment, { parameters: {} });
		await step('a new node lists connections', async () => {
			assertEqual(await panel.selectedValue('resource'), 'Connection', 'the resource');
			assertEqual(await panel.selectedValue('operation'), 'Get Many', 'the operation');
		});
		for (const { resource, operation, labels } of FIELDS) {
			await step(`${resource}, ${operation}: ${labels.join(', ')}`, async () => {
				if ((await panel.selectedValue('resource')) !== resource) await panel.select('resource', resource);
				if ((await panel.selectedValue('operation')) !== operation) await panel.select('operation', operation);
				const wanted = [...COMMON, ...labels];
				await eventually(`the fields ${wanted.join(', ')}`, async () => {
					assertEqual(await panel.labels(), wanted, 'the fields');
					return true;
				});
			});
		}
		await step('"Return All" hides the limit', async () => {
			await panel.select('operation', 'Get Many');
			await panel.input('returnAll').locator('.el-switch').click();
			await eventually('no limit', async () => !(await panel.labels()).includes('Limit'));
		});
		await step('every operation of a resource has a description', async () => {
			await panel.select('resource', 'Connection');
			const entries = await (await panel.openList('operation')).allInnerTexts();
			assert(entries.length >= 6, `Six operations or more: ${entries.join(' | ')}`);
			for (const entry of entries) assert(entry.split('\n').length > 1, `A description of ${entry}`);
		});
	},
};

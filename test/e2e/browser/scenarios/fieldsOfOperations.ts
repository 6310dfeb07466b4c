import { properties, resources } from '../../../../nodes/ApideckVault/actions/router';
import { triggerProperties } from '../../../../nodes/ApideckVault/trigger/parameters';
import { everyField, type Form, formOf } from '../../../operations/form';
import type { NodePanel } from '../editor/nodePanel';
import { assert, assertEqual, eventually } from '../eventually';
import type { Scenario, ScenarioContext } from '../scenario';
import { TALL, VIEWPORT } from '../testEnvironment';
import { openTriggerNode, openVaultNode } from '../vaultWorkflow';

const COMMON = ['Resource', 'Operation'];
const TARGET = ['Consumer', 'Connection'];

/** The labels of common operations, written by hand to check those derived from the description. */
const LABELS: Record<string, string[]> = {
	'Get many connections': ['Consumer', 'Return All', 'Limit', 'Filters', 'Output', 'Options'],
	'Get connection': [...TARGET, 'Output', 'Options'],
	'Update connection': [...TARGET, 'Settings', 'Update Fields', 'Output', 'Options'],
	'Import connection': [...TARGET, 'OAuth Tokens', 'Settings', 'Additional Fields', 'Output', 'Options'],
	'Delete connection': [...TARGET, 'Options'],
	'Get many consumers': ['Return All', 'Limit', 'Filters', 'Output', 'Options'],
	'Get consumer': ['Consumer', 'Output', 'Options'],
	'Create session': ['Consumer', 'Redirect URL', 'Session Settings', 'Additional Fields', 'Options'],
	'Get audit findings': ['Consumers', 'Return', 'Filters', 'Output', 'Options'],
	'Get audit report': ['Consumers', 'Filters', 'Output', 'Options'],
};

/** Maximum number of fields besides the required ones, including 'Options'. An audit has no required fields. */
const MAX_ADDITIONAL = 5;

export const fieldsOfOperations: Scenario = {
	title: 'See only the fields that belong to the operation',
	async run(context) {
		const { environment, step } = context;
		const { page } = environment;
		await page.setViewportSize(TALL);
		const panel = await openVaultNode(environment, { parameters: {} });
		await step('a new node lists connections', async () => {
			assertEqual(await panel.selectedValue('resource'), 'Connection', 'the resource');
			assertEqual(await panel.selectedValue('operation'), 'Get Many', 'the operation');
		});
		for (const { label, value: resource, operations } of Object.values(resources)) {
			for (const { option } of Object.values(operations)) {
				const form = formOf(properties, { resource, operation: option.value });
				await step(`${label} > ${option.name}: ${form.labels.slice(COMMON.length).join(', ')}`, async () => {
					if ((await panel.selectedValue('resource')) !== label) await panel.select('resource', label);
					if ((await panel.selectedValue('operation')) !== option.name) await panel.select('operation', option.name);
					await shows(panel, form);
					const expected = LABELS[option.action];
					if (expected) assertEqual(form.labels, [...COMMON, ...expected], 'the labels');
					assert(form.additional.length <= MAX_ADDITIONAL, `At most ${MAX_ADDITIONAL} additional fields: ${form.additional.join(', ')}`);
					await saveForm(context, panel, `${label} ${option.name}`);
				});
			}
		}
		await step('"Return All" hides the limit', async () => {
			await panel.select('resource', 'Consumer');
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
		await step("the trigger's form: Trigger On, Filters, Options", async () => {
			const trigger = await openTriggerNode(environment, {});
			await shows(trigger, formOf(triggerProperties, {}));
			assertEqual(await trigger.labels(), ['Trigger On', 'Filters', 'Options'], 'the labels');
			await saveForm(context, trigger, 'Trigger');
		});
		await step('with every option added, no label of the audit is cut off', async () => {
			const options = properties.find(({ name, displayOptions }) => name === 'options' && displayOptions?.show?.['operation']?.includes('getFindings'));
			assert(options, "The audit's options");
			await page.setViewportSize({ ...TALL, height: 2 * TALL.height });
			const added = await openVaultNode(environment, { parameters: { resource: 'audit', operation: 'getFindings', options: { ...everyField(options), includeLink: true } } });
			await eventually('the options', async () => (await added.labels()).includes('Redirect URL'));
			assertEqual(await added.form.cutTexts(), [], 'the texts that are cut off');
			await saveForm(context, added, 'Audit Get Findings with every option');
		});
		await page.setViewportSize(VIEWPORT);
	},
};

/** Waits until the panel shows exactly the form, with no text cut off. Only fields that must be filled in have an error mark. */
async function shows(panel: NodePanel, { labels, unfilled }: Form): Promise<void> {
	await eventually(`the fields ${labels.join(', ')}`, async () => {
		assertEqual(await panel.labels(), labels, 'the fields');
		assertEqual(await panel.form.marked(), unfilled, 'the fields with an error mark');
		return true;
	});
	assertEqual(await panel.form.cutTexts(), [], 'the texts that are cut off');
}

/** Saves a picture of the whole form, such as `operations/connection-get-many.png`. */
async function saveForm({ save }: ScenarioContext, panel: NodePanel, title: string): Promise<void> {
	await panel.rest();
	await save(`operations/${title.toLowerCase().replaceAll(' ', '-')}`, await panel.form.area());
}

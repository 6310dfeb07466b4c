import { assert, assertContains, assertEqual, eventually } from '../eventually';
import type { NodePanel } from '../editor/nodePanel';
import type { Scenario } from '../scenario';
import { TALL, VIEWPORT } from '../testEnvironment';
import { openVaultNode } from '../vaultWorkflow';

const ENTERED_VALUES = {
	host: 'https://wd5.acme.example',
	tenant: 'acme_prod',
	user_name: 'ISU_Acme',
	password: 'fake-password-not-a-secret',
	contact_email: 'people@acme.example',
	contact_phone: '+47 000 00 000',
	notes: 'Written by the suite',
	page_size: 75,
	hired_after: '2025-06-30',
	sync_time: '04:15',
	worker_types: ['permanent', 'intern'],
	cost_centers: [4100, 4300],
	location: 'OSL',
	report_format: 'advanced',
	include_terminated: true,
};

export const settingsForm: Scenario = {
	title: 'Fill in the settings form and send it',
	async run({ environment, step, picture }) {
		const { sandbox } = environment;
		sandbox.reset();
		let panel: NodePanel;
		await step("selecting a connection shows a form of the connection's fields, required ones first", async () => {
			panel = await openVaultNode(environment, { parameters: { resource: 'connection', operation: 'update' } });
			await panel.picker('connection').open();
			await panel.picker('connection').pick('Workday · HRIS');
			const labels = await panel.settingsForm.labels();
			assertEqual(labels, ['Host', 'Tenant', 'Integration user', 'Password (secret)'], 'the form');
			await environment.page.setViewportSize(TALL);
			await panel.rest();
			await picture('operation-form', await panel.form.area());
			await environment.page.setViewportSize(VIEWPORT);
		});
		await step('all other fields except hidden, deprecated and read-only ones can be added', async () => {
			await panel.settingsForm.addAll();
			const labels = (await panel.settingsForm.labels()).join('\n');
			assertContains(labels, ['Contact', 'Include former employees', 'Page size', 'Hired after', 'Changed since', 'Report format'], 'the form');
			assertContains(labels, ['Worker types (e.g. ["permanent"])', 'Default location (e.g. ANR)', 'Time of the nightly… (HH:MM)'], 'the descriptions');
			assert(!/Internal reference|Token \(old\)|WSDL/.test(labels), 'Neither hidden, deprecated nor read-only fields are shown');
		});
		await step('every type can be filled in', async () => {
			const form = panel.settingsForm;
			await form.fill('host', 'https://wd5.acme.example');
			await form.fill('tenant', 'acme_prod');
			await form.fill('user_name', 'ISU_Acme');
			await form.fill('password', 'fake-password-not-a-secret');
			await form.fill('contact_email', 'people@acme.example');
			await form.fill('contact_phone', '+47 000 00 000');
			await form.fill('notes', 'Written by the suite');
			await form.fill('page_size', '75');
			await form.fill('hired_after', '2025-06-30');
			await form.fill('sync_time', '04:15');
			await form.fill('changed_since', '2026-03-01 10:00:00');
			await form.fillJson('worker_types', '["permanent","intern"]');
			await form.fillJson('cost_centers', '[4100,4300]');
			await form.fill('location', 'OSL');
			await form.select('report_format', 'Advanced');
			await form.select('include_terminated', 'Yes');
		});
		await step('the sandbox receives exactly these values', async () => {
			sandbox.clearRequests();
			await panel.execute();
			const sent = await eventually('the update', () => sandbox.requests.find(({ method }) => method === 'PATCH'));
			assertEqual(sent.path, '/vault/connections/hris/workday', 'the path');
			const { settings } = JSON.parse(sent.body) as { settings: Record<string, unknown> };
			const { changed_since: changedSince, ...others } = settings;
			assertEqual(new Date(String(changedSince)).getTime(), new Date(2026, 2, 1, 10).getTime(), 'the point in time, in the zone of n8n');
			assertEqual(sorted(others), sorted(ENTERED_VALUES), 'the settings');
			assertEqual(Object.keys(JSON.parse(sent.body) as object), ['settings'], 'the other values');
			assertEqual(sent.status, 200, 'the response');
		});
		await step('another connection shows another form', async () => {
			await panel.picker('connection').open();
			await panel.picker('connection').pick('BambooHR · HRIS');
			await eventually('the form of BambooHR', async () => (await panel.settingsForm.labels()).some((label) => label.startsWith('Subdomain')));
			const labels = (await panel.settingsForm.labels()).join('\n');
			assert(!labels.includes('Tenant'), `Nothing of Workday's is left: ${labels}`);
		});
	},
};

function sorted(fields: object): object {
	return Object.fromEntries(Object.entries(fields).sort(([a], [b]) => a.localeCompare(b)));
}

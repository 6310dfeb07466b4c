import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { INode, INodeProperties, INodeTypeDescription, NodeParameterValueType } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';

import type { Engine, WorkflowDefinition } from '../../tools/engine';
import { loadEngine } from './support';

let engine: Engine;
beforeAll(async () => {
	engine = await loadEngine();
});

const FOLDER = path.join(__dirname, '../../examples');
const FILES = readdirSync(FOLDER).filter((file) => file.endsWith('.json'));
const textOf = (file: string) => readFileSync(path.join(FOLDER, file), 'utf8');
const example = (file: string) => JSON.parse(textOf(file)) as WorkflowDefinition & { name: string; pinData: object };

const noteOf = ({ nodes }: WorkflowDefinition) => String(nodes.find(({ type }) => type.endsWith('stickyNote'))?.parameters.content);
const mailsOf = ({ nodes }: WorkflowDefinition) => nodes.filter(({ type }) => type === 'n8n-nodes-base.emailSend');

type Field = INodeProperties & { options?: INodeProperties[] };

/** What is wrong with a value for its field: an option that does not exist, a key of a collection that does not, a mode. */
function wrongWith(value: unknown, field: Field, at: string): string[] {
	if (typeof value === 'string' && value.startsWith('=')) return [];
	const options = field.options ?? [];
	const allowed = options.map((option) => ('value' in option ? option.value : option.name) as NodeParameterValueType);
	if (field.type === 'options') return allowed.includes(value as string) ? [] : [`${at} has no option ${String(value)}`];
	if (field.type === 'multiOptions') return (value as string[]).filter((one) => !allowed.includes(one)).map((one) => `${at} has no option ${one}`);
	if (field.type === 'collection') {
		return Object.entries(value as object).flatMap(([key, inner]) => {
			const option = options.find(({ name }) => name === key);
			return option ? wrongWith(inner, option as Field, `${at}.${key}`) : [`${at} has no field ${key}`];
		});
	}
	if (field.type === 'resourceLocator') {
		const { __rl, mode } = value as { __rl?: boolean; mode?: string };
		return __rl === true && field.modes?.some(({ name }) => name === mode) ? [] : [`${at} has no mode ${mode}`];
	}
	if (['boolean', 'number', 'string'].includes(field.type) && typeof value !== field.type) return [`${at} is ${typeof value}, not ${field.type}`];
	return [];
}

/** What is wrong with the parameters of a node of this package; a field that is not shown counts as one that does not exist. */
function wrongParameters({ parameters, name, typeVersion }: INode, description: INodeTypeDescription): string[] {
	const shown = description.properties.filter((property) => NodeHelpers.displayParameter(parameters, property, { typeVersion }, description));
	const missing = shown
		.filter(({ required, name: field }) => required && [undefined, ''].includes(parameters[field] as string))
		.map(({ name: field }) => `${name}.${field} is required`);
	return [
		...missing,
		...Object.entries(parameters).flatMap(([key, value]) => {
			const field = shown.find((property) => property.name === key);
			return field ? wrongWith(value, field as Field, `${name}.${key}`) : [`${name} has no field ${key}`];
		}),
	];
}

describe.each(FILES)('%s', (file) => {
	const workflow = example(file);

	it('can be imported: names and IDs are unique, connections lead to nodes', () => {
		const names = workflow.nodes.map(({ name }) => name);
		expect(new Set(names).size).toBe(names.length);
		expect(new Set(workflow.nodes.map(({ id }) => id)).size).toBe(names.length);
		expect(workflow.name).not.toBe('');
		for (const [from, outputs] of Object.entries(workflow.connections)) {
			expect(names).toContain(from);
			for (const { node, type, index } of (outputs.main ?? []).flatMap((targets) => targets ?? [])) {
				expect([names.includes(node), type, index]).toEqual([true, 'main', 0]);
			}
		}
		const reached = Object.values(workflow.connections).flatMap(({ main }) => (main ?? []).flatMap((targets) => (targets ?? []).map(({ node }) => node)));
		const triggers = workflow.nodes.filter(({ type }) => /Trigger$/.test(type)).map(({ name }) => name);
		expect(triggers).toHaveLength(1);
		const notes = workflow.nodes.filter(({ type }) => type === 'n8n-nodes-base.stickyNote').map(({ name }) => name);
		expect([...new Set(reached), ...triggers, ...notes].sort()).toEqual(names.sort());
		expect(workflow.settings?.executionOrder).toBe('v1');
	});

	it('holds no ID of a credential, no pinned data and no secret', () => {
		for (const { credentials } of workflow.nodes) {
			for (const { id, name } of Object.values(credentials ?? {})) expect([id, name]).toEqual(['', 'Apideck account']);
		}
		expect(workflow.pinData).toEqual({});
		expect(textOf(file)).not.toMatch(/sk_|xox[abp]-|Bearer |eyJ|hooks\.slack\.com|staticData|"meta"|instanceId/);
		expect(textOf(file).match(/[\w.]+@[\w.]+/g)?.filter((address) => !address.endsWith('@example.com')) ?? []).toEqual([]);
	});

	it('uses nodes, versions, fields and options that exist', () => {
		for (const node of workflow.nodes) {
			const { description } = engine.types.getByNameAndVersion(node.type, node.typeVersion);
			expect([description.version].flat()).toContain(node.typeVersion);
			if (node.type.startsWith('n8n-nodes-apideck-vault.')) expect(wrongParameters(node, description)).toEqual([]);
			else if (!node.type.endsWith('stickyNote')) {
				const known = description.properties.map(({ name }) => name);
				expect(Object.keys(node.parameters).filter((name) => !known.includes(name))).toEqual([]);
			}
		}
	});

	it('says on its note what it does and what to do before it is published', () => {
		expect(noteOf(workflow)).toMatch(new RegExp(`^## ${workflow.name}\n`));
		expect(noteOf(workflow)).toMatch(/\n\n\*\*To do before you publish\*\*\n1\. Select your \*\*Apideck account\*\* in [\s\S]*\n2\. /);
		for (const [, name = ''] of noteOf(workflow).matchAll(/ in \*([^*]+)\*[,.]? (?:and|Change|\n)/g)) expect(workflow.nodes.map((node) => node.name)).toContain(name);
	});

	it('emails no real customer on import, and says so first', () => {
		const toCustomers = mailsOf(workflow).filter(({ parameters }) => String(parameters.toEmail).startsWith('='));
		for (const { name, disabled } of toCustomers) {
			expect([name, disabled]).toEqual([name, true]);
			expect(noteOf(workflow)).toContain(
				`## ${workflow.name}\n**A test run emails your real customers** once *${name}* is enabled. The node is disabled on import: enable it after you check the list.\n`,
			);
		}
		expect(workflow.nodes.filter(({ disabled }) => disabled)).toEqual(toCustomers);
		if (toCustomers.length === 0) expect(noteOf(workflow)).not.toContain('real customers');
	});

	it('writes to customers without technical terms', () => {
		for (const { parameters } of mailsOf(workflow).filter(({ parameters: { toEmail } }) => String(toEmail).startsWith('='))) {
			const own = `${String(parameters.subject)} ${String(parameters.text)}`.replace(/\{\{.*?\}\}/gs, '');
			expect(own).not.toMatch(/apideck|vault|token|credential|health|audit|consumer/i);
			expect(String(parameters.text)).not.toMatch(/json\.(reason|remedy)/);
		}
	});

	it('sends every email from the same address', () => {
		for (const { parameters } of mailsOf(workflow)) expect(parameters.fromEmail).toBe('integrations@example.com');
	});
});

it('the check sees a field, an option and a mode that do not exist', () => {
	const { description } = engine.types.getByNameAndVersion(engine.type('apideckVault'), 1);
	const node = (parameters: object): INode => ({
		id: 'vault',
		name: 'Vault',
		type: 'n8n-nodes-apideck-vault.apideckVault',
		typeVersion: 1,
		position: [0, 0],
		parameters: { resource: 'audit', operation: 'getFindings', ...parameters },
	});
	expect(
		wrongParameters(
			node({
				includeLinks: true,
				consumerScope: 'some',
				filters: { actors: ['consumer', 'somebody'], severity: 'critical' },
				consumer: { __rl: true, mode: 'id', value: 'x' },
				options: { includeLink: 'yes' },
			}),
			description,
		),
	).toEqual([
		'Vault has no field includeLinks',
		'Vault.consumerScope has no option some',
		'Vault.filters.actors has no option somebody',
		'Vault.filters has no field severity',
		'Vault has no field consumer',
		'Vault.options.includeLink is string, not boolean',
	]);
	expect(wrongParameters(node({ consumerScope: 'one', consumer: { __rl: true, mode: 'name', value: 'x' } }), description)).toEqual(['Vault.consumer has no mode name']);
});

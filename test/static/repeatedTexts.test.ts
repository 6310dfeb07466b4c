import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';
import ts from 'typescript';

import { ApideckApi } from '../../credentials/ApideckApi.credentials';
import { ApideckVault } from '../../nodes/ApideckVault/ApideckVault.node';
import { ApideckVaultTrigger } from '../../nodes/ApideckVault/ApideckVaultTrigger.node';

const ROOT = path.join(__dirname, '../..');

type Nested = INodeProperties | INodePropertyOptions | INodePropertyCollection;

/** Labels of parameters, the values that their lists allow, and the names of those values. */
class Declared {
	readonly labels = new Set<string>();
	readonly values = new Set<string>();
	readonly optionNames = new Set<string>();

	add(list: Nested[], fromList = false): void {
		for (const entry of list) {
			if ('displayName' in entry) this.labels.add(entry.displayName);
			if ('value' in entry && !('type' in entry)) {
				this.optionNames.add(entry.name);
				if (fromList && typeof entry.value === 'string') this.values.add(entry.value);
			}
			// The names of resources, operations and output fields are keys of the code, too.
			const isList = 'type' in entry && !['fields', 'operation', 'resource'].includes(entry.name);
			if ('options' in entry && Array.isArray(entry.options)) this.add(entry.options as Nested[], isList);
			if ('values' in entry) this.add(entry.values);
		}
	}
}

const nodes = new Declared();
for (const { description } of [new ApideckVault(), new ApideckVaultTrigger()]) nodes.add(description.properties);
const credential = new Declared();
credential.add(new ApideckApi().properties);

/** Every string of the sources with its file; of a template, each part. */
const strings = readdirSync(path.join(ROOT, 'nodes/ApideckVault'), { recursive: true, encoding: 'utf8' })
	.filter((name) => name.endsWith('.ts'))
	.flatMap((file) => {
		const found: Array<{ file: string; text: string }> = [];
		const visit = (node: ts.Node): void => {
			const isText = ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node);
			if (isText && !ts.isImportDeclaration(node.parent) && !ts.isLiteralTypeNode(node.parent)) found.push({ file, text: node.text });
			ts.forEachChild(node, visit);
		};
		visit(ts.createSourceFile(file, readFileSync(path.join(ROOT, 'nodes/ApideckVault', file), 'utf8'), ts.ScriptTarget.ES2022, true));
		return found;
	});

const ANY = Infinity;

/** How often a string may stand in the sources, and why more than once. */
type Allowed = Array<[reason: string, counts: Record<string, number>]>;

const LABELS: Allowed = [
	['Different parameters share a label.', { 'Additional Fields': 3, 'Consumer ID Starts With': 4, 'End Date': 2, Filters: 5, Options: 2, 'Redirect URL': 3, 'Start Date': 2 }],
	['A word of the report, of a mask, of a resource or of the dashboard is spelled like a label.', { Configuration: 2, Connection: 2, Consumer: 7, Email: 2, Value: 3 }],
	['The loop refuses an unknown resource or operation, and cannot import the table that declares the lists.', { Resource: 3, Operation: 2 }],
	['The trigger reads its own parameters, and names them in errors.', { Consumers: 4, 'Include Payload': 2, 'Redact Secrets': 3, 'Unified APIs': 5 }],
	['The editor lists name the parameter that they depend on.', { 'Target Field': 2 }],
	['Rows are declared and read apart, and errors name the column.', { Defaults: 2, 'Field ID': 2, 'Resource Name or ID': 3, 'Value Type': 2 }],
	['The parameter is declared and checked in one file.', { Fields: 2, 'Settings to Send': 2, 'Status Codes': 2 }],
];

const VALUES: Allowed = [
	['The compiler checks what is compared with it.', { all: 9, changes: 3, one: 3, raw: 3, selected: 4, simplified: 3, fields: 4, json: 6, allow: 3, configured: 3, notConfigured: 2 }],
	['It is also a default.', { critical: 2, never: 2, warning: 3, CONTAINS: 2, reauthorize: 2 }],
	["It is also a word of JavaScript, of n8n's parameters, of HTTP or of Apideck.", { boolean: ANY, list: ANY, number: ANY, text: ANY, consumer: ANY, info: ANY, you: ANY, vault: ANY, DELETE: ANY, GET: ANY, PATCH: ANY, POST: ANY, '*': ANY, 'vault.connection.deleted': 2 }],
];

/** Texts that the sources contain more often than allowed. */
function repeated(texts: Set<string>, inFiles: RegExp, allowed: Allowed): string[] {
	const most = Object.assign({}, ...allowed.map(([, counts]) => counts)) as Record<string, number>;
	return [...texts].flatMap((text) => {
		const files = strings.filter((one) => one.text === text && inFiles.test(one.file)).map(({ file }) => file);
		return files.length > (most[text] ?? 1) ? [`${text}: ${files.join(', ')}`] : [];
	});
}

it('no label of a parameter is typed twice without a reason', () => {
	expect(repeated(nodes.labels, /./, LABELS)).toEqual([]);
});

it('no allowed value of a parameter is typed twice without a reason', () => {
	expect(repeated(nodes.values, /^(actions|fields|trigger)\//, VALUES)).toEqual([]);
});

/** Quoted names that are not parameters: settings that n8n adds to every node, and a font. */
const OTHER_NAMES = ['Execute Once', 'On Error', 'Segoe UI'];

/** Texts leave out the unit of a label. */
const withoutUnit = (label: string) => label.replace(/ \([^()]*\)$/, '');

it('a label that a text quotes exists, so a text cannot outlive the label', () => {
	const known = new Set([...nodes.labels, ...[...nodes.labels].map(withoutUnit), ...nodes.optionNames, ...credential.labels, ...OTHER_NAMES]);
	// Names of parameters: words in title case, as far as the quotes go.
	const quotes = strings.flatMap(({ file, text }) => [...text.matchAll(/(?<!\w)'([A-Z][A-Za-z]*(?: (?:[A-Z(][\w)]*|by|in|of|or|the|to|With|with))*)'(?!\w)/g)].map(([, name = '']) => ({ file, name })));
	expect(quotes.length).toBeGreaterThan(30);
	expect(quotes.filter(({ name }) => !known.has(name))).toEqual([]);
});

import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { INodeTypeDescription } from 'n8n-workflow';

import { ApideckVault } from '../../nodes/ApideckVault/ApideckVault.node';
import { ApideckVaultTrigger } from '../../nodes/ApideckVault/ApideckVaultTrigger.node';

const ROOT = path.join(__dirname, '../..');
const DESCRIPTIONS = { ApideckVault: new ApideckVault().description, ApideckVaultTrigger: new ApideckVaultTrigger().description };

/** The rules that `n8n-node lint` applies to parameters. They read literals only, and see nothing of what constructors build. */
const PARAMETER_RULE = /^n8n-nodes-base\/node-param-/;

/** Violations that are wanted: the rule, a pattern of the offending line, and the reason. */
const ALLOWED: Array<[rule: string, line: RegExp, reason: string]> = [
	['node-param-resource-with-plural-option', /^name: "Resource Settings"/, 'The settings of a resource have no singular.'],
];

interface Violation {
	rule: string;
	line: string;
	message: string;
}

/** A value as the source text of a literal, one property per line. */
function literal(value: unknown, indent = '\t'): string {
	const inner = `${indent}\t`;
	if (Array.isArray(value)) return `[\n${value.map((entry) => `${inner}${literal(entry, inner)},\n`).join('')}${indent}]`;
	if (typeof value !== 'object' || value === null) return JSON.stringify(value);
	const entries = Object.entries(value).filter(([, entry]) => entry !== undefined);
	const key = (name: string) => (/^[A-Za-z_]\w*$/.test(name) ? name : JSON.stringify(name));
	return `{\n${entries.map(([name, entry]) => `${inner}${key(name)}: ${literal(entry, inner)},\n`).join('')}${indent}}`;
}

/** Lints these descriptions with the package's own configuration, as files of a package of their own. */
function lint(descriptions: Record<string, Partial<INodeTypeDescription>>): Violation[] {
	const folder = mkdtempSync(path.join(tmpdir(), 'parameter-rules-'));
	try {
		mkdirSync(path.join(folder, 'nodes'));
		for (const [name, description] of Object.entries(descriptions)) {
			const source = `import type { INodeType, INodeTypeDescription } from 'n8n-workflow';\n\nexport class ${name} implements INodeType {\n\tdescription: INodeTypeDescription = ${literal(description)};\n}\n`;
			writeFileSync(path.join(folder, 'nodes', `${name}.node.ts`), source);
		}
		symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
		writeFileSync(path.join(folder, 'package.json'), readFileSync(path.join(ROOT, 'package.json')));
		writeFileSync(path.join(folder, 'eslint.config.mjs'), "export { config as default } from '@n8n/node-cli/eslint';\n");
		const { stdout, stderr } = spawnSync(process.execPath, [path.join(ROOT, 'node_modules/eslint/bin/eslint.js'), '--format', 'json', 'nodes'], { cwd: folder, encoding: 'utf8', maxBuffer: 1e9 });
		if (stdout === '') throw new Error(stderr);
		const reports = JSON.parse(stdout) as Array<{ source?: string; messages: Array<{ ruleId: string | null; line: number; message: string; fatal?: boolean }> }>;
		return reports.flatMap(({ source = '', messages }) => {
			const lines = source.split('\n');
			return messages
				.filter(({ ruleId, fatal }) => fatal === true || PARAMETER_RULE.test(ruleId ?? ''))
				.map(({ ruleId, line, message }) => ({ rule: (ruleId ?? 'fatal').replace('n8n-nodes-base/', ''), line: lines[line - 1]!.trim(), message }));
		});
	} finally {
		rmSync(folder, { recursive: true, force: true });
	}
}

const isAllowed = ({ rule, line }: Violation) => ALLOWED.some(([allowed, pattern]) => allowed === rule && pattern.test(line));

it("the built parameters of both nodes follow n8n's lint rules", () => {
	const violations = lint(DESCRIPTIONS);
	expect(violations.filter((violation) => !isAllowed(violation))).toEqual([]);
	expect(ALLOWED.filter(([rule, pattern]) => !violations.some((violation) => violation.rule === rule && pattern.test(violation.line)))).toEqual([]);
}, 600_000);

it('the rules see what is wrong in a description that is written out', () => {
	const wrong = {
		displayName: 'active',
		name: 'active',
		type: 'boolean' as const,
		default: false,
		description: 'If it is active.',
	};
	const found = lint({ Wrong: { displayName: 'Wrong', name: 'wrong', properties: [wrong] } }).map(({ rule }) => rule);
	expect(found).toEqual(expect.arrayContaining(['node-param-display-name-miscased', 'node-param-description-boolean-without-whether', 'node-param-description-excess-final-period']));
}, 600_000);

/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only: never runs inside n8n */
import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const ROOT = path.join(__dirname, '..', '..');
const CRUISED = ['nodes', 'credentials', 'sandbox', 'embedded', 'demo', 'e2e', 'test'];
const COPIED = [...CRUISED, 'scripts', 'package.json', 'tsconfig.json', 'jest.config.js', '.dependency-cruiser.cjs'];
const { forbidden } = jest.requireActual<{ forbidden: Array<{ name: string }> }>(path.join(ROOT, '.dependency-cruiser.cjs'));
const NODE = 'nodes/ApideckVault';

/** What one line, appended to a file (a new one called planted… unless it is there), must be refused by. */
const PLANTED: Array<[rule: string, file: string, line: string]> = [
	['arrow-actions', `${NODE}/actions/planted.ts`, "import '../methods/title';"],
	['arrow-methods', `${NODE}/methods/planted.ts`, "import '../audit/verdict';"],
	['arrow-trigger', `${NODE}/trigger/planted.ts`, "import '../actions/runItems';"],
	['arrow-fields', `${NODE}/fields/planted.ts`, "import type { VaultCall } from '../transport/call'; export type Planted = VaultCall;"],
	['arrow-transport', `${NODE}/transport/plantedActions.ts`, "import '../actions/pool';"],
	['arrow-transport', `${NODE}/transport/plantedAudit.ts`, "import '../audit/verdict';"],
	['arrow-audit', `${NODE}/audit/planted.ts`, "import '../actions/pool';"],
	['arrow-secrets', `${NODE}/secrets/planted.ts`, "import '../vault/time';"],
	['arrow-vault', `${NODE}/vault/planted.ts`, "import '../transport/pages';"],
	['arrow-node', `${NODE}/ApideckVault.node.ts`, "import './transport/client';"],
	['arrow-node', `${NODE}/ApideckVaultTrigger.node.ts`, "import './fields/text';"],
	['nothing-imports-a-node-file', `${NODE}/actions/plantedNode.ts`, "import '../ApideckVault.node';"],
	['only-the-table-imports-operations', `${NODE}/actions/connection/plantedOperation.ts`, "import './get.operation';"],
	['only-the-table-imports-resources', `${NODE}/actions/plantedResource.ts`, "import './connection';"],
	['the-table-takes-its-own-operations', `${NODE}/actions/log/index.ts`, "import '../connection/get.operation';"],
	['credential-imports-the-address-check', 'credentials/planted.ts', "import '../nodes/ApideckVault/transport/client';"],
	['no-import-of-a-credential', `${NODE}/transport/plantedCredential.ts`, "import '../../../credentials/ApideckApi.credentials';"],
	['shipped-imports-nothing-from-outside', `${NODE}/transport/plantedSandbox.ts`, "import '../../../sandbox';"],
	['shipped-imports-nothing-from-outside', 'credentials/plantedEmbedded.ts', "import '../embedded';"],
	['shipped-has-no-run-time-dependency', `${NODE}/transport/plantedPackage.ts`, "import 'axios';"],
	['shipped-has-no-run-time-dependency', `${NODE}/transport/plantedType.ts`, "import type { AxiosInstance } from 'axios'; export type Planted = AxiosInstance;"],
	['shipped-has-no-run-time-dependency', `${NODE}/transport/plantedBuiltin.ts`, "import 'node:fs/promises';"],
	['pure-folders-know-no-n8n', `${NODE}/audit/plantedN8n.ts`, "import 'n8n-workflow';"],
	['pure-folders-know-no-n8n', `${NODE}/vault/plantedN8n.ts`, "import type { INode } from 'n8n-workflow'; export type Planted = INode;"],
	['pure-folders-know-no-n8n', `${NODE}/trigger/delivery.ts`, "import '../fields/item';"],
	['doubles-stand-alone', 'sandbox/planted.ts', "import '../nodes/ApideckVault/vault/time';"],
	['doubles-stand-alone', 'embedded/planted.ts', "import '../sandbox';"],
	['nothing-imports-a-program-above-it', 'e2e/planted.ts', "import '../demo/colour';"],
	['no-cycle', `${NODE}/vault/plantedCycle.ts`, "import './plantedOther';"],
	['no-cycle', `${NODE}/vault/plantedOther.ts`, "import './plantedCycle';"],
	['no-orphan', `${NODE}/vault/plantedOrphan.ts`, 'export const planted = true;'],
	['no-import-that-is-not-there', `${NODE}/vault/plantedMissing.ts`, "import './nowhere';"],
];

interface Violation {
	rule: { name: string };
	from: string;
	to: string;
	cycle?: Array<{ name: string }>;
}

/** A cycle is reported once, from one of its files. */
function concerns({ from, cycle = [] }: Violation, files: string[]): boolean {
	return files.includes(from) || cycle.some(({ name }) => files.includes(name));
}

let folder: string;
let violations: Violation[];

beforeAll(async () => {
	folder = mkdtempSync(path.join(tmpdir(), 'apideck-vault-rules-'));
	for (const name of COPIED) cpSync(path.join(ROOT, name), path.join(folder, name), { recursive: true });
	symlinkSync(path.join(ROOT, 'node_modules'), path.join(folder, 'node_modules'));
	for (const [, file, line] of PLANTED) appendFileSync(path.join(folder, file), `${line}\n`);
	const cruiser = path.join(ROOT, 'node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
	const { stdout } = await promisify(execFile)(process.execPath, [cruiser, ...CRUISED, '--output-type', 'json'], { cwd: folder, maxBuffer: 1e9 });
	violations = (JSON.parse(stdout) as { summary: { violations: Violation[] } }).summary.violations;
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('dependency rules', () => {
	it.each(PLANTED)('%s refuses it in %s: %s', (rule, file) => {
		expect(violations.filter((violation) => concerns(violation, [file])).map((violation) => violation.rule.name)).toContain(rule);
	});

	it('are all tried', () => {
		expect(new Set(PLANTED.map(([rule]) => rule))).toEqual(new Set(forbidden.map(({ name }) => name)));
	});

	it('find nothing in the files as they are', () => {
		const planted = PLANTED.map(([, file]) => file);
		expect(violations.filter((violation) => !concerns(violation, planted))).toEqual([]);
	});
});

import { execFile } from 'node:child_process';
import { appendFileSync, cpSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

const ROOT = path.join(__dirname, '..', '..');
const CRUISED = ['nodes', 'credentials', 'tools', 'test'];
const COPIED = [...CRUISED, 'package.json', 'tsconfig.json', 'jest.config.js', '.dependency-cruiser.cjs'];
const { forbidden } = jest.requireActual<{ forbidden: Array<{ name: string }> }>(path.join(ROOT, '.dependency-cruiser.cjs'));
const NODE = 'nodes/ApideckVault';

/** Import lines that must violate a rule, each appended to a file. A missing file is created. */
const PLANTED: Array<[rule: string, file: string, line: string]> = [
	['allowed-imports-actions', `${NODE}/actions/planted.ts`, "import '../methods/context';"],
	['allowed-imports-methods', `${NODE}/methods/planted.ts`, "import '../audit/rules/rule';"],
	['allowed-imports-trigger', `${NODE}/trigger/planted.ts`, "import '../actions/execute';"],
	['allowed-imports-trigger', `${NODE}/trigger/plantedScan.ts`, "import '../audit/scan/scanContext';"],
	['allowed-imports-fields', `${NODE}/fields/planted.ts`, "import type { VaultCall } from '../transport/call'; export type Planted = VaultCall;"],
	['allowed-imports-parameters', `${NODE}/parameters/planted.ts`, "import '../fields/consumer';"],
	['allowed-imports-transport', `${NODE}/transport/plantedActions.ts`, "import '../actions/output';"],
	['allowed-imports-transport', `${NODE}/transport/plantedAudit.ts`, "import '../audit/rules/rule';"],
	['allowed-imports-audit-scan', `${NODE}/audit/scan/planted.ts`, "import '../../parameters/param';"],
	['allowed-imports-audit-report', `${NODE}/audit/report/planted.ts`, "import '../scan/scanContext';"],
	['allowed-imports-audit-issues', `${NODE}/audit/issues/planted.ts`, "import '../report/format';"],
	['allowed-imports-audit-rules', `${NODE}/audit/rules/planted.ts`, "import '../issues/finding';"],
	['allowed-imports-secrets', `${NODE}/secrets/planted.ts`, "import '../api/time';"],
	['allowed-imports-api', `${NODE}/api/planted.ts`, "import '../transport/paginate';"],
	['allowed-imports-node-file', `${NODE}/ApideckVault.node.ts`, "import './transport/client';"],
	['allowed-imports-node-file', `${NODE}/ApideckVaultTrigger.node.ts`, "import './fields/consumer';"],
	['nothing-imports-a-node-file', `${NODE}/actions/plantedNode.ts`, "import '../ApideckVault.node';"],
	['only-resources-import-operations', `${NODE}/actions/connection/plantedOperation.ts`, "import './get.operation';"],
	['only-the-router-imports-resources', `${NODE}/actions/plantedResource.ts`, "import './connection';"],
	['resources-list-only-their-own-operations', `${NODE}/actions/log/index.ts`, "import '../connection/get.operation';"],
	['allowed-imports-credential', 'credentials/planted.ts', "import '../nodes/ApideckVault/transport/client';"],
	['no-import-of-a-credential', `${NODE}/transport/plantedCredential.ts`, "import '../../../credentials/ApideckApi.credentials';"],
	['shipped-imports-only-shipped-files', `${NODE}/transport/plantedSandbox.ts`, "import '../../../tools/sandbox';"],
	['shipped-imports-only-shipped-files', 'credentials/plantedEmbedded.ts', "import '../tools/engine';"],
	['shipped-has-no-runtime-dependency', `${NODE}/transport/plantedPackage.ts`, "import 'axios';"],
	['shipped-has-no-runtime-dependency', `${NODE}/transport/plantedType.ts`, "import type { AxiosInstance } from 'axios'; export type Planted = AxiosInstance;"],
	['shipped-has-no-runtime-dependency', `${NODE}/transport/plantedBuiltin.ts`, "import 'node:fs/promises';"],
	['pure-folders-do-not-depend-on-n8n', `${NODE}/audit/rules/plantedN8n.ts`, "import 'n8n-workflow';"],
	['pure-folders-do-not-depend-on-n8n', `${NODE}/api/plantedN8n.ts`, "import type { INode } from 'n8n-workflow'; export type Planted = INode;"],
	['pure-folders-do-not-depend-on-n8n', `${NODE}/trigger/delivery.ts`, "import '../parameters/itemParameters';"],
	['doubles-are-independent', 'tools/sandbox/planted.ts', "import '../../nodes/ApideckVault/api/time';"],
	['doubles-are-independent', 'tools/engine/planted.ts', "import '../sandbox';"],
	['tools-do-not-import-programs', 'tools/n8n/planted.ts', "import '../demo/color';"],
	['no-cycle', `${NODE}/api/plantedCycle.ts`, "import './plantedOther';"],
	['no-cycle', `${NODE}/api/plantedOther.ts`, "import './plantedCycle';"],
	['no-orphan', `${NODE}/api/plantedOrphan.ts`, 'export const planted = true;'],
	['no-unresolved-import', `${NODE}/api/plantedMissing.ts`, "import './nowhere';"],
];

interface Violation {
	rule: { name: string };
	from: string;
	to: string;
	cycle?: Array<{ name: string }>;
}

/** dependency-cruiser reports a cycle once, from one of its files. */
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
	it.each(PLANTED)('%s rejects in %s: %s', (rule, file) => {
		expect(violations.filter((violation) => concerns(violation, [file])).map((violation) => violation.rule.name)).toContain(rule);
	});

	it('every rule has a planted violation', () => {
		expect(new Set(PLANTED.map(([rule]) => rule))).toEqual(new Set(forbidden.map(({ name }) => name)));
	});

	it('the current files violate no rule', () => {
		const planted = PLANTED.map(([, file]) => file);
		expect(violations.filter((violation) => !concerns(violation, planted))).toEqual([]);
	});
});

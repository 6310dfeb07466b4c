import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const ROOT = path.join(__dirname, '../..');

/** What the engine tests of an operation need. */
const COPIED = ['nodes', 'credentials', 'icons', 'test', 'tools/engine', 'tools/sandbox', 'jest.config.js', 'package.json', 'tsconfig.json'];

const PAGE = readFileSync(path.join(ROOT, 'docs/add-an-operation.md'), 'utf8');
const NAME = /export const (\w+)/.exec(PAGE)?.[1] ?? '';

/** The files that the page names, and the code that it shows, step by step. */
const [OPERATION, TABLE, FIXTURE] = ['1', '2', '3'].map((step) => {
	const [section = ''] = PAGE.split(/^## /m).filter((text) => text.startsWith(`${step}. `));
	return { file: /`((?:nodes|test)\/[\w./]+)`/.exec(section)?.[1] ?? '', code: /```ts\n(.*?)```/s.exec(section)?.[1] ?? '' };
}) as [Step, Step, Step];

interface Step {
	file: string;
	code: string;
}

let copy: string;
const at = (file: string) => path.join(copy, file);

function edit(file: string, change: (text: string) => string): void {
	const text = readFileSync(at(file), 'utf8');
	const changed = change(text);
	expect(changed).not.toBe(text);
	writeFileSync(at(file), changed);
}

function node(...args: string[]): string {
	const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: copy, encoding: 'utf8', env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0' } });
	return `${stdout}${stderr}exit code ${status}`;
}

beforeAll(() => {
	copy = mkdtempSync(path.join(tmpdir(), 'add-operation-'));
	const filter = (file: string) => path.basename(file) !== 'node_modules';
	for (const name of COPIED) cpSync(path.join(ROOT, name), at(name), { recursive: true, filter });
	symlinkSync(path.join(ROOT, 'node_modules'), at('node_modules'));

	expect(existsSync(at(OPERATION.file))).toBe(false);
	writeFileSync(at(OPERATION.file), OPERATION.code);
	edit(TABLE.file, (text) => text.replace(/^export const/m, `${TABLE.code}\n$&`).replace(/(operations: \{.*?),?(\s*\})/s, `$1, ${NAME}$2`));
	edit(FIXTURE.file, (text) => text.replace(/^\};\n$/m, `${FIXTURE.code}$&`));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

it('the page takes one new file, one entry in a table and one fixture', () => {
	expect([OPERATION.file, TABLE.file, FIXTURE.file]).toEqual([
		`nodes/ApideckVault/actions/connection/${NAME}.operation.ts`,
		'nodes/ApideckVault/actions/connection/index.ts',
		'test/operations/connection.ts',
	]);
	expect(PAGE.split(/\s+/).length).toBeLessThan(350);
});

it('an operation that is added by the steps of the page compiles, with its fixture', () => {
	writeFileSync(at('tsconfig.fixtures.json'), JSON.stringify({ extends: './test/tsconfig.json', compilerOptions: { rootDir: '.' }, include: ['test/operations/index.ts', OPERATION.file] }));
	expect(node('node_modules/typescript/bin/tsc', '-p', 'tsconfig.fixtures.json')).toBe('exit code 0');
}, 600_000);

it('an operation that is added by the steps of the page works in the engine, in every way that a fixture is tested', () => {
	const tests = ['test/engine/vaultOperations', 'test/unit/actions/description', 'test/contract/vaultDifferential'];
	const report = node('node_modules/jest/bin/jest.js', ...tests, '--verbose', '-t', `${NAME}|have the values that saved workflows rely on`);
	expect(report).toContain('exit code 0');
	expect(report).toContain(`connection.${NAME}`);
	for (const title of ['sends its request and shapes the response', 'reads every parameter for its own item', 'explains a 404 of Apideck', 'is retried after a lost response']) {
		expect(report).toContain(`✓ ${title}`);
	}
	expect(report).toMatch(new RegExp(`✓ connection\\.${NAME} \\(1\\)`));
	expect(report).toMatch(new RegExp(`✓ connection ${NAME}`));
}, 600_000);

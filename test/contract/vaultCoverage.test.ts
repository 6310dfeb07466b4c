/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- development only: runs the script as CI does */
import { spawnSync } from 'node:child_process';
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { resources } from '../../nodes/ApideckVault/actions/operations';

const root = path.join(__dirname, '../..');

let folder: string;
beforeEach(() => {
	folder = mkdtempSync(path.join(tmpdir(), 'coverage-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const LEFT_OUT = ['connectionsAuthorize', 'connectionsRevoke', 'connectionsCallback', 'vaultOAuthDisconnect', 'vaultOAuthDisconnectCallback'];

/** A specification of exactly what the operations declare, and what is left out. */
function specification(extra: string[] = []): string {
	const declared = Object.values(resources).flatMap(({ operations }) => Object.values(operations).flatMap(({ endpoints }) => endpoints));
	const endpoints = [...new Set([...declared, ...extra])].map((endpoint, index) => [endpoint, `operation${index}`] as const);
	const left = LEFT_OUT.map((id) => [`GET /left/${id}`, id] as const);
	const paths: Record<string, Record<string, object>> = {};
	for (const [endpoint, operationId] of [...endpoints, ...left]) {
		const [method = '', template = ''] = endpoint.split(' ');
		(paths[template] ??= {})[method.toLowerCase()] = { operationId };
	}
	// JSON is YAML.
	return JSON.stringify({ info: { version: 'test' }, paths });
}

/** A copy of the project in which the script finds what a test puts there. */
function project({ spec, testedBy }: { spec?: string; testedBy?: (text: string) => string }) {
	const copy = path.join(folder, 'project');
	mkdirSync(path.join(copy, 'scripts'), { recursive: true });
	mkdirSync(path.join(copy, 'docs'));
	copyFileSync(path.join(root, 'scripts/coverage.mjs'), path.join(copy, 'scripts/coverage.mjs'));
	for (const name of ['nodes', 'node_modules']) symlinkSync(path.join(root, name), path.join(copy, name));
	cpSync(path.join(root, 'test'), path.join(copy, 'test'), { recursive: true });
	if (testedBy) {
		const file = path.join(copy, 'test/testedBy.json');
		writeFileSync(file, testedBy(readFileSync(file, 'utf8')));
	}
	if (spec !== undefined) {
		mkdirSync(path.join(folder, 'shared/openapi'), { recursive: true });
		writeFileSync(path.join(folder, 'shared/openapi/vault.yml'), spec);
	}
	return (...args: string[]) => {
		const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(copy, 'scripts/coverage.mjs'), ...args], { encoding: 'utf8' });
		return { status, stdout, stderr };
	};
}

it('this project passes its own check', () => {
	const { status, stdout, stderr } = spawnSync(process.execPath, [path.join(root, 'scripts/coverage.mjs'), '--check'], { encoding: 'utf8' });
	expect([status, stderr]).toEqual([0, '']);
	const here = existsSync(path.join(root, '../shared/openapi/vault.yml'));
	expect(stdout).toMatch(here ? /^Checked: \d+ endpoints, \d+ operations, every one with a test\./ : /^SKIPPED: /);
});

it('writes the page, and finds it out of date when it was changed', () => {
	const coverage = project({ spec: specification() });
	expect(coverage('--check')).toMatchObject({ status: 1, stderr: expect.stringContaining('docs/coverage.md is out of date') as unknown });
	expect(coverage()).toMatchObject({ status: 0, stderr: '' });
	expect(coverage('--check')).toMatchObject({ status: 0, stderr: '' });
	const page = path.join(folder, 'project/docs/coverage.md');
	const text = readFileSync(page, 'utf8');
	expect(text).toContain('| GET | `/vault/logs` | ');
	writeFileSync(page, text.replace('Log: Get Many', 'Log: Get Some'));
	expect(coverage('--check').status).toBe(1);
});

it('fails for an endpoint without an operation, and for an operation without its endpoint', () => {
	expect(project({ spec: specification(['PATCH /vault/new-thing']) })()).toMatchObject({
		status: 1,
		stderr: expect.stringMatching(/^PATCH \/vault\/new-thing \(operation\d+\) has no operation$/m) as unknown,
	});
	writeFileSync(path.join(folder, 'shared/openapi/vault.yml'), specification().replace('/vault/logs', '/vault/log'));
	const { status, stderr } = spawnSync(process.execPath, [path.join(folder, 'project/scripts/coverage.mjs')], { encoding: 'utf8' });
	expect([status, stderr]).toEqual([1, expect.stringContaining('log.getAll calls GET /vault/logs, which the specification does not have')]);
});

it('fails for a listed test that does not exist, and for an operation without one', () => {
	const renamed = project({ testedBy: (text) => text.replace('connection: get many', 'connection: get all of them') });
	expect(renamed('--check')).toMatchObject({
		status: 1,
		stderr: expect.stringContaining('connection.getAll: there is no test "connection: get all of them"') as unknown,
	});
	rmSync(path.join(folder, 'project'), { recursive: true });
	const removed = project({ testedBy: (text) => text.replace('"consumer.get"', '"consumer.gone"') });
	const { status, stderr } = removed('--check');
	expect(status).toBe(1);
	expect(stderr).toContain('consumer.get has no test');
	expect(stderr).toContain('consumer.gone, which is no operation');
});

it('writes nothing and fails without a specification; takes one by its path', () => {
	const coverage = project({});
	expect(coverage()).toMatchObject({ status: 1, stderr: expect.stringContaining('--spec=<file>') as unknown });
	expect(existsSync(path.join(folder, 'project/docs/coverage.md'))).toBe(false);
	const spec = path.join(folder, 'elsewhere.yml');
	expect(coverage(`--spec=${spec}`, '--check').status).toBe(1);
	writeFileSync(spec, specification());
	expect(coverage(`--spec=${spec}`)).toMatchObject({ status: 0, stderr: '' });
	expect(existsSync(path.join(folder, 'project/docs/coverage.md'))).toBe(true);
});

it('says clearly that it skipped the comparison where there is no specification', () => {
	const { status, stdout } = project({})('--check');
	expect([status, stdout]).toEqual([0, expect.stringMatching(/^SKIPPED: the comparison with the specification/)]);
});

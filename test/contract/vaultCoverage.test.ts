import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'yaml';

import { resources } from '../../nodes/ApideckVault/actions/router';
import { coveragePage, coverageProblems } from '../../tools/scripts/coverage.cjs';

const ROOT = path.join(__dirname, '../..');
const SCRIPT = path.join(ROOT, 'tools/scripts/coverage.cjs');
/** Apideck's OpenAPI description of the Vault, which is not part of this repository. */
const SPEC = path.join(ROOT, '../shared/openapi/vault.yml');

const LEFT_OUT = [...coveragePage(resources).matchAll(/^\| `(.+)` \| none \(/gm)].map(([, endpoint]) => endpoint!);

/** A specification of exactly what the operations declare, and what is left out. */
function specification(extra: string[] = []): string {
	const declared = Object.values(resources).flatMap(({ operations }) => Object.values(operations).flatMap(({ endpoints }) => endpoints));
	const paths: Record<string, Record<string, object>> = {};
	for (const endpoint of new Set([...declared, ...LEFT_OUT, ...extra])) {
		const [method = '', template = ''] = endpoint.split(' ');
		(paths[template] ??= {})[method.toLowerCase()] = {};
	}
	// JSON is YAML.
	return JSON.stringify({ info: { version: 'test' }, paths });
}

const problems = (spec: string) => coverageProblems(resources, parse(spec) as object);

it('docs/coverage.md matches the operations (npm run build writes it)', () => {
	expect(readFileSync(path.join(ROOT, 'docs/coverage.md'), 'utf8')).toBe(coveragePage(resources));
});

(existsSync(SPEC) ? it : it.skip)("the operations cover Apideck's specification", () => {
	expect(problems(readFileSync(SPEC, 'utf8'))).toEqual([]);
});

it('lists every endpoint once, with the operations that call it or the reason why there is none', () => {
	const page = coveragePage(resources);
	expect(page).toContain('| `GET /vault/logs` | Log: Get Many |\n');
	expect(page).toMatch(/^\| `GET \/vault\/consumers` \| .*Consumer: Get Many/m);
	expect(page).toMatch(/^\| `GET \/vault\/callback` \| none \(.+\) \|$/m);
	const endpoints = [...page.matchAll(/^\| `(.+?)` \|/gm)].map(([, endpoint]) => endpoint);
	expect(new Set(endpoints).size).toBe(endpoints.length);
	expect(LEFT_OUT).toHaveLength(5);
});

it('accepts a specification of exactly these endpoints', () => {
	expect(problems(specification())).toEqual([]);
});

it('reports an endpoint without an operation, and an operation without its endpoint', () => {
	expect(problems(specification(['PATCH /vault/new-thing']))).toEqual(['PATCH /vault/new-thing has no operation']);
	expect(problems(specification().replace('/vault/logs', '/vault/log'))).toEqual([
		'GET /vault/log has no operation',
		'log.getAll calls GET /vault/logs, which the specification does not have',
	]);
});

it('reports an operation that declares no endpoint, and a left-out endpoint that is gone', () => {
	const log = resources.log!;
	const silent = { ...log, operations: { getAll: { ...log.operations.getAll!, endpoints: [] } } };
	expect(coverageProblems({ ...resources, log: silent })).toEqual(['log.getAll declares no endpoint']);
	expect(problems(specification().replace('"/vault/callback"', '"/vault/gone"'))).toEqual([
		'GET /vault/gone has no operation',
		'GET /vault/callback is left out, but the specification does not have it',
	]);
});

it('as a command it takes a specification by its path, and fails without one', () => {
	const folder = mkdtempSync(path.join(tmpdir(), 'coverage-'));
	try {
		const spec = path.join(folder, 'vault.yml');
		const check = () => spawnSync(process.execPath, [SCRIPT, `--spec=${spec}`], { encoding: 'utf8' });
		expect(check()).toMatchObject({ status: 1, stderr: expect.stringContaining('--spec=<file>') as unknown });
		writeFileSync(spec, specification());
		expect(check()).toMatchObject({ status: 0, stderr: '' });
	} finally {
		rmSync(folder, { recursive: true });
	}
});

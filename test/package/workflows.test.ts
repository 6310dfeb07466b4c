import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

interface Step {
	uses?: string;
	run?: string;
	with?: Record<string, unknown>;
	env?: Record<string, string>;
}

interface Job {
	permissions?: Record<string, string>;
	'timeout-minutes'?: number;
	strategy?: { matrix?: Record<string, unknown[]> };
	steps: Step[];
}

interface Workflow {
	on: Record<string, unknown>;
	permissions?: object;
	concurrency?: object;
	jobs: Record<string, Job>;
}

const ROOT = path.join(__dirname, '..', '..');
const FOLDER = path.join(ROOT, '.github', 'workflows');
const read = (name: string) => readFileSync(path.join(FOLDER, name), 'utf8');
const NAMES = readdirSync(FOLDER);
const workflows = NAMES.map((name) => ({ name, text: read(name), workflow: parse(read(name)) as Workflow }));
const jobs = workflows.flatMap(({ name, workflow }) => Object.entries(workflow.jobs).map(([id, job]) => ({ id: `${name} ${id}`, job })));
const steps = jobs.flatMap(({ id, job }) => job.steps.map((step) => ({ id, step, job })));
const runs = steps.filter(({ step }) => step.run).map(({ id, step, job }) => ({ id, run: step.run!, job }));
/** The suites of `npm test -- <suite>`. */
const SUITES = [...readFileSync(path.join(ROOT, 'tools', 'scripts', 'suites.mjs'), 'utf8').matchAll(/^\t(\w+): (?:program|jest|tool)\(/gm)].map(([, name]) => name!);
const { scripts } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { scripts: Record<string, string> };

it('there is one workflow for changes and one for publishing', () => {
	expect(NAMES.sort()).toEqual(['ci.yml', 'publish.yml']);
	expect(runs.length).toBeGreaterThan(10);
});

describe.each(workflows)('$name', ({ text, workflow }) => {
	it('grants no permissions by default, and runs do not overlap', () => {
		expect(workflow.permissions).toEqual({});
		expect(workflow.concurrency).toHaveProperty('group');
	});

	it('pins every action to a commit, with its version in a comment', () => {
		const lines = text.split('\n').filter((line) => /\buses:/.test(line));
		expect(lines.length).toBeGreaterThan(0);
		for (const line of lines) expect(line).toMatch(/uses: actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
	});

	it('runs no foreign code with extended permissions, and uses no secret', () => {
		expect(workflow.on).not.toHaveProperty('pull_request_target');
		expect(workflow.on).not.toHaveProperty('workflow_run');
		expect(text).not.toMatch(/secrets[.[]|_TOKEN\b/);
	});
});

it('an action has the same commit everywhere', () => {
	const commits = new Map<string, Set<string>>();
	for (const { step } of steps.filter(({ step: { uses } }) => uses)) {
		const [action, commit] = step.uses!.split('@') as [string, string];
		commits.set(action, (commits.get(action) ?? new Set()).add(commit));
	}
	expect([...commits].filter(([, different]) => different.size > 1)).toEqual([]);
});

it.each(jobs)('$id has a timeout and at most read permissions, and only the publishing job may request an identity', ({ id, job }) => {
	expect(job['timeout-minutes']).toBeLessThanOrEqual(120);
	const expected = id === 'publish.yml publish' ? { contents: 'read', 'id-token': 'write' } : { contents: 'read' };
	expect(job.permissions).toEqual(expected);
});

it('the job that may request an identity runs no code of the project or its dependencies', () => {
	const { job } = jobs.find(({ id }) => id === 'publish.yml publish')!;
	const used = job.steps.map(({ uses, run }) => uses?.split('@')[0] ?? run!.trim());
	expect(used).toEqual([
		'actions/setup-node',
		'actions/download-artifact',
		expect.stringMatching(/^test "\$\(cat package\/\*\.tgz \| sha512sum/),
		'npm publish ./package/*.tgz --provenance --access public --ignore-scripts',
	]);
});

it('a checkout persists no credentials, and no build uses a cache', () => {
	const withOf = (action: string) => steps.filter(({ step }) => step.uses?.startsWith(`actions/${action}@`)).map(({ step }) => step.with);
	expect(withOf('checkout').length).toBeGreaterThan(0);
	for (const each of withOf('checkout')) expect(each).toMatchObject({ 'persist-credentials': false });
	for (const each of withOf('setup-node')) expect(each).toMatchObject({ 'package-manager-cache': false });
});

it('scripts contain no expressions, so that a branch or title cannot become a command', () => {
	expect(runs.filter(({ run }) => run.includes('${{'))).toEqual([]);
});

it('installing runs no scripts', () => {
	expect(runs.filter(({ run }) => /npm (ci|install)\b/.test(run) && !run.includes('--ignore-scripts'))).toEqual([]);
});

it('every script and every suite that runs exists', () => {
	const named = runs.flatMap(({ run }) => [...run.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name!));
	expect(named).toEqual(expect.arrayContaining(['lint', 'build']));
	expect(named.filter((name) => !(name in scripts))).toEqual([]);
	const ran = runs.flatMap(({ run, job }) => {
		const matrix = (job.strategy?.matrix?.suite ?? []) as string[];
		return [...run.matchAll(/npm test -- "?([\w$]+)/g)].flatMap(([, name]) => (name === '$SUITE' ? matrix : [name!]));
	});
	// `static` is a part of npm run lint.
	expect([...new Set(ran), 'static'].sort()).toEqual([...SUITES].sort());
	const files = runs.flatMap(({ run }) => [...run.matchAll(/\bnode ([\w./-]+)/g)].map(([, file]) => file!));
	expect(files).toContain('tools/scripts/releaseCheck.cjs');
	expect(files.filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
});

it('every supported Node version is tested', () => {
	const { job } = jobs.find(({ id }) => id === 'ci.yml check')!;
	expect(job.strategy?.matrix?.node).toEqual([20, 22, 24]);
});

describe('dependabot', () => {
	interface Update { 'package-ecosystem': string; directory?: string; directories?: string[]; schedule: object; groups: object; cooldown: object }
	const { updates } = parse(readFileSync(path.join(ROOT, '.github', 'dependabot.yml'), 'utf8')) as { updates: Update[] };

	it('updates npm and the actions weekly, in groups, and after a cooldown', () => {
		expect(updates.map((update) => update['package-ecosystem'])).toEqual(['npm', 'github-actions']);
		for (const { schedule, groups, cooldown } of updates) {
			expect(schedule).toEqual({ interval: 'weekly' });
			expect(Object.keys(groups).length).toBeGreaterThan(0);
			expect(cooldown).toEqual({ 'default-days': 7 });
		}
	});

	it('lists folders that exist', () => {
		const lock = ({ directories = [] }: Update) => directories.map((folder) => path.join(ROOT, folder, 'package-lock.json'));
		expect(updates.flatMap(lock).filter((file) => !existsSync(file))).toEqual([]);
	});
});

describe('the scripts', () => {
	it('are at most ten, and all go through the table of commands', () => {
		expect(Object.keys(scripts).sort()).toEqual(['bench', 'build', 'check', 'dev', 'lint', 'sandbox', 'start', 'test', 'texts']);
		for (const [name, command] of Object.entries(scripts)) expect(command).toBe(`node tools/scripts/run.mjs ${name}`);
	});

	it('run the same suites in npm run check as the workflows do', () => {
		const check = readFileSync(path.join(ROOT, 'tools', 'scripts', 'check.mjs'), 'utf8');
		const named = [...check.matchAll(/'test -- (\w+)/g)].map(([, name]) => name!);
		expect([...named, 'static'].sort()).toEqual([...SUITES].sort());
	});

	it('leave to the suite for hostile input only files that exist', () => {
		const patterns = jest.requireActual<string[]>(path.join(ROOT, 'test', 'hostileFiles.cjs')).map((pattern) => new RegExp(pattern));
		const files = readdirSync(path.join(ROOT, 'test'), { recursive: true, encoding: 'utf8' }).map((name) => `/test/${name.split(path.sep).join('/')}`);
		expect(patterns.filter((pattern) => !files.some((file) => pattern.test(file)))).toEqual([]);
	});
});

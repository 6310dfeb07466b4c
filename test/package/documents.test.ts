import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';

const ROOT = path.join(__dirname, '..', '..');
const read = (name: string) => readFileSync(path.join(ROOT, name), 'utf8');
const { version, scripts } = JSON.parse(read('package.json')) as { version: string; scripts: Record<string, string> };

const PAGES = ['README.md', 'SECURITY.md', 'CONTRIBUTING.md', 'CHANGELOG.md', '.github/PULL_REQUEST_TEMPLATE.md', ...readdirSync(path.join(ROOT, 'docs')).filter((name) => name.endsWith('.md')).map((name) => `docs/${name}`)];

/** The anchors of a page's headings, as GitHub makes them. */
const anchors = (name: string) => [...read(name).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => heading!.toLowerCase().replace(/[^\w -]/g, '').replaceAll(' ', '-'));

describe.each(PAGES)('%s', (name) => {
	const text = read(name);
	const beside = (link: string) => path.posix.join(path.posix.dirname(name), link);

	it('names only scripts that exist', () => {
		const named = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, script]) => script!);
		expect(named.filter((script) => !(script in scripts))).toEqual([]);
	});

	it('names only files that exist', () => {
		const links = [...text.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link]) => beside(link!));
		// A file that the reader is told to create does not exist yet.
		const files = [...text.matchAll(/(?<!\bCreate )`((?:test|tools|docs|nodes|\.github)\/[\w./-]+)`/g)].map(([, file]) => file!);
		expect([...links, ...files].filter((file) => !existsSync(path.join(ROOT, file)))).toEqual([]);
	});

	it('links only to headings that exist', () => {
		const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)#([^)]+)\)/g)].map(([, page, anchor]) => [page ? beside(page) : name, anchor!] as const);
		expect(links.filter(([page, anchor]) => !anchors(page).includes(anchor))).toEqual([]);
	});
});

it('every defense in SECURITY.md has a test that can be run', () => {
	const section = read('SECURITY.md').split('## Defenses and their tests')[1]!.split('\n## ')[0]!;
	const defenses = section.split('\n- ').slice(1);
	expect(defenses.length).toBeGreaterThan(10);
	for (const defense of defenses) expect(defense.split(/\sTest:\s/)[1]).toMatch(/`(test\/[\w./]+\.test\.ts|npm test -- \w+|npm run \w+)`/);
});

it('the changelog knows the version that is in package.json, with a date or as unreleased', () => {
	const headings = [...read('CHANGELOG.md').matchAll(/^## (\S+) - (unreleased|\d{4}-\d{2}-\d{2})$/gm)];
	expect(headings.map(([, each]) => each)).toContain(version);
	expect(headings[0]![1]).toBe(version);
	expect(read('CHANGELOG.md').match(/^## /gm)).toHaveLength(headings.length);
});

describe.each(['bug', 'feature'])('the form for a %s', (name) => {
	interface Field { type: string; id?: string; attributes: { label?: string; value?: string }; validations?: { required?: boolean } }
	const { body } = parse(read(`.github/ISSUE_TEMPLATE/${name}.yml`)) as { body: Field[] };

	it('begins by saying that no keys may be pasted', () => {
		expect(body[0]).toMatchObject({ type: 'markdown' });
		expect(body[0]!.attributes.value).toMatch(/Paste no keys/);
	});

	it('asks for versions, the operation and how n8n runs', () => {
		const labels = body.filter(({ validations }) => validations?.required).map(({ attributes }) => attributes.label).join('; ');
		for (const asked of [/n8n/, /Node\.js/, /[Oo]peration/, /How n8n runs|how n8n runs/]) expect(labels).toMatch(asked);
	});
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { releaseProblems } from '../../tools/scripts/releaseCheck.cjs';

const PACKAGE = {
	version: '1.2.3',
	homepage: 'https://github.com/someone/vault-node#readme',
	author: { name: 'Someone', email: 'someone@example.com' },
	repository: { type: 'git', url: 'git+https://github.com/someone/vault-node.git' },
};
const RELEASE = { tag: 'v1.2.3', repository: 'someone/vault-node', npm: '11.5.1' };
const CHANGELOG = '# Changelog\n\n## 1.2.3 - 2026-01-31\n\n### Added\n';

let root: string;
beforeEach(() => {
	root = mkdtempSync(path.join(tmpdir(), 'apideck-vault-release-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function problems({ json = {}, lock = '1.2.3', changelog = CHANGELOG, release = {}, readme = '', license = 'Copyright (c) 2026 Somebody' }: {
	json?: object; lock?: string; changelog?: string; release?: object; readme?: string; license?: string;
}) {
	const put = (name: string, content: string | object) =>
		writeFileSync(path.join(root, name), typeof content === 'string' ? content : JSON.stringify(content));
	put('package.json', { ...PACKAGE, ...json });
	put('package-lock.json', { version: lock, packages: { '': { version: lock } } });
	put('CHANGELOG.md', changelog);
	put('README.md', readme);
	put('LICENSE.md', license);
	return releaseProblems(root, { ...RELEASE, ...release });
}

it('accepts a release that is ready', () => {
	expect(problems({})).toEqual([]);
	expect(problems({ release: { npm: '12.0.0' } })).toEqual([]);
});

it.each([
	['another tag', { release: { tag: 'v1.2.4' } }, 'the tag is v1.2.4'],
	['a tag without the v', { release: { tag: '1.2.3' } }, 'the tag is 1.2.3'],
	['a lock file left behind', { lock: '1.2.2' }, 'package-lock.json'],
	['a changelog without the version', { changelog: '## 1.2.2 - 2026-01-30' }, 'CHANGELOG.md has no line'],
	['a changelog whose version is unreleased', { changelog: '## 1.2.3 - unreleased' }, 'CHANGELOG.md has no line'],
	['a changelog that only resembles it', { changelog: '## 1a2a3 - 2026-01-31' }, 'CHANGELOG.md has no line'],
	['a fork', { release: { repository: 'stranger/vault-node' } }, 'npm would refuse'],
	['a homepage elsewhere', { json: { homepage: 'https://example.com#readme' } }, 'homepage'],
	['the placeholder author', { json: { author: { name: 'x', email: 'n8n-nodes-apideck-vault@users.noreply.github.com' } } }, 'author is still the placeholder'],
	['the placeholder as a name', { json: { author: { name: 'n8n-nodes-apideck-vault maintainers', email: 'x@y.example' } } }, 'author is still the placeholder'],
	['the placeholder as copyright holder', { license: 'Copyright (c) 2026 n8n-nodes-apideck-vault maintainers' }, 'LICENSE.md still names'],
	['a link to the placeholder', { readme: 'git clone https://github.com/n8n-nodes-apideck-vault/n8n-nodes-apideck-vault.git' }, 'README.md still links'],
	['an old npm', { release: { npm: '11.5.0' } }, 'too old'],
	['a very old npm', { release: { npm: '10.9.9' } }, 'too old'],
	['a pre-release', { json: { version: '1.2.3-rc.1' } }, 'not of the form 1.2.3'],
])('rejects %s', (_, change, words) => {
	expect(problems(change).join('\n')).toContain(words);
});

it('reads the files of this project', () => {
	const found = releaseProblems(path.join(__dirname, '..', '..'), { ...RELEASE, tag: 'v0.0.0' });
	expect(found.join('\n')).toMatch(/the tag is v0\.0\.0[\s\S]*npm would refuse a provenance statement of https:\/\/github\.com\/someone\/vault-node/);
	expect(found.join('\n')).not.toContain('package-lock.json');
});

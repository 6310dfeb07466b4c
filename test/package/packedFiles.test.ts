import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkPackedFiles } from '../../tools/scripts/packedFiles.cjs';

const NODE = 'dist/nodes/Thing/Thing.node';
const PACKAGE: Record<string, string> = {
	'package.json': JSON.stringify({ n8n: { nodes: [`${NODE}.js`], credentials: ['dist/credentials/ThingApi.credentials.js'] } }),
	'README.md': '# Thing',
	'LICENSE.md': 'MIT',
	[`${NODE}.js`]: `const run_1 = require("./run"); const parts_1 = require("./parts"); const icon = { light: 'file:../../icons/thing.svg' };`,
	[`${NODE}.json`]: '{}',
	'dist/nodes/Thing/run.js': 'const thing_1 = require("n8n-workflow");',
	'dist/nodes/Thing/parts/index.js': 'const node_crypto_1 = require("node:crypto");',
	'dist/nodes/Thing/__schema__/v1.0.0/thing/get.json': '{}',
	'dist/credentials/ThingApi.credentials.js': 'const run_1 = require("../nodes/Thing/run");',
	'dist/icons/thing.svg': '<svg/>',
};

let root: string;
beforeEach(() => {
	root = mkdtempSync(path.join(tmpdir(), 'apideck-vault-packed-'));
	put('sources/nodes/Thing/__schema__/v1.0.0/thing/get.json', '{}');
	put('sources/nodes/Thing/Thing.node.ts', '');
});
afterEach(() => rmSync(root, { recursive: true }));

function put(name: string, text: string) {
	mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
	writeFileSync(path.join(root, name), text);
}

function check(more: Record<string, string> = {}, without?: string) {
	for (const [name, text] of Object.entries({ ...PACKAGE, ...more })) if (name !== without) put(`package/${name}`, text);
	return checkPackedFiles(path.join(root, 'package'), path.join(root, 'sources'));
}

it('accepts a complete package', () => {
	expect(check()).toEqual({ missing: [], unneeded: [], files: Object.keys(PACKAGE).sort() });
});

it.each(Object.keys(PACKAGE).filter((name) => !['package.json', 'dist/nodes/Thing/parts/index.js'].includes(name)))('reports that %s is missing', (name) => {
	expect(check({}, name)).toMatchObject({ missing: [name] });
});

it('reports a missing index of a folder by the requested path', () => {
	expect(check({}, 'dist/nodes/Thing/parts/index.js')).toMatchObject({ missing: ['dist/nodes/Thing/parts.js'] });
});

it.each([
	'dist/nodes/Thing/run.js.map',
	'dist/nodes/Thing/run.d.ts',
	'dist/nodes/Thing/unused.js',
	'dist/tsconfig.tsbuildinfo',
	'dist/package.json',
	'dist/icons/old.svg',
	'dist/nodes/Thing/__schema__/v1.0.0/thing/gone.json',
	'test/thing.test.ts',
	'.env',
])('reports %s as unneeded', (name) => {
	expect(check({ [name]: '' })).toMatchObject({ missing: [], unneeded: [name] });
});

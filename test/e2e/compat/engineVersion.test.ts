import { readFileSync } from 'node:fs';
import path from 'node:path';

/** The version and the folder of the package with the given entry file. */
function packageOf(entry: string): { folder: string; version: string } {
	const folder = entry.slice(0, entry.indexOf(`${path.sep}dist${path.sep}`));
	const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version: string };
	return { folder, version };
}

it.each(['n8n-core', 'n8n-workflow'])('these tests use the %s of the other n8n', (name) => {
	const { folder, version } = packageOf(require.resolve(name));
	expect(path.dirname(folder)).toBe(process.env.APIDECK_VAULT_ENGINE);
	expect(version).toMatch(/^1\./);
});

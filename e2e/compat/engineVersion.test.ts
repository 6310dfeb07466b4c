/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only: never runs inside n8n */
import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Version of the package whose entry file is given, and the folder it lies in. */
function packageOf(entry: string): { folder: string; version: string } {
	const folder = entry.slice(0, entry.indexOf(`${path.sep}dist${path.sep}`));
	const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as { version: string };
	return { folder, version };
}

it.each(['n8n-core', 'n8n-workflow'])('these tests run on the %s of the other n8n', (name) => {
	const { folder, version } = packageOf(require.resolve(name));
	expect(path.dirname(folder)).toBe(process.env.APIDECK_VAULT_ENGINE);
	expect(version).toMatch(/^1\./);
});

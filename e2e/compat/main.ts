/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console -- a command line: never runs inside n8n */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installN8n, OLDEST, pack } from '..';
import { closingLine, runJest } from '../runJest';

const ROOT = path.join(__dirname, '..', '..');

/**
 * The engine tests on the n8n-core and n8n-workflow of the oldest n8n, then the packed package in that n8n itself.
 * Installs it when it is not there. The last line is `N passed, N failed`. Resolves with the exit code.
 */
export async function main(): Promise<number> {
	const { folder, version } = await installN8n(undefined, OLDEST);
	const temporary = mkdtempSync(path.join(tmpdir(), 'apideck-vault-compat-'));
	try {
		const tarball = await pack(ROOT, temporary);
		console.log(`The package in n8n ${version}:`);
		const real = await runJest(path.join(__dirname, 'jest.config.cjs'), ['--verbose'], { APIDECK_VAULT_TARBALL: tarball });
		console.log(`The engine tests on the n8n-core and n8n-workflow of n8n ${version}:`);
		const engine = await runJest(path.join(__dirname, 'jest.engine.config.cjs'), [], {
			APIDECK_VAULT_ENGINE: path.join(folder, 'node_modules'),
		});
		console.log(closingLine([real, engine]));
		return real.failed + engine.failed > 0 ? 1 : 0;
	} finally {
		rmSync(temporary, { recursive: true, force: true });
	}
}

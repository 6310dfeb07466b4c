/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console -- a command line: never runs inside n8n */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installN8n, pack } from '..';
import { closingLine, runJest } from '../runJest';

const ROOT = path.join(__dirname, '..', '..');

/**
 * Whether a secret is left anywhere: in n8n's engine (test/secrets), then in what a real n8n leaves behind on disk.
 * Installs n8n when it is not there. The last line is `N passed, N failed`. Resolves with the exit code.
 */
export async function main(): Promise<number> {
	const { version } = await installN8n();
	const temporary = mkdtempSync(path.join(tmpdir(), 'apideck-vault-secrets-package-'));
	try {
		console.log("Secrets in n8n's engine:");
		const engine = await runJest(path.join(ROOT, 'jest.config.js'), ['test/secrets']);
		console.log(`Secrets in n8n ${version}:`);
		const tarball = await pack(ROOT, temporary);
		const real = await runJest(path.join(__dirname, 'jest.config.cjs'), ['--verbose', '--runInBand'], { APIDECK_VAULT_TARBALL: tarball });
		console.log(closingLine([engine, real]));
		return engine.failed + real.failed > 0 ? 1 : 0;
	} finally {
		rmSync(temporary, { recursive: true, force: true });
	}
}

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installN8n, pack } from '../../../tools/n8n';
import { runJest, summaryLine } from '../../../tools/n8n/runJest';

const ROOT = path.join(__dirname, '..', '..', '..');

/**
 * Searches for leaked secrets: in n8n's engine (test/secrets), then in everything that a real n8n writes to disk. Installs n8n if needed.
 * The last line is `N passed, N failed`. Resolves with the exit code.
 */
export async function main(): Promise<number> {
	const { version } = await installN8n();
	const temporary = mkdtempSync(path.join(tmpdir(), 'apideck-vault-secrets-package-'));
	try {
		console.log("Secrets in n8n's engine:");
		const engine = await runJest(path.join(ROOT, 'jest.config.js'), ['--testPathIgnorePatterns', '/node_modules/', '--', 'test/secrets/']);
		console.log(`Secrets in n8n ${version}:`);
		const tarball = await pack(ROOT, temporary);
		const real = await runJest(path.join(__dirname, 'jest.config.cjs'), ['--verbose', '--runInBand'], { APIDECK_VAULT_TARBALL: tarball });
		console.log(summaryLine([engine, real]));
		return engine.failed + real.failed > 0 ? 1 : 0;
	} finally {
		rmSync(temporary, { recursive: true, force: true });
	}
}

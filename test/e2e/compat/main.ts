import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installN8n, OLDEST, pack } from '../../../tools/n8n';
import { runJest, summaryLine } from '../../../tools/n8n/runJest';

const ROOT = path.join(__dirname, '..', '..', '..');

/**
 * Runs the engine tests with the n8n-core and n8n-workflow of the oldest n8n, then the packed package in that n8n. Installs it if needed.
 * The last line is `N passed, N failed`. Resolves with the exit code.
 */
export async function main(): Promise<number> {
	const { folder, version } = await installN8n(undefined, OLDEST);
	const temporary = mkdtempSync(path.join(tmpdir(), 'apideck-vault-compat-'));
	try {
		const tarball = await pack(ROOT, temporary);
		console.log(`The package in n8n ${version}:`);
		const real = await runJest(path.join(__dirname, 'jest.config.cjs'), ['--verbose'], { APIDECK_VAULT_TARBALL: tarball });
		console.log(`The engine tests with the n8n-core and n8n-workflow of n8n ${version}:`);
		const engine = await runJest(path.join(__dirname, 'jest.engine.config.cjs'), [], {
			APIDECK_VAULT_ENGINE: path.join(folder, 'node_modules'),
		});
		console.log(summaryLine([real, engine]));
		return real.failed + engine.failed > 0 ? 1 : 0;
	} finally {
		rmSync(temporary, { recursive: true, force: true });
	}
}

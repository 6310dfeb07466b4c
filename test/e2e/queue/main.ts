import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { installN8n, pack } from '../../../tools/n8n';
import { runJest, summaryLine } from '../../../tools/n8n/runJest';

const ROOT = path.join(__dirname, '..', '..', '..');

/** Tests the packed package in n8n's queue mode. The last line is `N passed, N failed`. Resolves with the exit code. */
export async function main(): Promise<number> {
	await installN8n();
	const temporary = mkdtempSync(path.join(tmpdir(), 'apideck-vault-queue-package-'));
	try {
		const tarball = await pack(ROOT, temporary);
		const count = await runJest(path.join(__dirname, 'jest.config.cjs'), ['--verbose', '--runInBand'], { APIDECK_VAULT_TARBALL: tarball });
		console.log(summaryLine([count]));
		return count.failed > 0 ? 1 : 0;
	} finally {
		rmSync(temporary, { recursive: true, force: true });
	}
}

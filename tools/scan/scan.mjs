/**
 * Runs n8n's scanner for community packages without the registry: on the sources, and on the unpacked tarball from `npm pack`. The
 * scanner's own command reads a published package and always exits with 0.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { analyzePackage, SOURCE_FILE_PATTERNS } from '@n8n/scan-community-package/scanner/scanner.mjs';
import { checkPackedFiles } from '../scripts/packedFiles.cjs';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');
const temporary = mkdtempSync(path.join(tmpdir(), 'apideck-vault-scan-'));

const TARBALL_PATTERNS = ['**/*.js', 'package.json'];

function unpack() {
	execFileSync('npm', ['pack', '--silent', '--pack-destination', temporary], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
	const tarball = readdirSync(temporary).find((name) => name.endsWith('.tgz'));
	execFileSync('tar', ['-xzf', tarball], { cwd: temporary });
	return path.join(temporary, 'package');
}

async function scan(label, folder, patterns) {
	const result = await analyzePackage(folder, patterns);
	console.log(`${label}: ${result.passed ? 'passed' : `failed\n${result.details ?? result.message}`}`);
	return result.passed;
}

try {
	const unpacked = unpack();
	const { missing, unneeded, files } = checkPackedFiles(unpacked, root);
	if (missing.length > 0) console.log(`the tarball is missing files: ${missing.join(', ')}`);
	if (unneeded.length > 0) console.log(`the tarball contains unneeded files: ${unneeded.join(', ')}`);
	const complete = missing.length + unneeded.length === 0;
	if (complete) console.log(`files: ${files.length}, all of them needed`);
	const results = [
		await scan('source', root, SOURCE_FILE_PATTERNS),
		await scan('tarball', unpacked, TARBALL_PATTERNS),
		complete,
	];
	const passed = results.filter(Boolean).length;
	console.log(`scan: ${passed} passed, ${results.length - passed} failed`);
	process.exitCode = passed === results.length ? 0 : 1;
} finally {
	rmSync(temporary, { recursive: true, force: true });
}

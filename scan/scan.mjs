/**
 * Runs the scanner that n8n verifies community packages with, without the registry: once over the sources, once over the
 * unpacked tarball as `npm pack` makes it. The scanner's own command line reads a published package and always exits 0.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { analyzePackage, SOURCE_FILE_PATTERNS } from '@n8n/scan-community-package/scanner/scanner.mjs';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const temporary = mkdtempSync(path.join(tmpdir(), 'apideck-vault-scan-'));

const TARBALL_PATTERNS = ['**/*.js', 'package.json'];
/** The published package is these files and no others. */
const ALLOWED = /^(package\.json|README\.md|LICENSE\.md|dist\/(nodes|credentials|icons)\/.+\.(js|js\.map|d\.ts|json|svg))$/;

function unpack() {
	execFileSync('npm', ['pack', '--pack-destination', temporary], { cwd: root, stdio: ['ignore', 'ignore', 'inherit'] });
	const tarball = readdirSync(temporary).find((name) => name.endsWith('.tgz'));
	execFileSync('tar', ['-xzf', tarball], { cwd: temporary });
	return path.join(temporary, 'package');
}

function filesUnder(folder, prefix = '') {
	return readdirSync(path.join(folder, prefix), { withFileTypes: true }).flatMap((entry) => {
		const name = path.posix.join(prefix, entry.name);
		return entry.isDirectory() ? filesUnder(folder, name) : [name];
	});
}

async function scan(label, folder, patterns) {
	const result = await analyzePackage(folder, patterns);
	console.log(`${label}: ${result.passed ? 'passed' : `failed\n${result.details ?? result.message}`}`);
	return result.passed;
}

try {
	const unpacked = unpack();
	const foreign = filesUnder(unpacked).filter((name) => !ALLOWED.test(name));
	if (foreign.length > 0) console.log(`tarball holds files that do not belong there: ${foreign.join(', ')}`);
	const results = [
		await scan('source', root, SOURCE_FILE_PATTERNS),
		await scan('tarball', unpacked, TARBALL_PATTERNS),
		foreign.length === 0,
	];
	const passed = results.filter(Boolean).length;
	console.log(`scan: ${passed} passed, ${results.length - passed} failed`);
	process.exitCode = passed === results.length ? 0 : 1;
} finally {
	rmSync(temporary, { recursive: true, force: true });
}

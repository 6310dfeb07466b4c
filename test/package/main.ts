import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { checkPackedFiles } from '../../tools/scripts/packedFiles.cjs';
import { withProgress } from '../../tools/scripts/progress.cjs';
import { commitWorkingTree, listingDifferences, packClone, unpack, type PackedTarball } from './clones';
import { importWork } from './importWork';
import { measureLoadTime } from './loadTime';

const ROOT = path.join(__dirname, '..', '..');
const MAX_BYTES = 180_000;
const BUDGET_MS = 30;

interface PackageJson {
	n8n: { nodes: string[]; credentials: string[] };
	[key: string]: unknown;
}

/** Fields that would install other packages or run scripts. */
const FORBIDDEN_FIELDS = ['dependencies', 'optionalDependencies', 'bundleDependencies', 'bundledDependencies', 'bin', 'overrides'];
const INSTALL_SCRIPTS = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish', 'preprepare', 'postprepare'];

const forbiddenFields = (packageJson: PackageJson) => [
	...FORBIDDEN_FIELDS.filter((name) => name in packageJson),
	...INSTALL_SCRIPTS.filter((name) => name in ((packageJson.scripts ?? {}) as object)).map((name) => `scripts.${name}`),
];

/** Builds the repository's newest commit twice, in environments that differ as much as possible. */
async function packTwice(repository: string, temporary: string): Promise<[PackedTarball, PackedTarball]> {
	const first = { folder: path.join(temporary, 'a'), umask: 0o022, env: { TZ: 'UTC', LC_ALL: 'C' } };
	const second = {
		folder: path.join(temporary, 'a longer path', 'with a space', 'b'),
		umask: 0o077,
		env: { TZ: 'Asia/Kathmandu', LC_ALL: 'C.UTF-8' },
		changedAt: new Date('2001-02-03T04:05:06Z'),
	};
	mkdirSync(path.dirname(second.folder), { recursive: true });
	return [
		await withProgress('First clone: install, build, pack', () => packClone(repository, first)),
		await withProgress('Second clone, in another folder, with another clock, language and umask', () => packClone(repository, second)),
	];
}

function keep(tarball: string, args: string[]) {
	const folder = args[args.indexOf('--keep') + 1];
	if (!args.includes('--keep') || !folder) return;
	mkdirSync(folder, { recursive: true });
	copyFileSync(tarball, path.join(folder, path.basename(tarball)));
	console.log(`     saved as ${path.join(folder, path.basename(tarball))}`);
}

/**
 * `npm test -- package`: two clean clones produce the same tarball; the tarball contains exactly the needed files, is small, has no
 * dependencies, and has no side effects when loaded. The last line is `N passed, N failed`. Resolves with the exit code.
 * With `--working-tree` the clones are of the files as they are, not of the newest commit. `--keep <folder>` puts the tarball there
 * when all is well.
 */
export async function main(args: string[]): Promise<number> {
	const temporary = realpathSync(mkdtempSync(path.join(tmpdir(), 'apideck-vault-package-')));
	let [passed, failed] = [0, 0];
	const check = (name: string, problems: string[], figure = '') => {
		if (problems.length === 0) passed += 1;
		else failed += 1;
		console.log(`${problems.length === 0 ? 'ok  ' : 'FAIL'} ${name}${figure && `: ${figure}`}`);
		problems.forEach((problem) => console.log(`       ${problem}`));
	};
	try {
		let repository = ROOT;
		if (args.includes('--working-tree')) {
			repository = path.join(temporary, 'working-tree');
			mkdirSync(repository);
			await commitWorkingTree(ROOT, repository);
		}
		const [one, other] = await packTwice(repository, temporary);
		const same = one.sha512 === other.sha512;
		const differences = same ? [] : [`the second tarball is sha512-${other.sha512}`, ...(await listingDifferences(one.tarball, other.tarball))];
		check('two clean clones produce the same tarball', differences, `sha512-${one.sha512}`);
		check('the tarball is small', one.bytes <= MAX_BYTES ? [] : [`more than ${MAX_BYTES}`], `${one.bytes} bytes packed`);

		const folder = await unpack(one.tarball, path.join(temporary, 'unpacked'));
		const { missing, unneeded, files } = checkPackedFiles(folder, one.folder);
		const misplaced = [...missing.map((name) => `missing: ${name}`), ...unneeded.map((name) => `unneeded: ${name}`)];
		check('the tarball contains exactly the needed files', misplaced, `${files.length} files`);

		const packageJson = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as PackageJson;
		check('the package has no dependencies and no install scripts', forbiddenFields(packageJson));

		const { nodes, credentials } = packageJson.n8n;
		const loaded = { folder, entries: [...nodes, ...credentials], hostModules: path.join(one.folder, 'node_modules') };
		check('loading the package has no side effects', await importWork(loaded), `${loaded.entries.length} entry points`);

		// Times depend on the machine, so they never fail a run.
		const { host, withPackage, requiring, processor } = await measureLoadTime(loaded);
		const own = `${requiring.toFixed(1)} ms to require it after n8n-workflow (budget ${BUDGET_MS} ms), ${processor.toFixed(1)} ms of them on the processor`;
		const whole = `whole process ${withPackage.toFixed(0)} ms, ${host.toFixed(0)} ms without it`;
		console.log(`     load time, medians of 15: ${own}; ${whole}`);
		if (failed === 0) keep(one.tarball, args);
	} catch (error) {
		check('the package can be built and loaded', [error instanceof Error ? error.message : String(error)]);
	} finally {
		// Printed first, because deleting two installations takes a while.
		console.log(`${passed} passed, ${failed} failed`);
		rmSync(temporary, { recursive: true, force: true });
	}
	return failed > 0 ? 1 : 0;
}

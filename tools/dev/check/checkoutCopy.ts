import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UserError } from 'n8n-workflow';

const ROOT = path.join(__dirname, '..', '..', '..');

/** A modifiable copy of this checkout. */
export class CheckoutCopy {
	private constructor(readonly folder: string) {}

	/** Copies every file that git does not ignore and links the installed dependencies. */
	static make(): CheckoutCopy {
		const folder = mkdtempSync(path.join(tmpdir(), 'apideck-vault-dev-'));
		const names = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT, encoding: 'utf8' });
		for (const name of names.split('\0').filter(Boolean)) {
			if (existsSync(path.join(ROOT, name))) cpSync(path.join(ROOT, name), path.join(folder, name));
		}
		execFileSync('git', ['init', '--quiet'], { cwd: folder });
		const modules = path.join(ROOT, 'node_modules');
		mkdirSync(path.join(folder, 'node_modules'));
		for (const name of readdirSync(modules)) {
			// Each package is linked separately, so that an installation in the copy only removes links. The cache is excluded, because it
			// describes another dist/.
			if (name !== '.cache') symlinkSync(path.join(modules, name), path.join(folder, 'node_modules', name));
		}
		return new CheckoutCopy(folder);
	}

	/** Changes a file. @throws UserError when it does not contain `from` exactly once */
	replace(file: string, from: string, to: string): void {
		const place = path.join(this.folder, file);
		const parts = readFileSync(place, 'utf8').split(from);
		if (parts.length !== 2) throw new UserError(`${file} contains "${from}" ${parts.length - 1} times. Choose another change for this test.`);
		writeFileSync(place, parts.join(to));
	}

	remove(): void {
		rmSync(this.folder, { recursive: true, force: true });
	}
}

/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- development only: never runs inside n8n */
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { UserError } from 'n8n-workflow';

const ROOT = path.join(__dirname, '..', '..');

/** A copy of this checkout as it is now, to be changed at will. */
export class CheckoutCopy {
	private constructor(readonly folder: string) {}

	/** Copies every file that git knows or would add, and makes the installed dependencies usable there. */
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
			// Each by itself: whoever installs in the copy removes links and nothing else. Not the mark of the other dist/.
			if (name !== '.cache') symlinkSync(path.join(modules, name), path.join(folder, 'node_modules', name));
		}
		return new CheckoutCopy(folder);
	}

	/** Changes a file. @throws UserError when it does not contain `from` exactly once */
	replace(file: string, from: string, to: string): void {
		const place = path.join(this.folder, file);
		const parts = readFileSync(place, 'utf8').split(from);
		if (parts.length !== 2) throw new UserError(`${file} contains "${from}" ${parts.length - 1} times: this test needs another change.`);
		writeFileSync(place, parts.join(to));
	}

	remove(): void {
		rmSync(this.folder, { recursive: true, force: true });
	}
}

import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { UserError } from 'n8n-workflow';
import { withProgress } from '../../../tools/scripts/progress.cjs';

const run = promisify(execFile);
const PACKAGES = ['postgresql', 'redis-server'];
// Debian keeps PostgreSQL's server binaries outside PATH, in one folder per version.
const DEBIAN = '/usr/lib/postgresql';

/** Paths of the binaries that queue mode needs besides n8n. */
export interface Binaries {
	initdb: string;
	postgres: string;
	redis: string;
}

function find(name: string): string | undefined {
	const own = existsSync(DEBIAN) ? readdirSync(DEBIAN).map((version) => path.join(DEBIAN, version, 'bin')).reverse() : [];
	const folders = [...own, ...(process.env.PATH ?? '').split(path.delimiter), '/usr/bin', '/usr/sbin', '/usr/local/bin'];
	return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}

function findAll(): Binaries | undefined {
	const [initdb, postgres, redis] = ['initdb', 'postgres', 'redis-server'].map(find);
	return initdb && postgres && redis ? { initdb, postgres, redis } : undefined;
}

/** Finds PostgreSQL and Redis. Root installs missing ones with apt; other users get a UserError that names the packages. */
export async function findBinaries(): Promise<Binaries> {
	const found = findAll();
	if (found) return found;
	const missing = `PostgreSQL and Redis are required: apt-get install ${PACKAGES.join(' ')}`;
	if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) throw new UserError(missing);
	const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
	await withProgress('Installing PostgreSQL and Redis', async () => {
		await run('apt-get', ['update'], { env });
		await run('apt-get', ['install', '-y', '--no-install-recommends', ...PACKAGES], { env });
	});
	const installed = findAll();
	if (!installed) throw new UserError(missing);
	return installed;
}

/** An unprivileged user for PostgreSQL, which refuses to run as root. Empty for other users. */
export async function unprivilegedUser(): Promise<{ uid?: number; gid?: number }> {
	if (process.getuid?.() !== 0) return {};
	for (const name of ['postgres', 'nobody']) {
		try {
			const [uid, gid] = await Promise.all(['-u', '-g'].map(async (option) => Number((await run('id', [option, name])).stdout)));
			return { uid, gid };
		} catch {
			continue;
		}
	}
	throw new UserError('PostgreSQL does not run as root, and neither the user "postgres" nor "nobody" exists');
}

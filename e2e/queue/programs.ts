/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only: never runs inside n8n */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { UserError } from 'n8n-workflow';
import { withProgress } from '../../scripts/progress.cjs';

const run = promisify(execFile);
const PACKAGES = ['postgresql', 'redis-server'];
// Debian keeps PostgreSQL's server programs out of PATH, one folder per version.
const DEBIAN = '/usr/lib/postgresql';

/** Full paths of the programs that queue mode needs besides n8n. */
export interface Programs {
	initdb: string;
	postgres: string;
	redis: string;
}

function find(name: string): string | undefined {
	const own = existsSync(DEBIAN) ? readdirSync(DEBIAN).map((version) => path.join(DEBIAN, version, 'bin')).reverse() : [];
	const folders = [...own, ...(process.env.PATH ?? '').split(path.delimiter), '/usr/bin', '/usr/sbin', '/usr/local/bin'];
	return folders.map((folder) => path.join(folder, name)).find((file) => existsSync(file));
}

function findAll(): Programs | undefined {
	const [initdb, postgres, redis] = ['initdb', 'postgres', 'redis-server'].map(find);
	return initdb && postgres && redis ? { initdb, postgres, redis } : undefined;
}

/** PostgreSQL and Redis, installed from Debian when they are missing and this is root; else throws a UserError that names what to install. */
export async function findPrograms(): Promise<Programs> {
	const found = findAll();
	if (found) return found;
	const missing = `PostgreSQL and Redis are needed: apt-get install ${PACKAGES.join(' ')}`;
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

/** An unprivileged user for PostgreSQL, which refuses to run as root; nothing when this is not root. */
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
	throw new UserError('PostgreSQL does not run as root, and there is neither a user "postgres" nor "nobody"');
}

/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only: never runs inside n8n */
/** Must be imported before n8n-core: sets what n8n-core reads from the environment while it is being loaded. */
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ENCRYPTION_KEY = 'embedded-engine-key-not-a-secret';

/** The folder that takes n8n's place of `~/.n8n`: inside node_modules, so nothing is left behind and no other n8n is touched. */
const userFolder = path.join(__dirname, '..', 'node_modules', '.cache', 'embedded-n8n');

/** Written whole and renamed: several jest workers start at once, and n8n-core fails on a half-written file. */
function writeSettings(folder: string): void {
	const file = path.join(folder, '.n8n', 'config');
	if (existsSync(file)) return;
	mkdirSync(path.dirname(file), { recursive: true });
	const temporary = `${file}.${process.pid}`;
	writeFileSync(temporary, JSON.stringify({ encryptionKey: ENCRYPTION_KEY }), { mode: 0o600 });
	renameSync(temporary, file);
}

writeSettings(userFolder);
process.env.N8N_USER_FOLDER = userFolder;
process.env.N8N_ENCRYPTION_KEY = ENCRYPTION_KEY;
process.env.N8N_LOG_LEVEL ??= 'silent';
process.env.N8N_DIAGNOSTICS_ENABLED = 'false';

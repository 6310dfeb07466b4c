/** Must be imported before n8n-core, because it sets environment variables that n8n-core reads when it is loaded. */
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ENCRYPTION_KEY = 'embedded-engine-key-not-a-secret';

/** Replaces `~/.n8n`. It is inside node_modules, so no other n8n is affected. */
const userFolder = path.join(__dirname, '..', '..', 'node_modules', '.cache', 'embedded-n8n');

/** The file is written atomically, because several jest workers start at once and n8n-core fails on an incomplete file. */
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

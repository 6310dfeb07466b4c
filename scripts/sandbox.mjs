// Starts the local Apideck Vault: `npm run sandbox`. Options: `npm run sandbox -- --help`.
import { ensureInstalled } from './install.mjs';

await ensureInstalled();
// Only now: tsx is one of the things that may have been missing.
const { require: load } = await import('tsx/cjs/api');
load('../sandbox/cli.ts', import.meta.url);

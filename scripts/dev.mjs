// npm run dev: installs what is missing, then a real n8n that follows the sources (dev/), which compiles them itself.
import { runMain } from './main.mjs';

await runMain('../dev/main.ts', { build: false });

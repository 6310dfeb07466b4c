// npm run test:e2e: installs and builds what is missing, then drives a real n8n in a real browser (e2e/browser/).
import { runSuite } from './suite.mjs';

await runSuite('../e2e/browser/main.ts');

// npm run test:secrets: looks for planted secrets in all that runs leave behind, in n8n's engine and in a real n8n (e2e/secrets).
import { runSuite } from './suite.mjs';

await runSuite('../e2e/secrets/main.ts');

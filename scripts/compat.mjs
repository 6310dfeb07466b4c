// npm run test:compat: the engine tests and the packed package on the oldest n8n (e2e/compat).
import { runSuite } from './suite.mjs';

await runSuite('../e2e/compat/main.ts');

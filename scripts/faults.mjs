// npm run test:faults: every operation of the node, in n8n's real engine, against the sandbox behind a proxy that makes things fail.
import { runSuite } from './suite.mjs';

await runSuite('../test/faults/main.ts');

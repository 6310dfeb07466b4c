// npm run test:queue: the packed package in n8n's queue mode, with PostgreSQL, Redis and a worker that dies (e2e/queue).
import { runSuite } from './suite.mjs';

await runSuite('../e2e/queue/main.ts');

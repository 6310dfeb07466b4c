// npm run test:dev: npm run dev in a copy of this checkout, and a changed label in a real browser (dev/check).
import { runSuite } from './suite.mjs';

await runSuite('../dev/check/main.ts', { build: false });

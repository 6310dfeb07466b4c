// npm run test:package: two clean clones give the same tarball, and it is what it should be (test/package/).
import { runSuite } from './suite.mjs';

await runSuite('../test/package/main.ts', { build: false });

// npm start: installs and builds what is missing, then runs the demo (demo/).
import { runMain } from './main.mjs';

await runMain('../demo/main.ts');

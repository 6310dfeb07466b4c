// Installs and builds what is missing, then runs a suite that needs a real n8n.
import { runMain } from './main.mjs';

/** As runMain; a suite that cannot even begin still ends with the line that says so. */
export async function runSuite(file, options) {
	if (!(await runMain(file, options))) console.log('0 passed, 1 failed');
}

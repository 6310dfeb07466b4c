import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** Loads the files of a manifest like n8n, which instantiates the class that each file is named after. */
const LOAD = `
	const { nodes, credentials } = require('./package.json').n8n;
	for (const file of [...nodes, ...credentials]) new (require('./' + file)[require('path').parse(file).name.split('.')[0]])();
`;

/** Explains why a package cannot be loaded, which n8n's log does not say, by loading it in a separate Node process. */
export async function explainLoadFailure(node: string, packageFolder: string): Promise<string> {
	try {
		await promisify(execFile)(node, ['-e', LOAD], { cwd: packageFolder });
		return 'The package can be loaded, but n8n rejects its descriptions.';
	} catch (error) {
		const { stderr } = error as { stderr: string };
		return stderr.trim();
	}
}

/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only: never runs inside n8n */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What n8n does with the files of a manifest: it makes an object of the class that each is named after. */
const LOAD = `
	const { nodes, credentials } = require('./package.json').n8n;
	for (const file of [...nodes, ...credentials]) new (require('./' + file)[require('path').parse(file).name.split('.')[0]])();
`;

/** Why a package cannot be loaded, which n8n's log does not say: the error of the same attempt in a Node of its own. */
export async function explainLoadFailure(node: string, packageFolder: string): Promise<string> {
	try {
		await promisify(execFile)(node, ['-e', LOAD], { cwd: packageFolder });
		return 'By itself it can be loaded: n8n does not accept what it describes.';
	} catch (error) {
		const { stderr } = error as { stderr: string };
		return stderr.trim();
	}
}

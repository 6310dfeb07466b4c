// Written for any Node that knows ES modules: this is what tells an old one that it is too old.
const NEEDED = 20;

/** Ends the process with a sentence for people when Node is older than this project's `engines`. */
export function requireNode() {
	const current = process.versions.node;
	if (Number(current.split('.')[0]) >= NEEDED) return;
	console.error('Node.js ' + NEEDED + ' or newer is needed, and this is Node.js ' + current + ' (' + process.execPath + ').');
	console.error('Install a current one from https://nodejs.org and run the command again.');
	process.exit(1);
}

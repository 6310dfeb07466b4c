const { existsSync } = require('node:fs');
const { statfs } = require('node:fs/promises');
const path = require('node:path');

async function freeBytes(folder) {
	let existing = path.resolve(folder);
	while (!existsSync(existing)) existing = path.dirname(existing);
	const { bavail, bsize } = await statfs(existing);
	return bavail * bsize;
}

const gigabytes = (bytes) => `${(bytes / 1e9).toFixed(1)} GB`;

async function requireSpace(folder, needed, what, advice) {
	const free = await freeBytes(folder);
	if (free >= needed) return;
	throw new Error(
		`Not enough disk space for ${what}: ${gigabytes(needed)} are needed at ${folder}, ${gigabytes(free)} are free. ${advice}`,
	);
}

module.exports = { freeBytes, gigabytes, requireSpace };

// A lock between processes: two commands that start at the same time must not build into each other.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 100;

function isAlive(pid) {
	try {
		process.kill(pid, 0);
		return true;
	} catch (error) {
		// Another user's process.
		return error.code === 'EPERM';
	}
}

const ownerOf = (file) => {
	try {
		return Number(readFileSync(file, 'utf8'));
	} catch {
		return undefined;
	}
};

function tryAcquire(file) {
	try {
		writeFileSync(file, String(process.pid), { flag: 'wx' });
		return true;
	} catch (error) {
		if (error.code !== 'EEXIST') throw error;
		return false;
	}
}

/** Runs the work while no other process holds the lock. The lock of a process that has died is taken over. */
export async function withLock(file, work) {
	mkdirSync(path.dirname(file), { recursive: true });
	while (!tryAcquire(file)) {
		const owner = ownerOf(file);
		await sleep(POLL_MS);
		// The file is empty for a moment after its creation, so the same dead owner must have been read twice.
		if (owner && !isAlive(owner) && ownerOf(file) === owner) rmSync(file, { force: true });
	}
	const release = () => rmSync(file, { force: true });
	process.once('exit', release);
	try {
		return await work();
	} finally {
		process.off('exit', release);
		release();
	}
}

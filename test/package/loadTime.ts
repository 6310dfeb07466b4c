import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { hostEnvironment, type LoadedPackage } from './importWork';

/** Milliseconds, each the median over fresh processes. */
export interface LoadTime {
	/** A process that requires n8n-workflow only, from start to end. */
	host: number;
	/** A process that also requires the package's files, from start to end. */
	withPackage: number;
	/** Requiring the package's files after n8n-workflow, by the process's own clock. */
	requiring: number;
	/** The same in CPU time, which depends less on other programs. */
	processor: number;
}

const median = (numbers: number[]) => [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)] ?? NaN;

const CODE = `
	require('n8n-workflow');
	const [started, before] = [process.hrtime.bigint(), process.cpuUsage()];
	for (const file of process.argv.slice(1)) require(file);
	const used = process.cpuUsage(before);
	process.stdout.write(JSON.stringify([Number(process.hrtime.bigint() - started) / 1e6, (used.user + used.system) / 1e3]));`;

/** Measures the load time of the package. Processes with and without it alternate, so that a busy machine slows both. */
export async function measureLoadTime({ folder, entries, hostModules }: LoadedPackage, rounds = 15): Promise<LoadTime> {
	const files = entries.map((entry) => path.join(folder, entry));
	const env = hostEnvironment(hostModules);
	const once = async (args: string[]) => {
		const started = performance.now();
		const { stdout } = await promisify(execFile)(process.execPath, ['-e', CODE, ...args], { cwd: folder, env });
		const total = performance.now() - started;
		const [requiring, processor] = JSON.parse(stdout) as [number, number];
		return { total, requiring, processor };
	};
	await once(files); // This run only warms the disk cache.
	const [alone, loaded]: [number[], Array<Awaited<ReturnType<typeof once>>>] = [[], []];
	for (let round = 0; round < rounds; round += 1) {
		alone.push((await once([])).total);
		loaded.push(await once(files));
	}
	return {
		host: median(alone),
		withPackage: median(loaded.map(({ total }) => total)),
		requiring: median(loaded.map(({ requiring }) => requiring)),
		processor: median(loaded.map(({ processor }) => processor)),
	};
}

import { rmSync } from 'node:fs';
import path from 'node:path';
import { UserError } from 'n8n-workflow';
import { firstFreePort, isRunning, portFromEnvironment } from '../n8n';
import { DEFAULT_PORT, demoScenario, startSandbox, type Sandbox } from '../sandbox';
import { loadState, saveState } from './savedState';

const SERVERS = {
	n8n: { name: 'n8n', variable: 'N8N_PORT', port: 5678 },
	sandbox: { name: 'The sandbox', variable: 'SANDBOX_PORT', port: DEFAULT_PORT },
} as const;

/**
 * The port of a server whose address stays the same from start to start: what its environment variable asks for, else the port of the last
 * start or the default. If that is taken, it is the next free one, and a line says so. Throws a UserError when the variable cannot be used.
 */
async function choosePort(server: keyof typeof SERVERS, folder: string): Promise<number> {
	const { name, variable, port: usual } = SERVERS[server];
	const requested = await portFromEnvironment(variable, process.env[variable]);
	if (requested !== undefined) return requested;
	const { ports } = loadState(folder);
	const wanted = ports?.[server] ?? usual;
	const port = await firstFreePort(wanted);
	if (port !== wanted) console.log(`Port ${wanted} is used by another program. ${name} uses port ${port}, now and on later starts.`);
	saveState(folder, { ports: { ...ports, [server]: port } });
	return port;
}

/** The port of the n8n with its data in `folder`. See choosePort. */
export async function choosePortOfN8n(folder: string): Promise<number> {
	return await choosePort('n8n', folder);
}

/** Starts the sandbox with the demo's companies. Its changes are kept in `folder`, until a start with `reset`. */
export async function startLocalSandbox(folder: string, { reset = false }: { reset?: boolean }): Promise<Sandbox> {
	const stateFile = path.join(folder, 'sandbox.json');
	if (reset) rmSync(stateFile, { force: true });
	return await startSandbox({ port: await choosePort('sandbox', folder), scenario: demoScenario, stateFile });
}

/**
 * Runs the work of a command that owns `folder`, in which two n8n would share one database. Throws a UserError when the same command runs
 * already.
 */
export async function withOwnFolder<Result>(folder: string, command: string, work: () => Promise<Result>): Promise<Result> {
	const { pid } = loadState(folder);
	if (pid !== undefined && pid !== process.pid && isRunning(pid)) {
		throw new UserError(`${command} is already running (process ${pid}). Use that one, or stop it first.`);
	}
	saveState(folder, { pid: process.pid });
	try {
		return await work();
	} finally {
		saveState(folder, { pid: undefined });
	}
}

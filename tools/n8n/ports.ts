import { connect, createServer, type AddressInfo } from 'node:net';
import { UserError } from 'n8n-workflow';

const HOST = '127.0.0.1';
const MAX_PORT = 65_535;

async function listenOnce(port: number): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, HOST, resolve);
	});
	const found = (server.address() as AddressInfo).port;
	await new Promise((resolve) => server.close(resolve));
	return found;
}

/** Finds a free port on the loopback interface. */
export async function freePort(): Promise<number> {
	return await listenOnce(0);
}

/** Whether something accepts connections on the port. On some systems, two programs can listen on one port: one on all addresses, one on a single address. */
async function acceptsConnections(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect(port, HOST);
		const end = (accepted: boolean) => {
			socket.destroy();
			resolve(accepted);
		};
		socket.once('connect', () => end(true)).once('error', () => end(false));
	});
}

/** Finds the first free port, starting at `wanted`. */
export async function firstFreePort(wanted: number): Promise<number> {
	for (let port = wanted; port <= MAX_PORT; port++) {
		if (await acceptsConnections(port)) continue;
		const free = await listenOnce(port).catch(() => undefined);
		if (free !== undefined) return free;
	}
	throw new UserError(`No port from ${wanted} to ${MAX_PORT} is free.`);
}

/**
 * The port that an environment variable asks for, or undefined when it is not set.
 * Throws a UserError that names the variable when the value is not a port or the port is in use.
 */
export async function portFromEnvironment(name: string, value: string | undefined): Promise<number | undefined> {
	if (!value) return undefined;
	const port = Number(value);
	if (!Number.isInteger(port) || port < 1 || port > MAX_PORT) {
		throw new UserError(`${name}=${value} is not a port. Use a number from 1 to ${MAX_PORT}, or leave it unset.`);
	}
	try {
		return await listenOnce(port);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		const reason = code === 'EADDRINUSE' ? 'is used by another program' : `cannot be used (${code})`;
		throw new UserError(`Port ${port} (${name}) ${reason}. Choose another one, or leave ${name} unset.`, { cause: error });
	}
}

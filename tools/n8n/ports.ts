import { createServer, type AddressInfo } from 'node:net';
import { UserError } from 'n8n-workflow';

const HOST = '127.0.0.1';

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

/**
 * The port that an environment variable asks for, or undefined when it is not set.
 * Throws a UserError that names the variable when the value is not a port or the port is in use.
 */
export async function portFromEnvironment(name: string, value: string | undefined): Promise<number | undefined> {
	if (!value) return undefined;
	const port = Number(value);
	if (!Number.isInteger(port) || port < 1 || port > 65_535) {
		throw new UserError(`${name}=${value} is not a port. Use a number from 1 to 65535, or leave it unset for a free port.`);
	}
	try {
		return await listenOnce(port);
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		const reason = code === 'EADDRINUSE' ? 'is used by another program' : `cannot be used (${code})`;
		throw new UserError(`Port ${port} (${name}) ${reason}. Choose another one, or leave ${name} unset for a free port.`, { cause: error });
	}
}

import type { Engine } from '../../tools/engine';
import { startSandbox, type Sandbox } from '../../tools/sandbox';
import { loadEngine } from './support';

/** An object that forwards to another one, which exists only while the tests run. */
function forward<T extends object>(target: () => T | undefined, name: string): T {
	const existing = () => {
		const object = target();
		if (object === undefined) throw new Error(`The ${name} exists only while the tests of this file run`);
		return object;
	};
	return new Proxy({} as T, {
		get: (_proxy, key) => {
			const object = existing();
			const value: unknown = Reflect.get(object, key, object);
			return typeof value === 'function' ? (value.bind(object) as unknown) : value;
		},
		set: (_proxy, key, value) => Reflect.set(existing(), key, value),
	});
}

/** A sandbox for the tests of a file. It is reset before each test and closed after the last. */
export function setUpSandbox(options: Parameters<typeof startSandbox>[0] = {}): Sandbox {
	let sandbox: Sandbox | undefined;
	beforeAll(async () => {
		sandbox = await startSandbox(options);
	});
	beforeEach(() => sandbox?.reset());
	afterAll(async () => await sandbox?.close());
	return forward(() => sandbox, 'sandbox');
}

/** n8n's engine with the package's nodes, for the tests of a file. */
function setUpEngine(): Engine {
	let engine: Engine | undefined;
	beforeAll(async () => {
		engine = await loadEngine();
	});
	return forward(() => engine, 'engine');
}

/** What most tests of this folder need: a node in n8n's engine, and a sandbox that it talks to. */
export const setUpVault = (options: Parameters<typeof startSandbox>[0] = {}): { sandbox: Sandbox; engine: Engine } => ({
	sandbox: setUpSandbox(options),
	engine: setUpEngine(),
});

interface Server {
	/** Forgets what the last test sent and scripted. */
	reset(): void;
	close(): Promise<void>;
}

/** A node in n8n's engine, and a server of the given class. It is reset before each test and closed after the last. */
export function setUpServer<T extends Server & object>(type: { start(): Promise<T> }): { server: T; engine: Engine } {
	let server: T | undefined;
	beforeAll(async () => {
		server = await type.start();
	});
	beforeEach(() => server?.reset());
	afterAll(async () => await server?.close());
	return { server: forward(() => server, 'server'), engine: setUpEngine() };
}

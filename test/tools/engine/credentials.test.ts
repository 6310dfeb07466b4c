import path from 'node:path';
import { Engine, jsonOf, type WorkflowDefinition } from '../../../tools/engine';
import { startServer } from './server';

let engine: Engine;
let server: Awaited<ReturnType<typeof startServer>>;

beforeAll(async () => {
	server = await startServer();
	engine = await Engine.load(path.join(__dirname, 'fixture'));
});
afterAll(async () => await server.close());

function request(authentication: string): WorkflowDefinition {
	const at = { typeVersion: 1, position: [0, 0] as [number, number] };
	return {
		nodes: [
			{ ...at, id: '1', name: 'Start', type: 'n8n-nodes-base.manualTrigger', parameters: {} },
			{
				...at,
				id: '2',
				name: 'Probe',
				type: engine.type('probe'),
				parameters: { operation: 'request', authentication, value: '/ok' },
				credentials: { [authentication]: { id: 'id of another n8n', name: 'Other name' } },
			},
		],
		connections: { Start: { main: [[{ node: 'Probe', type: 'main', index: 0 }]] } },
	};
}

it('applies a function credential to the request, with defaults for missing fields', async () => {
	const { run } = await engine.execute(request('functionApi'), {
		credentials: { functionApi: { key: 'sk_test_fake_1', baseUrl: server.url } },
	});
	expect(jsonOf(run, 'Probe')).toEqual([{ fine: true }]);
	expect(server.seen.at(-1)?.headers).toMatchObject({ 'x-key': 'sk_test_fake_1', 'x-region': 'eu' });
});

it('resolves a generic credential block', async () => {
	await engine.execute(request('genericApi'), {
		credentials: { genericApi: { token: 'sk_test_fake_2', baseUrl: server.url } },
	});
	expect(server.seen.at(-1)).toMatchObject({
		path: '/ok?version=2',
		headers: { authorization: 'Bearer sk_test_fake_2', 'x-fixed': 'yes' },
	});
});

it('reports which credential is missing', async () => {
	const { status, error } = await engine.execute(request('functionApi'));
	expect(status).toBe('error');
	expect(error?.message).toContain('No credential of type "functionApi"');
});

describe('test request', () => {
	const test = async (baseUrl: string) => await engine.testCredential('functionApi', { key: 'sk_test_fake_1', baseUrl });

	it('succeeds and sends the credential', async () => {
		expect(await test(server.url)).toEqual({ status: 'OK', message: 'Connection successful!' });
		expect(server.seen.at(-1)).toMatchObject({ path: '/me', headers: { 'x-key': 'sk_test_fake_1' } });
	});

	it.each([
		['/refused', 'The key was refused'],
		['/closed', 'The account is closed'],
		['/broken', 'Service Unavailable'],
	])('checks %s with the rules of the credential type', async (prefix, message) => {
		expect(await test(server.url + prefix)).toEqual({ status: 'Error', message });
	});

	it('reports the network error when no server listens', async () => {
		const gone = await startServer();
		await gone.close();
		expect(await test(gone.url)).toEqual({ status: 'Error', message: 'ECONNREFUSED' });
	});
});

import { envelope, RecordingServer } from './recordingServer';
import { setUpServer } from './setUp';
import { byId, run } from './support';

/** W9: Apideck refreshes an OAuth token when a call reaches the connected service, and two refreshes at once can invalidate each other. */
const { server, engine } = setUpServer(RecordingServer);

const CONNECTION = { consumer: byId('acme'), connection: byId('crm+hubspot') };
const RESOURCE = { ...CONNECTION, apiResource: byId('contacts') };
const ITEMS = Array.from({ length: 10 }, () => ({}));
const mostAtOnce = () => Math.max(...server.requests.map(({ inFlight }) => inFlight));

const REACH_THE_SERVICE: Array<[string, object, unknown]> = [
	['Validate', { resource: 'connection', operation: 'validate', ...CONNECTION }, { id: 'crm+hubspot', state: 'callable' }],
	['Token', { resource: 'connection', operation: 'token', ...CONNECTION }, { id: 'crm+hubspot', state: 'callable' }],
	['Get Custom Fields', { resource: 'settings', operation: 'getCustomFields', ...RESOURCE }, [{ id: 'f', name: 'F' }]],
	['Get Example', { resource: 'settings', operation: 'getExample', ...RESOURCE }, { example_response: {} }],
	['Get Schema', { resource: 'settings', operation: 'getSchema', ...RESOURCE }, { type: 'object' }],
	['Get Resource Settings', { resource: 'settings', operation: 'get', ...RESOURCE }, { id: 'crm+hubspot' }],
	['Get Many for Resource', { resource: 'customMapping', operation: 'getConnectionMappings', ...RESOURCE }, [{ id: 'm' }]],
];

describe.each(REACH_THE_SERVICE)('W9: %s', (_name, parameters, data) => {
	it('sends one request at a time for one connection', async () => {
		server.otherwise = { ...envelope(data), afterMs: 10 };
		const { status, items } = await run(engine, server, parameters, { items: ITEMS });
		expect(status).toBe('success');
		expect([server.requests.length, items.length, mostAtOnce()]).toEqual([10, 10, 1]);
	});

	it('sends requests for different consumers side by side', async () => {
		server.otherwise = { ...envelope(data), afterMs: 200 };
		const items = ['acme', 'acme 2', 'ember'].map((id) => ({ id }));
		const { status } = await run(engine, server, { ...parameters, consumer: byId('={{ $json.id }}') }, { items });
		expect([status, mostAtOnce()]).toEqual(['success', 3]);
	});
});

import { setUpVault } from '../engine/setUp';
import { REQUEST_FIXTURES } from '../operations';
import type { ClientCall, RequestFixture, Wire } from '../operations/fixture';
import { clientSends, nodeSends } from './compare';

const { sandbox, engine } = setUpVault();

/** The order of a query's pairs is free, but not that of the values of one key. */
const ordered = (request: Wire) => {
	const query: Record<string, string[]> = {};
	for (const [key, value] of new URLSearchParams(request.query)) (query[key] ??= []).push(value);
	return { ...request, query };
};

const CALLS = REQUEST_FIXTURES.flatMap(([name, fixture]): Array<[string, number, RequestFixture, ClientCall]> =>
	fixture.client === 'missing' ? [] : fixture.client.map((call, index) => [name, index + 1, fixture, call]),
);

it.each(CALLS)("%s (%i): the node and Apideck's own client send the same request, and the client accepts the response", async (name, _number, { parameters: own, prepare }, compared) => {
	const [resource, operation] = name.split('.');
	const parameters = { ...own, ...compared.parameters };
	const consumerId = (parameters as { consumer?: { value: string } }).consumer?.value ?? 'test-consumer';
	// Consumer operations name the consumer in the path, and send no header.
	const who = { consumerId: resource === 'consumer' ? 'test-consumer' : consumerId };
	const prepared = await prepare?.(sandbox, [consumerId]);
	const ours = await nodeSends(engine, sandbox, { resource, operation, ...parameters, ...prepared }, who);
	sandbox.reset();
	await prepare?.(sandbox, [consumerId]);
	const theirs = await clientSends(sandbox, compared.call, who);
	expect(theirs).toMatchObject({ response: expect.any(Object) as unknown });
	expect(theirs).not.toHaveProperty('error');
	// The client does not reject for an unexpected status, but returns this.
	expect(theirs).not.toHaveProperty('response.unexpectedErrorResponse');
	expect(theirs.requests).toHaveLength(1);
	const expected = theirs.requests.map((request) => compared.normalize?.(request) ?? request);
	expect(ours.map(ordered)).toEqual(expected.map(ordered));
});

it("the client's page iterator goes through the whole log", async () => {
	const ids: string[] = [];
	await clientSends(
		sandbox,
		async (client) => {
			for await (const page of await client.vault.logs.list({ limit: 200, filter: { httpMethods: ['GET'] } })) {
				for (const { id } of page.getLogsResponse?.data ?? []) ids.push(id);
			}
		},
		{ consumerId: 'test-consumer' },
	);
	expect(ids.length).toBeGreaterThan(200);
	expect(new Set(ids).size).toBe(ids.length);
});

it("compares every operation but those that Apideck's own client lacks", () => {
	// They are marked as excluded or internal in the specification.
	const missing = REQUEST_FIXTURES.filter(([, { client }]) => client === 'missing').map(([name]) => name);
	expect(missing.length).toBeLessThan(REQUEST_FIXTURES.length / 3);
	expect(REQUEST_FIXTURES.filter(([, { client }]) => client.length === 0)).toEqual([]);
});

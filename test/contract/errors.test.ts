import * as errors from '@apideck/unify/models/errors/index.js';

import { SANDBOX_CREDENTIALS, startSandbox, type Sandbox } from '../../tools/sandbox';
import { vendorClient } from './vendorClient';

const PIPEDRIVE = { unifiedApi: 'crm', serviceId: 'pipedrive' };

let sandbox: Sandbox;
let client: ReturnType<typeof vendorClient>;
beforeAll(async () => {
	sandbox = await startSandbox();
	client = vendorClient(sandbox);
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const failure = async (call: Promise<unknown>): Promise<unknown> =>
	call.then(
		() => undefined,
		(error: unknown) => error,
	);

describe("typed errors of Apideck's own client", () => {
	it('400: a body that does not fit the schema', async () => {
		const error = await failure(
			client.vault.connections.update({ ...PIPEDRIVE, connection: { settings: { instance_url: 7 } } }),
		);
		expect(error).toBeInstanceOf(errors.BadRequestResponse);
		expect(error).toMatchObject({
			statusCode: 400,
			typeName: 'RequestValidationError',
			detail: 'body.settings.instance_url must be a string',
		});
	});

	it('400: a paging limit out of range', async () => {
		const error = await failure(client.vault.consumers.list({ limit: 201 }));
		expect(error).toBeInstanceOf(errors.BadRequestResponse);
	});

	it.each([
		['key', { apiKey: 'wrong' }],
		['application id', { appId: 'wrong' }],
	])('401: a wrong %s', async (_what, change) => {
		const other = vendorClient({ credentials: { ...SANDBOX_CREDENTIALS, baseUrl: sandbox.url, ...change } });
		const error = await failure(other.vault.connections.list({}));
		expect(error).toBeInstanceOf(errors.UnauthorizedResponse);
		expect(error).toMatchObject({
			statusCode: 401,
			typeName: 'UnauthorizedError',
			detail: 'Invalid Authorization Token',
			ref: 'https://developers.apideck.com/errors#unauthorizederror',
		});
	});

	it("401 of the other kind: the consumer's token cannot be refreshed", async () => {
		const error = await failure(
			client.vault.validateConnection.state({
				consumerId: 'copper-lantern-studio',
				unifiedApi: 'crm',
				serviceId: 'hubspot',
			}),
		);
		expect(error).toBeInstanceOf(errors.UnauthorizedResponse);
		const { detail } = error as errors.UnauthorizedResponse;
		expect(detail).toMatchObject({
			type: 'refresh_token_connector_error',
			debug: { cooldownRemainingMs: expect.any(Number), retryAfterMs: expect.any(Number) },
		});
	});

	it('402: a consumer over the plan', async () => {
		const error = await failure(client.vault.connections.list({ consumerId: 'over-plan-company' }));
		expect(error).toBeInstanceOf(errors.PaymentRequiredResponse);
		expect(error).toMatchObject({ typeName: 'RequestLimitError', detail: 'You have reached your limit of 2000' });
	});

	it.each([
		['connector', { unifiedApi: 'crm', serviceId: 'no-such' }, 'ConnectorNotFoundError'],
		['integration', { unifiedApi: 'crm', serviceId: 'copper' }, 'IntegrationNotFoundError'],
		['consumer', { ...PIPEDRIVE, consumerId: 'nobody' }, 'EntityNotFoundError'],
	])('404: an unknown %s', async (_what, key, typeName) => {
		const error = await failure(client.vault.connections.get(key));
		expect(error).toBeInstanceOf(errors.NotFoundResponse);
		expect(error).toMatchObject({ statusCode: 404, typeName });
	});

	it('404: deleting a connection that is not there', async () => {
		const error = await failure(client.vault.connections.delete({ unifiedApi: 'crm', serviceId: 'hubspot' }));
		expect(error).toBeInstanceOf(errors.NotFoundResponse);
	});

	it('422: a token for an authorization code connection', async () => {
		const error = await failure(client.vault.connections.token(PIPEDRIVE));
		expect(error).toBeInstanceOf(errors.UnprocessableResponse);
		expect(error).toMatchObject({ statusCode: 422, typeName: 'InvalidStateError' });
	});

	it('an injected error is as typed as a real one', async () => {
		sandbox.faults.add({ fault: { status: 402 } });
		expect(await failure(client.vault.connections.get(PIPEDRIVE))).toBeInstanceOf(errors.PaymentRequiredResponse);
		sandbox.faults.add({ fault: { status: 503 } });
		expect(await failure(client.vault.connections.get(PIPEDRIVE))).toBeInstanceOf(errors.APIError);
	});
});

import fc from 'fast-check';
import type { INode } from 'n8n-workflow';

import type { VaultCall } from '../../../nodes/ApideckVault/transport/call';
import { requestError } from '../../../nodes/ApideckVault/transport/errors';
import type { Origins } from '../../../nodes/ApideckVault/transport/subject';

const NODE: INode = { id: '1', name: 'Vault', type: 't', typeVersion: 1, position: [0, 0], parameters: {} };

/** Gives the origin of each record and field. */
const ORIGINS: Origins = {
	subject: (kind) => `comes from <${kind}>`,
	field: (path) => (path.at(-1) === 'unknown' ? undefined : `comes from <${path.join('.')}>`),
};
const CONNECTION: VaultCall = { method: 'GET', path: ['vault', 'connections', 'crm', 'hubspot'], consumerId: 'acme', origins: ORIGINS };
const CONSUMER: VaultCall = { method: 'GET', path: ['vault', 'consumers', 'acme'], origins: ORIGINS };
const MAPPING: VaultCall = { ...CONNECTION, path: ['vault', 'custom-mappings', 'crm', 'hubspot', 'crm+leads+tier'] };
const RESOURCE: VaultCall = { ...CONNECTION, path: ['vault', 'connections', 'crm', 'hubspot', 'leads', 'config'] };

const errorOf = (call: VaultCall, statusCode: number, body: unknown, secrets: string[] = []) =>
	requestError(
		{ kind: 'response', statusCode, headers: {}, body },
		call,
		{ node: NODE, attempts: 1, timeout: 1, plan: { retry: false, why: 'final' }, isChange: false, mayHaveBeenApplied: false, secrets },
	);
const missing = (entity: string, id: unknown, type_name = 'EntityNotFoundError') => ({ type_name, message: `Unknown ${entity}`, detail: { not_found: { entity, id } } });
const invalid = (detail: unknown) => ({ type_name: 'RequestValidationError', message: 'Invalid Params', detail });

describe('the title for a record that does not exist', () => {
	it.each<[string, VaultCall, object, string]>([
		['the consumer that the response names', CONNECTION, missing('consumer', 'acme'), "Consumer 'acme' not found"],
		['a consumer by its noun, in another spelling', CONNECTION, missing('consumer', 'ACME'), "Consumer 'acme' not found"],
		['the only record of the request', CONSUMER, { type_name: 'EntityNotFoundError' }, "Consumer 'acme' not found"],
		['the record in a sentence', CONNECTION, { type_name: 'EntityNotFoundError', detail: "Could not find consumer with id: 'acme'" }, "Consumer 'acme' not found"],
		['every record when a word of the response only contains an ID', { ...CONNECTION, consumerId: 'test' }, { type_name: 'EntityNotFoundError', detail: 'The latest version of test-2 was not found' }, "Consumer 'test' or connection 'crm+hubspot' not found"],
		['the record whose ID stands at the end of a sentence', { ...CONNECTION, consumerId: 'c1' }, { type_name: 'EntityNotFoundError', detail: 'No record c10 for c1.' }, "Consumer 'c1' not found"],
		['every record when the response names none', CONNECTION, { type_name: 'EntityNotFoundError' }, "Consumer 'acme' or connection 'crm+hubspot' not found"],
		['a connection with its consumer', CONNECTION, missing('connection', 'crm+hubspot', 'ConnectionNotFoundError'), "Connection 'crm+hubspot' of consumer 'acme' not found"],
		['a connection by its service', CONNECTION, missing('connection', 'hubspot', 'ConnectionNotFoundError'), "Connection 'crm+hubspot' of consumer 'acme' not found"],
		['a connection by the type', CONNECTION, { type_name: 'ConnectionNotFoundError' }, "Connection 'crm+hubspot' of consumer 'acme' not found"],
		['a resource', RESOURCE, missing('resource', 'leads'), "Resource 'leads' not found"],
		['a mapping', MAPPING, missing('custom mapping', 'crm+leads+tier'), "Custom mapping 'crm+leads+tier' not found"],
		['a connector of a connection', CONNECTION, missing('connector', 'hubspot', 'ConnectorNotFoundError'), "Apideck does not offer a connector for connection 'crm+hubspot'"],
		['a connector', { ...CONSUMER, path: ['connector', 'connectors', 'hubspot'] }, missing('connector', 'hubspot', 'ConnectorNotFoundError'), "Connector 'hubspot' not found"],
		['a webhook', { ...CONSUMER, path: ['webhook', 'webhooks', 'wh-1'] }, missing('webhook', 'wh-1'), "Webhook 'wh-1' not found"],
		['what the request does not name in its path, in the words of the response', CONNECTION, missing('confirm token', 'abc'), 'Apideck could not find the requested resource: "confirm token abc was not found"'],
		['nothing when the request names nothing', { ...CONSUMER, path: ['vault', 'logs'] }, { type_name: 'EntityNotFoundError' }, 'Apideck could not find the requested resource'],
	])('names %s', (_name, call, body, title) => {
		expect(errorOf(call, 404, body).message).toBe(title);
	});

	it('is followed by where the ID comes from, and by what to do', () => {
		expect(errorOf(CONSUMER, 404, missing('consumer', 'acme')).description).toMatch(/^It comes from <consumer>\. Check the ID\. IDs are case-sensitive\. Apideck says: /);
		expect(errorOf(CONNECTION, 404, missing('connection', 'x', 'ConnectionNotFoundError')).description).toMatch(
			/^Connection 'crm\+hubspot' comes from <connection>\. Consumer 'acme' comes from <consumer>\. Check the IDs, or ask/,
		);
	});

	it('survives n8n, which replaces messages that contain an error code', () => {
		expect(errorOf({ ...CONSUMER, path: ['vault', 'consumers', 'deeperman'] }, 404, missing('consumer', 'deeperman')).message).toBe("Consumer 'deeperman' not found");
	});
});

describe('the title for a value that is not accepted', () => {
	const UPDATE: VaultCall = { ...CONNECTION, method: 'PATCH', body: { settings: { page_size: 'many' } } };
	it.each<[string, unknown, string]>([
		['a path in a sentence', 'body.settings.page_size must be a number', "'page_size' must be a number"],
		['a filter', 'querystring.filter[status] must be one of live, beta', "'status' must be one of live, beta"],
		["ajv's errors", [{ instancePath: '/settings/page_size', message: 'must be number' }], "'page_size' must be number"],
		['several errors', [{ instancePath: '/settings/page_size', message: 'must be number' }, { instancePath: '/enabled', message: 'must be boolean' }], "'page_size' must be number (and 1 more)"],
		['a list of defaults', [{ instancePath: '/configuration/0/defaults/1', message: 'must be object' }], "'defaults' must be object"],
		['messages by field', { page_size: ['is too large'] }, "'page_size' is too large"],
		['what is not plain words', [{ instancePath: '/settings/url', message: 'Visit https://evil.example now' }], '\'url\' was not accepted: "Visit https://evil.example now"'],
		['a sentence without a field', 'The request body is not valid JSON', 'Apideck rejected the request for connection \'crm+hubspot\' as invalid: "The request body is not valid JSON"'],
		['no detail', undefined, "Apideck rejected the request for connection 'crm+hubspot' as invalid: \"Invalid Params\""],
	])('names the field and the rule: %s', (_name, detail, title) => {
		expect(errorOf(UPDATE, 400, invalid(detail)).message).toBe(title);
	});

	it('is the same for a 422, and for a response that is not in Apideck\'s format', () => {
		expect(errorOf(UPDATE, 422, { type_name: 'InvalidStateError', detail: 'body.settings.page_size must be a number' }).message).toBe("'page_size' must be a number");
		const between = errorOf(UPDATE, 400, { errors: [{ field: 'page_size', message: 'must be a number' }] });
		expect(between.message).toBe("'page_size' must be a number");
		expect(between.description).toMatch(/^'page_size' comes from <page_size>\. .*a server in between may have sent it/);
	});

	it('is followed by the parameter of the field; without one, by the advice to compare', () => {
		expect(errorOf(UPDATE, 400, invalid('body.settings.page_size must be a number')).description).toMatch(/^'page_size' comes from <settings\.page_size>\. Correct it there\. Apideck says/);
		expect(errorOf(UPDATE, 400, invalid('body.unknown must be a number')).description).toMatch(/^Check this node's fields against the details below\./);
	});
});

describe('the title for a refused request', () => {
	it.each<[string, number, object, string]>([
		['the service', 401, { type_name: 'ConnectorExecutionError', message: 'Unauthorized', detail: 'Token expired.' }, 'The connected service rejected the request for connection \'crm+hubspot\': "Token expired"'],
		['a state', 422, { type_name: 'InvalidStateError', detail: 'The connection is not authorized' }, 'Apideck cannot process the request for connection \'crm+hubspot\': "The connection is not authorized"'],
		['a conflict', 409, { type_name: 'ConflictError' }, "The request for connection 'crm+hubspot' conflicts with an existing record"],
		['an authorization', 401, { type_name: 'ConnectorCredentialsError', detail: 'x' }, "The service no longer accepts the credentials of connection 'crm+hubspot'"],
		['the key', 401, { type_name: 'UnauthorizedError', detail: 'Invalid Authorization Token' }, 'Apideck rejected the API key or app ID'],
	])('names the connection and the reason: %s', (_name, status, body, title) => {
		expect(errorOf(CONNECTION, status, body).message).toBe(title);
	});
});

describe('no title', () => {
	const PLANTED = 'fake-secret-value-123';
	const text = fc.oneof(fc.string(), fc.string({ unit: 'binary' }), fc.constantFrom(PLANTED, `body.a.${PLANTED} must be ${PLANTED}`, 'a\nb', '\u202ea', `x ${'y '.repeat(5_000)}`, 'must be'.repeat(30)));
	const body = fc.oneof(
		fc.record({ type_name: fc.constantFrom('EntityNotFoundError', 'RequestValidationError', 'InvalidStateError', 'ConnectorExecutionError', 'ConflictError'), message: text, detail: text }),
		fc.record({ type_name: fc.constant('RequestValidationError'), detail: fc.array(fc.record({ instancePath: text, message: text }), { maxLength: 4 }) }),
		fc.record({ type_name: fc.constant('EntityNotFoundError'), detail: fc.record({ not_found: fc.record({ entity: text, id: text }) }) }),
		fc.record({ message: text }),
	);

	it('is longer than 120 characters, has a line break or an invisible character, or shows a secret, whatever the server and the IDs are', () => {
		fc.assert(
			fc.property(body, text, fc.constantFrom(400, 401, 404, 409, 422, 500), (response, id, status) => {
				const { message } = errorOf({ ...CONNECTION, consumerId: id }, status, response, [PLANTED]);
				expect(Array.from(message).length).toBeLessThanOrEqual(120);
				expect(message).not.toMatch(/[\n\r\u202e\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
				expect(message).not.toContain(PLANTED);
			}),
			{ numRuns: 300 },
		);
	});

	it('shows more of the server than a short quotation', () => {
		const detail = `Call 555-0100 ${'and again '.repeat(50)}`;
		const { message } = errorOf(CONSUMER, 400, invalid(detail));
		expect(message).toMatch(/^Apideck rejected the request for consumer 'acme' as invalid: "Call 555-0100 [a ndgi]{1,46}…"$/);
	});
});

import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { resources } from '../../nodes/ApideckVault/actions/router';
import { HOSTILE_TEXTS, hostileText } from '../unit/audit/hostileTexts';
import { parsedPage } from '../unit/audit/parsedPage';
import { RULES_PAGE } from '../unit/audit/reportSample';
import { checkPrototypes } from './hostileCheck';
import { BASE } from './hostileModel';
import { tries } from './hostileRuns';
import { harmless, HostileServer, isList, type Sent } from './hostileServer';
import { setUpServer } from './setUp';
import { CONTINUE, retries, run } from './support';

const { server, engine } = setUpServer(HostileServer);
beforeEach(() => {
	server.response = harmless;
});

/** Characters of an error's title, which a toast shows on a few lines. */
const MAX_TITLE = 120;

/** Anything that JSON can hold, where the API says that a text, a list or an object stands. */
const anything: fc.Arbitrary<unknown> = fc.oneof(
	{ weight: 5, arbitrary: hostileText },
	fc.constantFrom<unknown>('callable', 'added', 'revoked', null, true, 0, -1, 1e300, 2 ** 60, [], {}, [null], [[]], { toString: 1, valueOf: 1 }, [{ toString: 1 }], { length: -1 }, JSON.parse('{"__proto__":{"polluted":true}}')),
	fc.jsonValue({ maxDepth: 2, stringUnit: 'binary' }),
);
const FIELDS = ['id', 'name', 'state', 'health', 'enabled', 'settings', 'metadata', 'form_fields', 'configuration', 'custom_mappings', 'updated_at', 'created_at', 'credentials_expire_at', 'last_refresh_failed_at', 'authorize_url', 'revoke_url', 'subscriptions', 'services', 'connections', 'service', 'operation', 'timestamp', 'label', 'value', 'key', 'unified_api', 'service_id', 'consumer_id', 'error_message', 'session_uri', 'session_token', 'resources', 'confirmed', '__proto__', 'constructor', 'hasOwnProperty', 'toJSON', 'integration_state', 'consent_state', 'application_data_scopes'];
const record: fc.Arbitrary<Record<string, unknown>> = fc.array(fc.tuple(fc.constantFrom(...FIELDS), anything), { maxLength: 14 }).map((entries) => Object.fromEntries(entries));

const operations = Object.keys(BASE).filter((operation) => !operation.startsWith('audit.'));
/** Every way to show a record, the last one with all the fields that the operation offers. */
function outputsOf(operation: string): object[] {
	const [resource = '', name = ''] = operation.split('.');
	const offered = resources[resource]?.operations[name]?.properties.find((property) => property.name === 'fields')?.options as Array<{ value: string }> | undefined;
	return [{ output: 'simplified' }, { output: 'raw' }, ...(offered ? [{ output: 'selected', fields: offered.map(({ value }) => value) }] : [])];
}

/** Whether an operation has an option that turns off masking. */
function canReveal(operation: string): boolean {
	const [resource = '', name = ''] = operation.split('.');
	const options = resources[resource]?.operations[name]?.properties.find((property) => property.name === 'options')?.options as Array<{ name: string }> | undefined;
	return options?.some((option) => option.name === 'redactSecrets') === true;
}

/** How a response reads after a round trip through JSON. */
const read = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('a record with anything in it', () => {
	it.each(operations)('%s gives it out as data, or an error in plain words', async (operation) => {
		const [resource, name] = operation.split('.');
		await fc.assert(
			fc.asyncProperty(record, fc.constantFrom(...outputsOf(operation)), async (data, output) => {
				server.response = (sent) => (isList(sent) ? [data, data] : data);
				const { status, json } = await run(engine, server, { resource, operation: name, ...BASE[operation], ...output, options: { redactSecrets: false, ...retries({ maxRetries: 0 }) } }, CONTINUE);
				expect(status).toBe('success');
				expect(json.length).toBeGreaterThan(0);
				for (const one of json) {
					const { message } = (one['error'] ?? {}) as { message?: string };
					expect(message).not.toBe('This item could not be processed');
					expect(message ?? '').not.toMatch(/Error|cannot|undefined/i);
					// Whatever is put out under the name of a field is what the API sent under it.
					if (!('error' in one) && !JSON.stringify(output).includes('simplified') && canReveal(operation)) expectSame(operation, one, data);
					expect(() => JSON.stringify(one)).not.toThrow();
				}
				checkPrototypes();
			}),
			tries(operation, 6),
		);
	});

	/** Fields of the response that are in the output hold the same there. */
	function expectSame(operation: string, output: IDataObject, data: Record<string, unknown>): void {
		const added = new Set(['consumer_id', 'connection', 'unified_api', 'service_id', 'resource', 'deleted', 'callback_state', 'expires_at', 'target_field_id', 'schema', ...(operation.startsWith('customMapping') ? ['id'] : [])]);
		for (const [field, value] of Object.entries(output)) {
			if (!added.has(field) && value !== undefined) expect([field, read(value)]).toEqual([field, read(Object.hasOwn(data, field) ? data[field] : null)]);
		}
	}

	it.each([[[null]], [['text']], [[[]]], [[1, null]]])('a list with %j in it is refused', async (data) => {
		server.response = () => data;
		const { json } = await run(engine, server, { resource: 'consumer', operation: 'getAll', options: retries({ maxRetries: 0 }) }, CONTINUE);
		expect(json).toEqual([{ error: expect.objectContaining({ message: 'The response has no data, so it is not from the Vault API' }) as unknown }]);
	});
});

describe('an error response with anything in it', () => {
	it('becomes a short message in plain words', async () => {
		const body = fc.array(fc.tuple(fc.constantFrom('message', 'detail', 'error', 'type_name', 'ref', 'downstream_errors', '__proto__', 'constructor'), fc.oneof(anything, fc.record({ not_found: record }), fc.record({ type: anything, message: anything, debug: record }), fc.array(record))), { maxLength: 6 });
		await fc.assert(
			fc.asyncProperty(body, fc.constantFrom(400, 401, 402, 404, 409, 422, 500), async (entries, status_code) => {
				server.response = () => JSON.stringify({ ...Object.fromEntries(entries), status_code });
				const { json } = await run(engine, server, { resource: 'consumer', operation: 'get', ...BASE['consumer.get'], options: retries({ maxRetries: 0 }) }, CONTINUE);
				const { message, description } = json[0]!['error'] as { message: string; description: string };
				expect(message).not.toBe('This item could not be processed');
				expect(message.length).toBeLessThanOrEqual(MAX_TITLE);
				expect(description.length).toBeLessThan(3_000);
				checkPrototypes();
			}),
			tries('errors', 40),
		);
	});
});

describe('the audit of hostile consumers', () => {
	/** Consumers by ID, each with hostile connections. */
	function serve(consumers: Array<Record<string, unknown>>): void {
		server.response = (sent: Sent) => {
			if (sent.url.startsWith('/vault/consumers?') || sent.url === '/vault/consumers') return consumers;
			if (sent.url.startsWith('/vault/consumers/')) return consumers.find(({ consumer_id: id }) => id === decodeURIComponent(sent.url.slice('/vault/consumers/'.length))) ?? {};
			if (sent.url.startsWith('/vault/sessions')) return { session_uri: 'javascript:alert(1)', session_token: '"><b>' };
			// The full form of the same connections, and what a check of one returns.
			return sent.method === 'GET' ? consumers.flatMap(({ connections }) => (Array.isArray(connections) ? connections.filter((one) => typeof one === 'object' && one !== null && !Array.isArray(one)) : [])) : {};
		};
	}
	const broken = (text: string) => ({ id: text, service_id: text, unified_api: text, name: text, state: 'added', health: 'revoked', enabled: true, settings: { [text]: text }, form_fields: [{ id: text, label: text, required: true, value: text }] });

	it('finds what is wrong whatever the texts are, and its reports hold them as text', async () => {
		const texts = HOSTILE_TEXTS.filter((text) => text.trim() !== '');
		serve(texts.map((text, index) => ({ consumer_id: `c${index}`, services: ['one'], metadata: { account_name: text, user_name: text }, connections: [broken(text)] })));
		const ran = await run(engine, server, { resource: 'audit', operation: 'getReport', output: 'raw' });
		expect([ran.status, ran.json[0]!['checked']]).toEqual(['success', expect.objectContaining({ connections: texts.length })]);
		const file = ran.items[0]!.binary!['report']!;
		expect(file.fileName).toMatch(/^connection-audit-\d{4}-\d\d-\d\d\.html$/);
		expect(file.mimeType).toBe('text/html');
		const { elements, attributes } = await parsedPage(Buffer.from(file.data, 'base64').toString('utf8'));
		expect(elements.filter((element) => /^(script|iframe|img|base|form|link|object|embed|use|image|comment|cdata)$/i.test(element))).toEqual([]);
		// The only link is that of the report's footer.
		expect(elements.filter((element) => /^a$/i.test(element))).toHaveLength(1);
		const active = attributes.filter((attribute) => /^\w+ (on\w+|href|src|srcset|xlink:href|action|formaction|background)=/i.test(attribute));
		expect(active).toEqual([`a href="${RULES_PAGE}"`]);
		expect(String(ran.json[0]!['markdown']).length).toBeLessThanOrEqual(3_000);
		// The lists of the summary keep what the API sent.
		const names = ((ran.json[0]!['breakdown'] as IDataObject)['worst_consumers'] as IDataObject[]).map((one) => one['consumer_name']);
		expect(names.filter((name) => !texts.includes(String(name)))).toEqual([]);

		const found = await run(engine, server, { resource: 'audit', operation: 'getFindings', output: 'raw', options: { includeLink: true } });
		expect(found.json.map((one) => one['consumer_name']).sort()).toEqual([...texts].sort());
		expect(found.json.map((one) => one['connection_name']).sort()).toEqual([...texts].sort());
		checkPrototypes();
	});

	it('reads records with anything in them, and loses no consumer', async () => {
		const connection = fc.oneof(record, anything);
		const consumer = fc.record({ consumer_id: fc.oneof(anything, fc.constantFrom('a', 'b', '.', 7)), services: fc.constant(['one']), metadata: fc.oneof(anything, record), connections: fc.oneof(anything, fc.array(connection, { maxLength: 3 })) });
		await fc.assert(
			// The same ID twice is the same consumer, from two pages that overlap.
			fc.asyncProperty(fc.uniqueArray(consumer, { minLength: 1, maxLength: 5, selector: ({ consumer_id: id }) => JSON.stringify(id) }), fc.boolean(), fc.boolean(), async (consumers, probe, thorough) => {
				serve(consumers);
				const parameters = { resource: 'audit', options: { ...retries({ maxRetries: 0 }), includeHealthy: true, checkConnections: probe ? 'all' : 'never', thorough } };
				const { status, json, error } = await run(engine, server, { ...parameters, operation: 'getReport', output: 'raw' });
				expect([status, error?.message]).toEqual(['success', undefined]);
				expect(json[0]!['checked']).toEqual(expect.objectContaining({ consumers: consumers.length }));
				const found = await run(engine, server, { ...parameters, operation: 'getFindings', output: 'raw', options: { ...parameters.options, includeLink: true } });
				expect([found.status, found.error?.message]).toEqual(['success', undefined]);
				expect(found.json.filter((one) => 'reauthorize_url' in one)).toEqual([]);
				checkPrototypes();
			}),
			tries('audit', 40),
		);
	});
});

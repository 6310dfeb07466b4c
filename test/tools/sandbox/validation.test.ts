import { startSandbox, type Sandbox } from '../../../tools/sandbox';
import { call } from './call';

let sandbox: Sandbox;
beforeAll(async () => {
	sandbox = await startSandbox();
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const PIPEDRIVE = '/vault/connections/crm/pipedrive';
const WORKDAY = '/vault/connections/hris/workday';

describe('invalid requests', () => {
	it.each<[string, string, string, unknown, string]>([
		['enabled is not a boolean', 'PATCH', PIPEDRIVE, { enabled: 'true' }, 'body.enabled must be boolean'],
		['settings is a list', 'PATCH', PIPEDRIVE, { settings: [] }, 'body.settings must be object,null'],
		[
			'configuration without a resource',
			'PATCH',
			PIPEDRIVE,
			{ configuration: [{}] },
			"body.configuration.0 must have required property 'resource'",
		],
		['no body', 'PATCH', PIPEDRIVE, undefined, 'body must be object'],
		['broken JSON', 'PATCH', PIPEDRIVE, '{"enabled":', 'The request body is not valid JSON'],
		[
			'an unknown credential',
			'POST',
			`${PIPEDRIVE}/import`,
			{ credentials: { token: 'x' } },
			'body.credentials must NOT have additional properties: token',
		],
		[
			'issued_at is not a date',
			'POST',
			`${PIPEDRIVE}/import`,
			{ credentials: { issued_at: 'yesterday' } },
			'body.credentials.issued_at must match format "date-time"',
		],
		[
			'expires_in is a text',
			'POST',
			`${PIPEDRIVE}/import`,
			{ credentials: { expires_in: '3600' } },
			'body.credentials.expires_in must be integer,null',
		],
		[
			'credentials in a token request',
			'POST',
			`${WORKDAY}/token`,
			{ password: 'x' },
			'body must NOT have additional properties: password',
		],
		[
			'a consumer without an id',
			'POST',
			'/vault/consumers',
			{ metadata: {} },
			"body must have required property 'consumer_id'",
		],
		[
			'an unknown consumer property',
			'PATCH',
			'/vault/consumers/test-consumer',
			{ name: 'x' },
			'body must NOT have additional properties: name',
		],
		[
			'a session of two weeks',
			'POST',
			'/vault/sessions',
			{ settings: { session_length: '2w' } },
			'body.settings.session_length must be at most 1 week',
		],
		[
			'an unknown session setting',
			'POST',
			'/vault/sessions',
			{ settings: { color: 'red' } },
			'body.settings must NOT have additional properties: color',
		],
		[
			'a checkbox with a text',
			'PATCH',
			WORKDAY,
			{ settings: { include_terminated: 'yes' } },
			'body.settings.include_terminated must be a boolean',
		],
		[
			'a number as a text',
			'PATCH',
			WORKDAY,
			{ settings: { page_size: '200' } },
			'body.settings.page_size must be a number',
		],
		[
			'a value that is not an option',
			'PATCH',
			WORKDAY,
			{ settings: { report_format: 'odd' } },
			'body.settings.report_format must be one of its options',
		],
		[
			'a list with a value that is not an option',
			'PATCH',
			WORKDAY,
			{ settings: { worker_types: ['permanent', 'robot'] } },
			'body.settings.worker_types must only contain values from its options',
		],
	])('result in 400: %s', async (_what, method, path, body, detail) => {
		const { status, data } = await call(sandbox, method, path, { body });
		expect([status, data.type_name, data.detail]).toEqual([400, 'RequestValidationError', detail]);
	});

	it('custom values are accepted where the field allows them, and options inside groups', async () => {
		const settings = { location: 'Somewhere else', cost_centers: [4100, 9999], worker_types: ['contractor'] };
		const { status, data } = await call(sandbox, 'PATCH', WORKDAY, { body: { settings } });
		expect(status).toBe(200);
		expect(data.data.settings).toMatchObject(settings);
	});

	it('result in 400 for a content type other than JSON', async () => {
		const { status } = await call(sandbox, 'PATCH', PIPEDRIVE, {
			body: 'enabled=true',
			headers: { 'content-type': 'application/x-www-form-urlencoded' },
		});
		expect(status).toBe(400);
	});

	it.each([
		'/vault/connections?configured=yes',
		'/vault/consumers?limit=0',
		'/vault/consumers?limit=2.5',
		'/connector/connectors?filter[status]=dead',
		'/connector/connectors?filter[unifiedApi]=crm',
		'/connector/apis?filter[unified_api]=crm',
	])('result in 400 for the query of %s', async (path) => {
		expect((await call(sandbox, 'GET', path)).status).toBe(400);
	});

	it('a path segment never reaches another route', async () => {
		for (const path of ['/vault/connections/crm/%2E%2E%2Fpipedrive', '/vault/connections/crm/pipedrive%2Fimport']) {
			const { status, data } = await call(sandbox, 'GET', path);
			expect([path, status, data.type_name]).toEqual([path, 404, 'ConnectorNotFoundError']);
		}
		expect((await call(sandbox, 'GET', '/vault/connections/crm/%zz')).status).toBe(400);
	});
});

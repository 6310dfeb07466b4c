import fc from 'fast-check';

import { findMessages, getOwn, getOwnText, nonEmptyText } from '../../../nodes/ApideckVault/transport/errorMessages';
import { readErrorDetail, readMarkup } from '../../../nodes/ApideckVault/transport/errorDetail';

const read = (body: unknown, headers: Record<string, unknown> = {}) => readErrorDetail({ statusCode: 400, headers, body }).shown;
const NOTHING = { typeName: undefined, message: undefined, detail: undefined, ref: undefined, requestId: undefined };

it('W3: finds an own key in lowercase, capitalized and in uppercase', () => {
	const body = { Message: 'a', DETAIL: ' ', error: 1 };
	expect([getOwn(body, ['x', 'message']), getOwn(body, ['error']), getOwn(body, ['toString', 'constructor'])]).toEqual(['a', 1, undefined]);
	expect([getOwnText(body, ['detail', 'error', 'message']), getOwnText(body, ['error'])]).toEqual(['a', undefined]);
	expect([nonEmptyText(' a '), nonEmptyText(' '), nonEmptyText(1)]).toEqual([' a ', undefined, undefined]);
	expect(findMessages('a', ['b', { Message: 'c', Code: 7 }], undefined)).toEqual({ messages: [{ text: 'a' }, { text: 'b' }, { text: 'c', code: '7' }], omitted: 0 });
	expect(readMarkup(' <title>a</title>')).toBe('a');
});

describe('the error fields of a response', () => {
	it('are type, message, detail, reference and request ID', () => {
		const body = { type_name: 'SomeError', error: 'Bad Request', message: 'No', detail: 'Why', ref: 'https://x.example' };
		expect(read(body, { 'x-apideck-request-id': 'one', 'request-id': 'two' })).toEqual({ typeName: 'SomeError', message: 'No', detail: 'Why', ref: 'https://x.example', requestId: 'one' });
	});

	it.each([undefined, null, '', ' \n', [], {}, 7, { type_name: 1, message: ' ', error: null, detail: '\n', ref: {}, downstream_errors: [] }])('are all absent in %j', (body) => {
		expect(read(body, { 'x-apideck-request-id': ['one'] })).toEqual(NOTHING);
	});

	it('fall back to the HTTP status for a message, and to another header for the ID', () => {
		expect(read({ message: '', error: 'Bad Request' }, { 'request-id': 'two' })).toMatchObject({ message: 'Bad Request', requestId: 'two' });
	});
});

describe("Apideck's own detail", () => {
	it.each<[unknown, string | undefined]>([
		['text', 'text'],
		[{ message: 'm', error: 'e', type: 't', debug: { message: 'd' } }, 'm'],
		[{ error: 'e', type: 't', debug: { message: 'd' } }, 'e'],
		[{ type: 't', debug: { message: 'd' } }, 'd'],
		[{ type: 't', debug: { message: 'd', request: 'never' } }, 'd'],
		[{ type: 't', debug: 'd' }, 't'],
		[{ debug: { request: 'never', response: 'never' } }, undefined],
		[{ debug: { request: { message: 'never' }, response: { message: 'never' } } }, undefined],
		[{ request: 'never', response: { message: 'never' }, headers: { authorization: 'never' }, access_token: 'never' }, undefined],
		[{ context: 'Rate limit', error: { message: 'slow down' } }, 'slow down'],
		[{ not_found: { entity: 'connection', id: 7 }, message: 'm' }, 'connection 7 was not found'],
		[{ not_found: { entity: {}, id: null } }, 'something something was not found'],
		[{ not_found: 'connection', message: 'm' }, 'm'],
		[{ missing: [{ foobar: 'required' }] }, 'foobar: required'],
	])('formats %j as %p', (detail, expected) => {
		expect(read({ detail }).detail).toBe(expected);
	});

	it.each<[unknown, string | undefined]>([
		[[{ detail: 'd', message: 'm' }], 'm – d'],
		[[{ message: 'm' }, { detail: 'd', code: 'C' }], 'm; d (C)'],
		[['text', null, { message: 'm' }], 'text; m'],
		[[{}], undefined],
		[[], undefined],
	])('W3: is followed by the downstream errors %j: %p', (downstream_errors, expected) => {
		expect(read({ downstream_errors }).detail).toBe(expected);
		expect(read({ downstream_errors, detail: 'Why' }).detail).toBe(expected === undefined ? 'Why' : `Why; ${expected}`);
	});
});

describe('messages in the formats of other APIs', () => {
	const ENTRIES = [
		{ instancePath: '/credentials/access_token', schemaPath: '#/x', keyword: 'type', params: {}, message: 'must be string' },
		{ instancePath: '', message: "must have required property 'settings'" },
	];
	it.each<[string, object, string | undefined, string | undefined]>([
		// where, the body, its message, its detail
		['ajv in detail', { message: 'Invalid Params', detail: ENTRIES }, 'Invalid Params', "/credentials/access_token: must be string; must have required property 'settings'"],
		['ajv in errors', { errors: ENTRIES }, undefined, "/credentials/access_token: must be string; must have required property 'settings'"],
		['ajv with a data path', { detail: [{ dataPath: '.a', message: 'm' }] }, undefined, '.a: m'],
		['zod', { issues: [{ code: 'invalid_type', path: ['credentials', 0, 'access_token'], message: 'Expected string' }] }, undefined, 'credentials.0.access_token: Expected string (invalid_type)'],
		['zod in an error', { error: { issues: [{ path: ['a'], message: 'Required' }], name: 'ZodError' } }, undefined, 'a: Required'],
		['flattened zod', { error: { formErrors: ['f'], fieldErrors: { a: ['Required'] } } }, undefined, 'a: Required; f'],
		['Intuit', { Fault: { Error: [{ Message: 'A business validation error', Detail: 'Name is taken', code: '6240', element: 'DisplayName' }], type: 'ValidationFault' } }, undefined, 'DisplayName: A business validation error – Name is taken (6240)'],
		['Intuit in the detail', { message: 'M', detail: { Fault: { Error: [{ Message: 'No', code: 610 }] } } }, 'M', 'No (610)'],
		['capital letters', { Message: 'No', Detail: 'Why' }, 'No', 'Why'],
		['capitals', { ERROR: 'No', DETAIL: 'Why' }, 'No', 'Why'],
		['an error object', { error: { message: 'No', code: 'forbidden' } }, undefined, 'No (forbidden)'],
		['an error in an error', { error: { error: { Error: { message: 'No' } } } }, undefined, 'No'],
		['OAuth', { error: 'invalid_grant', error_description: 'Token has been revoked' }, 'invalid_grant', 'Token has been revoked'],
		['a problem of RFC 9457', { type: 'about:blank', title: 'Out of credit', status: 403, detail: 'Your balance is 30', instance: '/a' }, 'Out of credit', 'Your balance is 30'],
		['JSON:API', { errors: [{ status: '422', source: { pointer: '/data/attributes/name' }, title: 'Invalid', detail: 'too short' }] }, undefined, '/data/attributes/name: Invalid – too short'],
		['messages by field', { errors: { email: ['is invalid', 'is taken'], name: 'is missing' } }, undefined, 'email: is invalid; email: is taken; name: is missing'],
		['a list of texts as the message', { statusCode: 400, message: ['a must be a string', 'b must be a number'], error: 'Bad Request' }, 'Bad Request', 'a must be a string; b must be a number'],
		['a message that is an object', { message: { message: 'No' } }, undefined, 'No'],
		['pydantic', { detail: [{ loc: ['body', 'name'], msg: 'field required', type: 'value_error.missing' }] }, undefined, 'body.name: field required'],
		['a list of texts', { detail: ['a', 'b'] }, undefined, 'a; b'],
	])('W3: are read from %s', (_name, body, message, detail) => {
		expect(read(body)).toMatchObject({ message, detail });
	});

	it('W3: are read from a body that is a list', () => {
		expect(read([{ errorCode: 'NOT_FOUND', message: 'No such record' }]).detail).toBe('No such record (NOT_FOUND)');
	});

	it.each<[string, string | undefined]>([
		['Forbidden', 'Forbidden'],
		['  upstream connect error \n', 'upstream connect error'],
		['<!DOCTYPE html><html><head><TITLE lang="en"> Access denied </TITLE></head><body>long</body></html>', 'Access denied'],
		['<html><body>nginx</body></html>', undefined],
		['<html><title></title><title>Second</title>', 'Second'],
		['<html><titles>no</titles>', undefined],
		['<title', undefined],
		['<title>never closed', undefined],
		['<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>', 'Access Denied'],
		[`<p>${'İ'.repeat(50)}</p><title>After letters that grow in lower case</title>`, 'After letters that grow in lower case'],
		['<'.repeat(100_000), undefined],
		['<title'.repeat(50_000), undefined],
		['<title>'.repeat(50_000), undefined],
	])('W3: are reduced to the message of a page or a text: %.60s', (body, message) => {
		expect(read(body)).toEqual({ ...NOTHING, message });
	});

	it('W3: are limited to five, and the others are counted', () => {
		const entries = (count: number) => Array.from({ length: count }, (_unused, index) => ({ instancePath: `/settings/s${index}`, message: `must be m${index}` }));
		expect(read({ detail: entries(5) }).detail).not.toContain('more');
		expect(read({ detail: entries(6) }).detail).toMatch(/^\/settings\/s0: must be m0; .*s4: must be m4; and 1 more$/);
		expect(read({ detail: entries(10_000) }).detail).toMatch(/s4: must be m4; and 9995 more$/);
		expect(read({ errors: Object.fromEntries(entries(10_000).map(({ instancePath, message }) => [instancePath, message])) }).detail).toMatch(/^\/settings\/s0: must be m0; .*and 9995 more$/);
		// The same said twice is said once.
		expect(read({ message: 'No', detail: 'No', errors: [{ message: 'No' }, { message: 'No' }] })).toMatchObject({ message: 'No', detail: undefined });
	});

	it('W3: are shortened when there are several, and a single one is shown in full', () => {
		const long = 'x'.repeat(1_000);
		expect(read({ errors: [long] }).detail).toBe(long);
		expect(read({ errors: [long, 'b'] }).detail).toBe(`${'x'.repeat(200)}…; b`);
		expect(read({ errors: [`${'x'.repeat(199)}\u{1F600}`, 'b'] }).detail).toBe(`${'x'.repeat(199)}…; b`);
	});

	it('W3: are not searched at great depth or after hundreds of values', () => {
		const deep = (levels: number, key: string): unknown => JSON.parse(`${`{"${key}":`.repeat(levels)}{"message":"found"}${'}'.repeat(levels)}`);
		expect([3, 100_000].map((levels) => read(deep(levels, 'error')).detail)).toEqual(['found', undefined]);
		expect(read(JSON.parse(`{"detail":${'['.repeat(50_000)}"a"${']'.repeat(50_000)}}`)).detail).toBeUndefined();
		const wide = Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => [{}]));
		expect(read({ errors: wide }).detail).toBeUndefined();
	});

	it('W3: are read under prototype property names too', () => {
		const body = JSON.parse('{"errors":{"__proto__":["a"],"constructor":"b"},"__proto__":{"message":"c"}}') as object;
		expect(read(body).detail).toBe('__proto__: a; constructor: b');
		expect(read({}).message).toBeUndefined();
	});
});

describe('the cause next to a general message', () => {
	const GRAPH = { date: '2026-01-31T08:00:00', 'request-id': 'never', 'client-request-id': 'never' };
	it.each<[string, unknown, string]>([
		['Xero', { Type: 'ValidationException', Message: 'A validation exception occurred', Elements: [{ Name: 'never', Description: 'never', ValidationErrors: [{ Message: 'Email address must be valid.' }] }] }, 'A validation exception occurred; Email address must be valid.'],
		['Xero, without an error in its elements', { Message: 'No', Elements: [{ Name: 'never', Description: 'never' }] }, 'No'],
		['NetSuite', { title: 'Bad Request', 'o:errorDetails': [{ detail: 'Invalid value for entity', 'o:errorCode': 'INVALID' }] }, 'Bad Request; Invalid value for entity'],
		['RFC 7807', { title: 'Not valid', 'invalid-params': [{ name: 'age', reason: 'must be positive' }] }, 'Not valid; age: must be positive'],
		['RFC 7807 in camel case', { title: 'Not valid', invalidParams: [{ name: 'age', reason: 'must be positive' }] }, 'Not valid; age: must be positive'],
		['Odoo', { message: 'Odoo Server Error', data: { name: 'odoo.exceptions', debug: 'never', message: 'The VAT number is wrong' } }, 'Odoo Server Error; The VAT number is wrong'],
		['errors in data', { message: 'No', data: { secret: 'never', errors: { vat: ['is wrong'] } } }, 'No; vat: is wrong'],
		['data without errors', { message: 'No', data: { name: 'never', access_token: 'never' } }, 'No'],
		['FreshBooks', { message: 'No', response: { token: 'never', message: 'never', errors: [{ message: 'Email is taken', errno: 1 }] } }, 'No; Email is taken'],
		['FreshBooks, and nothing else', { response: { errors: [{ message: 'Email is taken', errno: 1 }] } }, 'Email is taken'],
		['MYOB', { Errors: [{ Name: 'ValidationError', Message: 'No', AdditionalDetails: 'Display ID is taken', ErrorCode: 7 }] }, 'No – Display ID is taken (7)'],
		['Pipedrive', { success: false, error: 'Bad request', error_info: 'Check the email' }, 'Bad request – Check the email'],
		['ASP.NET', { Message: 'The request is invalid.', ModelState: { 'model.Email': ['must be an email'] } }, 'The request is invalid.; model.Email: must be an email'],
		['HubSpot', { message: 'No', validationResults: [{ isValid: false, message: 'Email is invalid', error: 'INVALID_EMAIL', name: 'email' }] }, 'No; Email is invalid'],
		['validation_errors', { message: 'No', validation_errors: { email: 'is invalid' } }, 'No; email: is invalid'],
		['validation_errors as texts', { message: 'No', validation_errors: ['Email is invalid'] }, 'No; Email is invalid'],
		['field_errors', { message: 'No', field_errors: [{ field: 'email', message: 'is invalid' }] }, 'No; email: is invalid'],
		['problems', { message: 'No', problems: [{ message: 'Email is invalid' }] }, 'No; Email is invalid'],
		['causes', { message: 'No', causes: [{ description: 'Email is invalid' }] }, 'No; Email is invalid'],
		['innererror', { error: { message: 'No', innererror: { message: 'Email is invalid' } } }, 'No; Email is invalid'],
		['inner', { message: 'No', inner: [{ message: 'Email is invalid' }] }, 'No; Email is invalid'],
		['Microsoft, whose inner error has only IDs', { error: { message: 'No', innerError: GRAPH } }, 'No'],
		['Zendesk', { error: 'RecordInvalid', description: 'Record validation errors', details: { name: [{ error: 'BlankValue', description: 'Name: cannot be blank' }] } }, 'RecordInvalid – Record validation errors; name: BlankValue – Name: cannot be blank'],
		['a text that holds JSON', '{"error":{"message":"Email is invalid","code":7}}', 'Email is invalid (7)'],
		['a text that holds a list', ' [{"field":"email","message":"is invalid"}]', 'email: is invalid'],
		['a message that holds JSON', { message: '{"errors":["a"]}', detail: 'b' }, 'a; b'],
		['a detail in the detail that holds JSON', { message: 'a', detail: '{"errors":["b"]}' }, 'a; b'],
		['JSON in JSON', JSON.stringify({ message: JSON.stringify({ message: 'a' }) }), 'a'],
		['JSON without a message', '{"access_token":"x"}', '{"access_token":"x"}'],
		['what only begins as JSON', '[email] is invalid', '[email] is invalid'],
		['JSON that is too long to be read', `{"message":"${'x'.repeat(20_000)}"}`, `{"message":"${'x'.repeat(20_000)}"}`],
		['arguments of ajv', { message: 'No', params: { type: 'string', errors: 'never' } }, 'No'],
		['valid values', { message: 'No', validValues: ['never'], valid: { until: 'never' } }, 'No'],
		['names that are not fields', { message: 'No', error_token: { message: 'never' }, ['error'.repeat(21)]: { message: 'never' } }, 'No'],
	])('W3: %s', (_name, detail, expected) => {
		expect(read({ message: 'Connector error', type_name: 'ConnectorExecutionError', detail }).detail).toBe(expected);
	});

	it('W3: is searched only as deep and as long as other messages', () => {
		const deep = (levels: number): unknown => JSON.parse(`${'{"innererror":'.repeat(levels)}{"message":"found"}${'}'.repeat(levels)}`);
		expect([5, 1_000].map((levels) => read({ detail: { message: 'No', innererror: deep(levels) } }).detail)).toEqual(['No; found', 'No']);
		const elements = Array.from({ length: 10_000 }, (_unused, index) => ({ ValidationErrors: [{ Message: `m${index}` }] }));
		expect(read({ detail: { Message: 'No', Elements: elements } }).detail).toMatch(/^No; m0; m1; m2; m3; and \d+ more$/);
	});
});

it('W3: reads any body without an exception, as texts of bounded length', () => {
	fc.assert(
		fc.property(fc.oneof(fc.anything(), fc.record({ detail: fc.anything(), errors: fc.anything(), message: fc.anything(), Fault: fc.anything() }, { requiredKeys: [] })), (body) => {
			for (const value of Object.values(read(body))) expect(['string', 'undefined']).toContain(typeof value);
		}),
	);
});

it('W3: passes every displayed text to the cleaner in one call', () => {
	const batches: string[][] = [];
	const clean = (texts: string[]) => {
		batches.push(texts);
		return texts.map(() => '*');
	};
	const body = { type_name: 'a', message: 'b', detail: [{ path: 'c', message: 'd', detail: 'e', code: 'f' }, 'g'], ref: 'h' };
	expect(readErrorDetail({ statusCode: 400, headers: { 'request-id': 'i' }, body }, clean).shown).toEqual({ typeName: '*', message: '*', detail: '*; *', ref: '*', requestId: '*' });
	expect(batches.map((texts) => [...texts].sort())).toEqual([[...'abcdefghi']]);
});

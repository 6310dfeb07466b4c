import { effectiveStatus, isObject, readErrorDetail } from '../../../nodes/ApideckVault/transport/answer';

const read = (body: unknown, headers: Record<string, unknown> = {}) => readErrorDetail({ statusCode: 400, headers, body });

it.each([[{}, true], [{ a: 1 }, true], [[], false], [null, false], [undefined, false], ['text', false], [1, false]])('%j is an object: %p', (value, expected) => {
	expect(isObject(value)).toBe(expected);
});

it.each<[number, unknown, number]>([
	// status of the answer, of its body, the one that counts
	[200, 400, 400],
	[299, 599, 599],
	[200, 399, 200],
	[200, '500', 200],
	[199, 500, 199],
	[300, 500, 300],
	[404, 500, 404],
	[500, 200, 500],
])('an answer %d with %j inside counts as %d', (statusCode, status_code, expected) => {
	expect(effectiveStatus({ statusCode, headers: {}, body: { status_code } })).toBe(expected);
	expect(effectiveStatus({ statusCode, headers: {}, body: [{ status_code }] })).toBe(statusCode);
});

describe('the error fields of an answer', () => {
	it('are type, message, detail, reference and request ID', () => {
		const body = { type_name: 'SomeError', error: 'Bad Request', message: 'No', detail: 'Why', ref: 'https://x.example', downstream_errors: [{ detail: 'not this' }] };
		expect(read(body, { 'x-apideck-request-id': 'one', 'request-id': 'two' })).toEqual({
			typeName: 'SomeError',
			message: 'No',
			detail: 'Why',
			detailType: undefined,
			ref: 'https://x.example',
			requestId: 'one',
		});
	});

	it.each([undefined, null, 'text', [], {}, { type_name: 1, message: ' ', error: null, detail: '\n', ref: {}, downstream_errors: 'text' }])('are all absent in %j', (body) => {
		for (const value of Object.values(read(body, { 'x-apideck-request-id': ['one'] }))) expect(value).toBeUndefined();
	});

	it('have second choices: the HTTP status for a message, another header for the ID', () => {
		expect(read({ message: '', error: 'Bad Request' }, { 'request-id': 'two' })).toMatchObject({ message: 'Bad Request', requestId: 'two' });
	});

	it.each<[unknown, string | undefined]>([
		[{ message: 'm', error: 'e', type: 't', debug: { message: 'd' } }, 'm'],
		[{ error: 'e', type: 't', debug: { message: 'd' } }, 'e'],
		[{ type: 't', debug: { message: 'd' } }, 'd'],
		[{ type: 't', debug: 'd' }, 't'],
		[{ not_found: { entity: 'connection', id: 7 }, message: 'm' }, 'connection 7 was not found'],
		[{ not_found: { entity: {}, id: null } }, 'something something was not found'],
		[{ not_found: 'connection', message: 'm' }, 'm'],
		[['a'], undefined],
	])('read the detail %j as %p', (detail, expected) => {
		expect(read({ detail }).detail).toBe(expected);
	});

	it('name the type of a detail, and of nothing else', () => {
		expect([{ detail: { type: 't' } }, { detail: 't' }, { detail: { type: 7 } }].map((body) => read(body).detailType)).toEqual(['t', undefined, undefined]);
	});

	it.each<[unknown, string | undefined]>([
		[[{ detail: 'd', message: 'm' }], 'd'],
		[[{ message: 'm' }, { detail: 'd' }], 'm'],
		[['text', null, { message: 'm' }], 'm'],
		[[{}], undefined],
		[[], undefined],
		[{ 0: { detail: 'd' } }, undefined],
	])('take what the service said from %j where there is no detail: %p', (downstream_errors, expected) => {
		expect(read({ downstream_errors }).detail).toBe(expected);
	});
});

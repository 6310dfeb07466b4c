import { effectiveStatus, isObject, reportsFailure, reportsSuccess } from '../../../nodes/ApideckVault/transport/response';

it.each([[{}, true], [{ a: 1 }, true], [[], false], [null, false], [undefined, false], ['text', false], [1, false]])('reports whether %j is an object: %p', (value, expected) => {
	expect(isObject(value)).toBe(expected);
});

it.each<[number, unknown, number]>([
	// status of the response, of its body, the one that counts
	[200, 400, 400],
	[299, 599, 599],
	[200, 399, 200],
	[200, '500', 500],
	[200, ' 404 Not Found', 404],
	[200, '4040', 200],
	[200, 1e300, 200],
	[200, Number.NaN, 200],
	[199, 500, 199],
	[300, 500, 300],
	[404, 500, 404],
	[500, 200, 500],
])('treats a response %d with %j in its body as %d', (statusCode, status_code, expected) => {
	expect(effectiveStatus({ statusCode, headers: {}, body: { status_code } })).toBe(expected);
	expect(effectiveStatus({ statusCode, headers: {}, body: [{ status_code }] })).toBe(statusCode);
});

it.each<[unknown]>([
	[{ status_code: 404 }],
	[{ status_code: '404' }],
	[{ status_code: '401 Unauthorized', data: {} }],
	[{ status: 401, title: 'Unauthorized' }],
	[{ statusCode: 500 }],
	[{ code: 403 }],
	[{ status_code: 302 }],
	[{ status_code: 0 }],
	[{ status_code: 200, status: 'Error', data: {} }],
	[{ status_code: 200, status: 'Bad Request' }],
	[{ status_code: 200, error: { message: 'no' } }],
	[{ error: { status: '422' } }],
	[{ error: 'Internal' }],
	[{ errors: [{ message: 'no' }] }],
	[{ type_name: 'AnyError', data: {} }],
	[{ success: false, data: {} }],
	[{ ok: false }],
])('W2: reads a failure in %j, whatever the status of the response', (body) => {
	expect([reportsFailure(body), reportsSuccess(body)]).toEqual([true, false]);
});

it.each<[unknown, boolean]>([
	// the body, whether it says that the request succeeded
	[{ status_code: 200, status: 'OK', data: {} }, true],
	[{ status_code: '200' }, true],
	[{ status_code: 'OK' }, true],
	[{ status: 'ok' }, true],
	[{ status_code: 200, error: null, errors: [], type_name: '' }, true],
	[{ data: { status: 'error', error: 'x', status_code: 404 } }, false],
	[{ status: 'live', code: 7 }, false],
	[{ status_code: {}, status: [] }, false],
	[{}, false],
	[null, false],
	['error', false],
	[[{ error: 'x' }], false],
])('reads no failure in %j', (body, success) => {
	expect([reportsFailure(body), reportsSuccess(body)]).toEqual([false, success]);
});

import fc from 'fast-check';

import { connectionIdOf, UNIFIED_APIS } from '../../../nodes/ApideckVault/api/ids';

const unifiedApi = () => fc.constantFrom(...UNIFIED_APIS.map(({ value }) => value));

it('names a connection by unified API and service', () => {
	expect(connectionIdOf('hris', 'bamboohr')).toBe('hris+bamboohr');
});

it('gives two connections different names, whatever characters the service IDs contain', () => {
	const pair = fc.tuple(unifiedApi(), fc.oneof(fc.string({ minLength: 1 }), fc.constantFrom('a', '+a', 'a+b', 'hris+a')));
	fc.assert(
		fc.property(pair, pair, ([api, service], [otherApi, otherService]) => {
			const isSame = api === otherApi && service === otherService;
			expect(connectionIdOf(api, service) === connectionIdOf(otherApi, otherService)).toBe(isSame);
		}),
	);
});

it.each([
	[undefined, 'bamboohr'],
	['hris', undefined],
	['hris', ''],
	['', 'bamboohr'],
	['hris', 5],
	[null, {}],
	['hris+x', 'bamboohr'],
	['HRIS', 'bamboohr'],
])('has no name for a connection of %j and %j', (api, service) => {
	expect(connectionIdOf(api, service)).toBeNull();
});

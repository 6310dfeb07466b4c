import fc from 'fast-check';

import { mutexKey } from '../../../nodes/ApideckVault/transport/concurrency';

const connection = (api: string, service: string, ...rest: string[]) => ['vault', 'connections', api, service, ...rest];
const CRM = connection('crm', 'hubspot');

describe('W9: a call shares the key of its connection', () => {
	const key = mutexKey({ method: 'PATCH', path: CRM, consumerId: 'acme' });
	it.each<[string, string, string[]]>([
		['a change', 'DELETE', CRM],
		['validate', 'POST', [...CRM, 'validate']],
		['token', 'POST', [...CRM, 'token']],
		['custom fields', 'GET', [...CRM, 'contacts', 'custom-fields']],
		['mappings of a resource', 'GET', [...CRM, 'contacts', 'custom-mappings']],
		['an example', 'GET', [...CRM, 'contacts', 'example']],
		['a schema', 'GET', [...CRM, 'contacts', 'schema']],
		['settings of a resource', 'GET', [...CRM, 'contacts', 'config']],
		['a change of those', 'PATCH', [...CRM, 'contacts', 'config']],
		['a change of a mapping', 'POST', ['vault', 'custom-mappings', 'crm', 'hubspot', 'target']],
	])('when it is %s', (_name, method, path) => {
		expect(mutexKey({ method, path, consumerId: 'acme' })).toBe(key);
	});
});

it.each<[string, string[]]>([
	['the connection', CRM],
	['all connections', ['vault', 'connections']],
	['consents', [...CRM, 'consent']],
	['a consumer', ['vault', 'consumers', 'acme', 'stats', 'x', 'y']],
	['mappings without a resource', ['vault', 'custom-mappings', 'crm', 'hubspot']],
])('W9: needs no key to read data that Apideck stores: %s', (_name, path) => {
	expect(mutexKey({ method: 'GET', path, consumerId: 'acme' })).toBeUndefined();
});

it('W9: gives creating a consumer the same key as changing it', () => {
	expect(mutexKey({ method: 'POST', path: ['vault', 'consumers'], lockKey: 'acme' })).toBe(mutexKey({ method: 'PATCH', path: ['vault', 'consumers', 'acme'] }));
});

it('W9: gives two connections different keys, whatever their IDs contain', () => {
	const id = fc.oneof(fc.string({ unit: fc.constantFrom(' ', '"', ',', 'a', '/', '+', '[', '\\') }), fc.string());
	const target = fc.tuple(fc.option(id, { nil: undefined }), id, id);
	fc.assert(
		fc.property(target, target, fc.constantFrom<string[]>([], ['leads', 'config']), (one, other, rest) => {
			const keyOf = ([consumerId, api, service]: typeof one) => mutexKey({ method: 'PATCH', path: connection(api, service, ...rest), consumerId });
			const same = one.every((part, index) => part === other[index]);
			expect(keyOf(one) === keyOf(other)).toBe(same);
		}),
	);
});

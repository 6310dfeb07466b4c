import fc from 'fast-check';

import { formatConnectionId, parseConnectionId, pathIdProblem, UNIFIED_APIS } from '../../../nodes/ApideckVault/api/ids';
import { checkConnectionId } from '../../../nodes/ApideckVault/fields/connectionId';

class Refused extends Error {
	constructor(
		message: string,
		readonly resolution: string,
	) {
		super(message);
	}
}

const read = (text: string) => checkConnectionId({ invalid: (message, resolution) => new Refused(message, resolution) as never }, 'Connection', text);

/** Why a text is refused; undefined when it is not. */
function refusalOf(text: string): Refused | undefined {
	try {
		read(text);
		return undefined;
	} catch (error) {
		if (error instanceof Refused) return error;
		throw error;
	}
}

const APIS = UNIFIED_APIS.map(({ value }) => value);
const api = fc.constantFrom(...APIS);
const service = fc.oneof(fc.stringMatching(/^[a-z][a-z0-9-]{0,20}$/), fc.string({ unit: 'grapheme' })).filter((id) => pathIdProblem(id) === undefined);
const space = fc.constantFrom('', ' ', '\n', '\u00a0\t');
const anyText = fc.oneof(
	fc.string({ unit: 'binary' }),
	fc.tuple(fc.oneof(api, fc.constantFrom('CRM', 'E-Commerce', ' hris', 'crm ', 'app-1', '')), fc.constantFrom('+', ' + ', '++', '/', '·'), fc.string({ unit: 'binary' })).map((parts) => parts.join('')),
);

it('a connection is a known unified API and any service ID, with or without surrounding spaces', () => {
	fc.assert(
		fc.property(api, service, space, space, (unified_api, service_id, before, after) => {
			const id = { unified_api, service_id };
			expect(read(`${before}${formatConnectionId(id)}${after}`)).toEqual(id);
		}),
	);
});

it('any other text is refused with an example, and what is suggested instead is accepted', () => {
	fc.assert(
		fc.property(anyText, (text) => {
			const refused = refusalOf(text);
			expect(refused === undefined).toBe(parseConnectionId(text.trim()) !== undefined);
			if (refused === undefined) return;
			expect(refused.message).toMatch(/^'Connection' must be an ID such as hris\+bamboohr, but is ".*"$/);
			expect(refused.resolution).toMatch(/^\S.{10,}\.$/);
			expect(refused.message.length + refused.resolution.length).toBeLessThan(500);
			const [, suggestion] = /^Use "(.*)" instead\.$/.exec(refused.resolution) ?? [];
			if (suggestion !== undefined && !suggestion.endsWith('…')) expect(refusalOf(suggestion)).toBeUndefined();
		}),
		{ numRuns: 500 },
	);
});

it.each([
	['HRIS+bamboohr', 'Use "hris+bamboohr" instead.'],
	['hris + bamboohr', 'Use "hris+bamboohr" instead.'],
	['E-Commerce+shopify', 'Use "ecommerce+shopify" instead.'],
	['bamboohr', 'Select a connection from the list, or enter a unified API ID, a plus sign and a service ID.'],
	['hris+', 'Select a connection from the list, or enter a unified API ID, a plus sign and a service ID.'],
	['', 'Select a connection from the list, or enter a unified API ID, a plus sign and a service ID.'],
	['hris+bamboohr/../x', 'The part after the plus sign cannot contain "/". Enter a service ID there.'],
	['hris+..', 'The part after the plus sign cannot be "..". Enter a service ID there.'],
])('%j is refused as a connection, with the advice: %s', (text, resolution) => {
	expect(refusalOf(text)).toMatchObject({ message: `'Connection' must be an ID such as hris+bamboohr, but is "${text}"`, resolution });
});

it("the ID that Apideck gives a connection in a consumer's record is refused, although it has the same form", () => {
	for (const text of ['1111+test_user_id', 'dSBdXd2H6Mqwfg0atXHXYcysLJE9qyn1VwBtXHX+test-consumer', 'acme-app+hris']) {
		expect(refusalOf(text)?.resolution).toMatch(/^"\S+" is not the ID of a unified API \(.*consumer's record, use the connection's unified_api and service_id instead\.$/);
	}
});

import type { IWebhookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { isConfigurationError, readConfiguration } from '../../../nodes/ApideckVault/trigger/configuration';

/** An expression: its parameter, and what it gives. */
class Expression {
	constructor(readonly gives: () => unknown) {}

	/** For titles. */
	toJSON(): unknown {
		return { expression: this.gives() ?? null };
	}
}

const gives = (value: unknown) => new Expression(() => value);
const fails = (thrown: unknown) =>
	new Expression(() => {
		throw thrown;
	});

/** A trigger node with these parameters. How n8n itself resolves them is tested through its engine, in triggerFilters.test.ts. */
function context(parameters: Record<string, unknown>): IWebhookFunctions {
	const raw = (value: unknown): unknown => {
		if (value instanceof Expression) return '={{ expression }}';
		if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
		return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, raw(field)]));
	};
	return {
		getNode: () => ({ name: 'Trigger', parameters: raw(parameters) }),
		getNodeParameter: (path: string) => {
			const value = path.split('.').reduce<unknown>((parent, name) => (parent as Record<string, unknown>)[name], parameters);
			return value instanceof Expression ? value.gives() : value;
		},
	} as never;
}

const CREATED = 'vault.connection.created';
const read = (parameters: Record<string, unknown> = {}) => readConfiguration(context({ events: [CREATED], ...parameters }));
const refusal = (parameters: Record<string, unknown>) => {
	try {
		read(parameters);
	} catch (error) {
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(isConfigurationError(error)).toBe(true);
		const { message, description } = error as NodeOperationError;
		return [message, description];
	}
	throw new Error('nothing was refused');
};

it('has no filters and masks secrets where nothing was added', () => {
	const expected = {
		filter: { events: [CREATED], unifiedApis: undefined, services: undefined, consumers: undefined, consumerPrefix: undefined },
		item: { includePayload: false, redactSecrets: true },
	};
	expect(read()).toEqual(expected);
	expect(read({ filters: {}, options: {} })).toEqual(expected);
});

it('reads everything that was added', () => {
	const filters = { unifiedApis: ['crm'], services: 'xero, hubspot', consumers: gives(['a', 7]), consumerPrefix: gives('eu-') };
	expect(read({ filters, options: { includePayload: true, redactSecrets: gives('false') } })).toEqual({
		filter: { events: [CREATED], unifiedApis: ['crm'], services: ['xero', 'hubspot'], consumers: ['a', '7'], consumerPrefix: 'eu-' },
		item: { includePayload: true, redactSecrets: false },
	});
});

it('takes filters as one expression', () => {
	expect(read({ filters: gives({ services: 'xero' }) }).filter.services).toEqual(['xero']);
});

describe('the events', () => {
	const UPDATED = 'vault.connection.updated';

	it.each([
		[[CREATED, UPDATED, CREATED], [CREATED, UPDATED]],
		[['*'], ['*']],
		[[CREATED, '*'], ['*']],
		[gives(`${CREATED}, ${UPDATED}`), [CREATED, UPDATED]],
	])('%j are subscribed to, each once and the wildcard alone', (events, expected) => {
		expect(read({ events }).filter.events).toEqual(expected);
	});

	const CHOOSE = "Choose at least one event in 'Trigger On', or '* All Events'.";
	it.each([[[]], [undefined], [null], [gives(undefined)], [gives('')]])('W20: refuses %j, which chooses no event', (events) => {
		expect(refusal({ events })).toEqual(["'Trigger On' is empty", CHOOSE]);
	});

	it.each([
		[[CREATED, 'revoked'], '"revoked" is not an event of Apideck Vault. Use vault.connection.revoked instead.'],
		[['Token_Refresh.Failed'], '"Token_Refresh.Failed" is not an event of Apideck Vault. Use vault.connection.token_refresh.failed instead.'],
		[['typo'], `"typo" is not an event of Apideck Vault. ${CHOOSE}`],
		[['*', 'evoked'], `"evoked" is not an event of Apideck Vault. ${CHOOSE}`],
	])('W20: %j holds an unknown event', (events, description) => {
		expect(refusal({ events })).toEqual(["'Trigger On' contains an unknown event", description]);
	});
});

describe('the filters', () => {
	it.each([gives(undefined), gives('services'), gives([]), gives({}), gives({ services: ' ' }), 'services', [], null])('S9: are refused as a whole when they are %j', (filters) => {
		expect(refusal({ filters })).toEqual(["'Filters' has no fields", "Let the expression in 'Filters' give an object."]);
	});

	it('S9: are refused when one of them does not exist, and the error lists those that do', () => {
		for (const filters of [{ service: 'xero' }, { services: 'xero', Services: 'xero' }, gives({ service: 'xero' })]) {
			expect(refusal({ filters })).toEqual(["'Filters' contains a filter that does not exist", 'The filters are consumerPrefix, consumers, services, unifiedApis.']);
		}
	});

	it('S9: are refused by name when they are empty', () => {
		expect(refusal({ filters: { services: '' } })).toEqual(["'Services' is empty", "Fill in 'Services' under 'Filters', or remove it."]);
		expect(refusal({ filters: { consumerPrefix: gives('') } })).toEqual([
			"The expression in 'Consumer ID Starts With' returned no value",
			"Make sure the expression returns a value, or remove 'Consumer ID Starts With' from 'Filters'.",
		]);
	});

	it.each<[object, string, string]>([
		[{ services: '["xero"]' }, "'Services' is a list that was turned into text", "Enter IDs separated by commas in 'Services', or let the expression give a list."],
		[{ consumers: gives(' ["a"] ') }, "'Consumers' is a list that was turned into text", "Enter IDs separated by commas in 'Consumers', or let the expression give a list."],
		[{ unifiedApis: '[crm]' }, "'Unified APIs' is a list that was turned into text", "Enter IDs separated by commas in 'Unified APIs', or let the expression give a list."],
		[
			{ unifiedApis: ['crm', 'CRM'] },
			"'Unified APIs' contains a value that is not a unified API",
			'"CRM" is not a unified API. Choose one from the list, or use its ID, such as accounting or crm.',
		],
		[{ consumers: gives(['a', 'b\u0007c']) }, "'Consumers' contains a line break or another control character", "Correct the value of 'Consumers'."],
		[{ consumerPrefix: 'a\nb' }, "'Consumer ID Starts With' contains a line break or another control character", "Correct the value of 'Consumer ID Starts With'."],
		[{ consumerPrefix: ' eu-' }, "'Consumer ID Starts With' starts with a space", 'Remove the space: no consumer ID starts with one.'],
	])('W4: %j are refused by name, and the error says what to do', (filters, message, description) => {
		expect(refusal({ filters })).toEqual([message, description]);
	});

	it('W4: a service ID is refused with the label of its filter', () => {
		expect(refusal({ filters: { services: 'Google Drive' } }).join(' ')).toMatch(/'Services'.*Use google-drive instead\./);
	});

	it.each([
		['consumers', 'Consumers'],
		['consumerPrefix', 'Consumer ID Starts With'],
	])('W4: %s with more than 512 characters are refused', (name, label) => {
		expect(() => read({ filters: { [name]: 'x'.repeat(512) } })).not.toThrow();
		expect(refusal({ filters: { [name]: 'x'.repeat(513) } })).toEqual([`'${label}' contains an ID of more than 512 characters`, `Correct the value of '${label}'.`]);
	});

	it.each([{ consumers: '[a' }, { consumers: 'a]' }, { consumerPrefix: 'eu ' }])('W4: %j are accepted', (filters) => {
		expect(() => read({ filters })).not.toThrow();
	});
});

describe('an expression that fails', () => {
	it.each([
		['Trigger On', { events: fails(new Error('$json is not defined')) }],
		['Filters', { filters: fails(new Error('$json is not defined')) }],
		['Services', { filters: { services: fails(new Error('$json is not defined')) } }],
		['Redact Secrets', { options: { redactSecrets: fails(new Error('$json is not defined')) } }],
		['Options', { options: { unknown: fails(new Error('$json is not defined')) } }],
	])('is named by its field: %s', (label, parameters) => {
		expect(refusal(parameters)).toEqual([
			`The expression in '${label}' could not be evaluated`,
			`Correct the expression in '${label}'. A trigger has no input item, so $json cannot be used: $json is not defined`,
		]);
	});

	it('is repeated in at most 200 characters, and only when it is an error', () => {
		expect(refusal({ events: fails(new Error('x'.repeat(300))) })[1]).toMatch(/cannot be used: x{150,200}\W*$/);
		expect(refusal({ events: fails('text') })[1]).toMatch(/cannot be used$/);
	});
});

it('does not take any other error for a configuration error', () => {
	const others = [new Error('x'), new NodeOperationError({ name: 'Trigger' } as never, 'x'), { context: { isConfiguration: true } }, undefined];
	expect(others.map(isConfigurationError)).toEqual([false, false, false, false]);
});

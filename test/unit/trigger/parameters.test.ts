import type { IWebhookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { isConfigurationError } from '../../../nodes/ApideckVault/parameters/triggerParameters';
import { readConfiguration } from '../../../nodes/ApideckVault/trigger/parameters';

/** An expression and what it returns. */
class Expression {
	constructor(readonly evaluate: () => unknown) {}

	/** For titles. */
	toJSON(): unknown {
		return { expression: this.evaluate() ?? null };
	}
}

const returns = (value: unknown) => new Expression(() => value);
const throws = (thrown: unknown) =>
	new Expression(() => {
		throw thrown;
	});

/** A trigger node with these parameters. test/engine/triggerFilters.test.ts tests how n8n itself resolves them. */
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
			return value instanceof Expression ? value.evaluate() : value;
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
	throw new Error('no error was thrown');
};

it('applies no filter and masks secrets by default', () => {
	const expected = {
		filter: { events: [CREATED], unifiedApis: undefined, services: undefined, consumers: undefined, consumerPrefix: undefined },
		options: { includePayload: false, redactSecrets: true },
	};
	expect(read()).toEqual(expected);
	expect(read({ filters: {}, options: {} })).toEqual(expected);
});

it('reads all filters and options that were added', () => {
	const filters = { unifiedApis: ['crm'], services: 'xero, hubspot', consumers: returns(['a', 7]), consumerPrefix: returns('eu-') };
	expect(read({ filters, options: { includePayload: true, redactSecrets: returns('false') } })).toEqual({
		filter: { events: [CREATED], unifiedApis: ['crm'], services: ['xero', 'hubspot'], consumers: ['a', '7'], consumerPrefix: 'eu-' },
		options: { includePayload: true, redactSecrets: false },
	});
});

it('reads one consumer per row', () => {
	const rows = { entries: [{ consumer: { __rl: true, mode: 'list', value: 'acme' } }, { consumer: { __rl: true, mode: 'id', value: 7 } }] };
	expect(read({ filters: { consumers: rows } }).filter.consumers).toEqual(['acme', '7']);
});

it('reads all filters from one expression', () => {
	expect(read({ filters: returns({ services: 'xero' }) }).filter.services).toEqual(['xero']);
});

describe('reading the events', () => {
	const UPDATED = 'vault.connection.updated';

	it.each([
		[[CREATED, UPDATED, CREATED], [CREATED, UPDATED]],
		[['*'], ['*']],
		[[CREATED, '*'], ['*']],
		[returns(`${CREATED}, ${UPDATED}`), [CREATED, UPDATED]],
	])('reads the events %j without duplicates, and the wildcard alone', (events, expected) => {
		expect(read({ events }).filter.events).toEqual(expected);
	});

	const SELECT = "Select at least one event in 'Trigger On', or 'All Events'.";
	it.each([[[]], [undefined], [null], [returns(undefined)], [returns('')]])('rejects %j, which selects no event', (events) => {
		expect(refusal({ events })).toEqual(["'Trigger On' is empty", SELECT]);
	});

	it.each([
		[[CREATED, 'revoked'], '"revoked" is not an Apideck Vault event. Use vault.connection.revoked instead.'],
		[['Token_Refresh.Failed'], '"Token_Refresh.Failed" is not an Apideck Vault event. Use vault.connection.token_refresh.failed instead.'],
		[['typo'], `"typo" is not an Apideck Vault event. ${SELECT}`],
		[['*', 'evoked'], `"evoked" is not an Apideck Vault event. ${SELECT}`],
	])('rejects %j, which contains an unknown event', (events, description) => {
		expect(refusal({ events })).toEqual(["'Trigger On' contains an unknown event", description]);
	});
});

describe('the filters', () => {
	it.each([returns(undefined), returns('services'), returns([]), returns({}), returns({ services: ' ' }), 'services', [], null])('are rejected as a whole when they are %j', (filters) => {
		expect(refusal({ filters })).toEqual(["'Filters' has no fields", "Make the expression in 'Filters' return an object with at least one field."]);
	});

	it('are rejected when one of them does not exist, and the error lists the valid names', () => {
		for (const filters of [{ service: 'xero' }, { services: 'xero', Services: 'xero' }, returns({ service: 'xero' })]) {
			expect(refusal({ filters })).toEqual(["'Filters' contains an unknown filter", "Use consumerPrefix, consumers, services or unifiedApis in 'Filters'."]);
		}
	});

	it('are rejected with their label when they are empty', () => {
		expect(refusal({ filters: { services: '' } })).toEqual(["'Service Names or IDs' is empty", "Enter a value in 'Service Names or IDs' under 'Filters', or remove it."]);
		expect(refusal({ filters: { consumerPrefix: returns('') } })).toEqual([
			"The expression in 'Consumer ID Starts With' returned no value",
			"Make sure the expression returns a value, or remove 'Consumer ID Starts With' from 'Filters'.",
		]);
	});

	it.each<[object, string, string]>([
		[{ services: '["xero"]' }, "'Service Names or IDs' is a list converted to text", "Enter IDs separated by commas in 'Service Names or IDs', or make the expression return a list."],
		[{ consumers: returns(' ["a"] ') }, "'Consumers' is a list converted to text", "Enter IDs separated by commas in 'Consumers', or make the expression return a list."],
		[{ unifiedApis: '[crm]' }, "'Unified APIs' is a list converted to text", "Enter IDs separated by commas in 'Unified APIs', or make the expression return a list."],
		[
			{ unifiedApis: ['crm', 'CRM'] },
			"'Unified APIs' contains a value that is not a unified API",
			'"CRM" is not a unified API. Select one from the list, or use its ID, such as accounting or crm.',
		],
		[{ consumers: returns(['a', 'b\u0007c']) }, "'Consumers' contains a line break or another control character", "Correct the value of 'Consumers'."],
		[{ consumerPrefix: 'a\nb' }, "'Consumer ID Starts With' contains a line break or another control character", "Correct the value of 'Consumer ID Starts With'."],
		[{ consumerPrefix: ' eu-' }, "'Consumer ID Starts With' starts with a space", 'Remove the space. No consumer ID starts with one.'],
	])('%j are rejected with their label and a resolution', (filters, message, description) => {
		expect(refusal({ filters })).toEqual([message, description]);
	});

	it('reject an invalid service ID with the label of the filter', () => {
		expect(refusal({ filters: { services: 'Google Drive' } }).join(' ')).toMatch(/'Service Names or IDs'.*Use google-drive instead\./);
	});

	it.each([
		['consumers', 'Consumers'],
		['consumerPrefix', 'Consumer ID Starts With'],
	])('reject %s with more than 512 characters', (name, label) => {
		expect(() => read({ filters: { [name]: 'x'.repeat(512) } })).not.toThrow();
		expect(refusal({ filters: { [name]: 'x'.repeat(513) } })).toEqual([`'${label}' contains an ID of more than 512 characters`, `Correct the value of '${label}'.`]);
	});

	it.each([{ consumers: '[a' }, { consumers: 'a]' }, { consumerPrefix: 'eu ' }])('accept %j', (filters) => {
		expect(() => read({ filters })).not.toThrow();
	});
});

describe('an expression that fails', () => {
	it.each([
		['Trigger On', { events: throws(new Error('$json is not defined')) }],
		['Filters', { filters: throws(new Error('$json is not defined')) }],
		['Service Names or IDs', { filters: { services: throws(new Error('$json is not defined')) } }],
		['Redact Secrets', { options: { redactSecrets: throws(new Error('$json is not defined')) } }],
		['Options', { options: { unknown: throws(new Error('$json is not defined')) } }],
	])('is reported with the label of its field: %s', (label, parameters) => {
		expect(refusal(parameters)).toEqual([
			`The expression in '${label}' could not be evaluated`,
			`Correct the expression in '${label}'. A trigger has no input item, so $json is not available: $json is not defined`,
		]);
	});

	it('has its message quoted in at most 200 characters, and only when it is an error', () => {
		expect(refusal({ events: throws(new Error('x'.repeat(300))) })[1]).toMatch(/is not available: x{150,200}\W*$/);
		expect(refusal({ events: throws('text') })[1]).toMatch(/is not available$/);
	});
});

it('does not recognize any other error as a configuration error', () => {
	const others = [new Error('x'), new NodeOperationError({ name: 'Trigger' } as never, 'x'), { context: { isConfiguration: true } }, undefined];
	expect(others.map(isConfigurationError)).toEqual([false, false, false, false]);
});

it('resolves every parameter once', () => {
	const filters = { services: returns('xero'), consumers: 'acme' };
	const trigger = context({ events: [CREATED], filters, options: { includePayload: true } });
	const resolved: string[] = [];
	const getNodeParameter = (path: string) => {
		resolved.push(path);
		return trigger.getNodeParameter(path);
	};
	readConfiguration({ ...trigger, getNodeParameter } as never);
	expect(resolved).toEqual(['events', 'filters.services', 'filters.consumers', 'options.includePayload']);
});

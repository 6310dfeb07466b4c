import type { INodeProperties } from 'n8n-workflow';

import { ApideckVaultTrigger } from '../../../nodes/ApideckVault/ApideckVaultTrigger.node';
import { UNIFIED_APIS } from '../../../nodes/ApideckVault/api/ids';
import { VALIDATION_EVENT, VAULT_EVENTS } from '../../../nodes/ApideckVault/trigger/events';
import { triggerProperties, triggerSubtitle } from '../../../nodes/ApideckVault/trigger/parameters';

/** Every field with its path, those in a collection too. */
const fields = triggerProperties.flatMap((field) => [
	[field.name, field] as const,
	...(field.type === 'collection' ? (field.options as INodeProperties[]) : []).map((inner) => [`${field.name}.${inner.name}`, inner] as const),
]);
const field = (path: string) => fields.find(([name]) => name === path)?.[1];

describe("the trigger's parameters", () => {
	it('have the names, types and defaults that saved workflows rely on', () => {
		expect(fields.map(([path, { type, default: value, required }]) => [path, type, value, required])).toEqual([
			['events', 'multiOptions', [], true],
			['filters', 'collection', {}, undefined],
			['filters.consumerPrefix', 'string', '', undefined],
			['filters.consumers', 'fixedCollection', {}, undefined],
			['filters.services', 'multiOptions', [], undefined],
			['filters.unifiedApis', 'multiOptions', [], undefined],
			['options', 'collection', {}, undefined],
			['options.includePayload', 'boolean', false, undefined],
			['options.redactSecrets', 'boolean', true, undefined],
		]);
	});

	it.each(fields)('%s follows n8n\'s guidelines', (path, { displayName, description, placeholder, type }) => {
		expect(displayName).toMatch(/^[A-Z][\w ]+\w$/);
		if (path === 'events' || path === 'options') expect(description).toBeUndefined();
		else expect(description).toMatch(type === 'boolean' ? /^Whether to \w.+[^.]$/ : /^[A-Z].{20,}[^.]$/);
		if (type.toLowerCase().endsWith('collection')) expect(placeholder).toMatch(/^Add \w+$/);
		else if (type === 'string') expect(placeholder).toMatch(/^e\.g\. [\w-]/);
		else expect(placeholder).toBeUndefined();
	});

	it('offer every unified API as a filter', () => {
		expect(field('filters.unifiedApis')?.options?.map((option) => 'value' in option && option.value)).toEqual(UNIFIED_APIS.map(({ value }) => value));
	});

	it('offer all events first, then every event with a name that matches its value', () => {
		const [all, ...events] = field('events')?.options ?? [];
		expect(all).toMatchObject({ name: 'All Events', value: '*', description: 'Everything that happens to a connection' });
		expect(events).toEqual(VAULT_EVENTS);
		for (const { value, name, description } of VAULT_EVENTS) {
			const words = value.split(/[._]/).slice(1);
			const named = words.length > 2 ? words.slice(1) : words;
			expect(name).toBe(named.map((word) => word[0]!.toUpperCase() + word.slice(1)).join(' '));
			expect(description).toMatch(/^[A-Z].{10,}[^.]$/);
		}
	});
});

it('the validation event has the type that Apideck documents', () => {
	expect(VALIDATION_EVENT).toBe('apideck.subscription.created');
});

it('the editor says what to do while it waits for a test event', () => {
	expect(new ApideckVaultTrigger().description.eventTriggerDescription).toMatch(/^Waiting for .+ in Hosted Vault$/);
});

it('the subtitle contains the label of every event', () => {
	for (const { name } of [{ name: 'All Events' }, ...VAULT_EVENTS]) expect(triggerSubtitle).toContain(JSON.stringify(name));
});

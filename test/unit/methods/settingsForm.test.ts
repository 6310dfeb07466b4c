import { settingsForm } from '../../../nodes/ApideckVault/methods/resourceMapping';
import type { FormField, FormFieldOption } from '../../../nodes/ApideckVault/api/connection';

const only = (field: Partial<FormField>, marksRequired = true) => settingsForm([{ id: 'x', label: 'Label', type: 'text', ...field }], marksRequired)[0];
const options: FormFieldOption[] = [{ label: 'One', value: 1, option_type: 'simple' }];

it.each([
	['text', 'string'],
	['checkbox', 'options'],
	['boolean', 'options'],
	['tel', 'string'],
	['email', 'string'],
	['url', 'string'],
	['textarea', 'string'],
	['phone', 'string'],
	['select', 'options'],
	['filtered-select', 'options'],
	['multi-select', 'array'],
	['datetime', 'dateTime'],
	['date', 'string'],
	['time', 'string'],
	['number', 'number'],
	['password', 'string'],
	['a new type', 'string'],
	[undefined, 'string'],
])('shows a field of type %p as %s', (type, expected) => {
	expect(only({ type, options })?.type).toBe(expected);
});

it.each<[string, Partial<FormField>]>([
	['that is hidden', { hidden: true }],
	['that is deprecated', { deprecated: true }],
	['that is read-only', { disabled: true }],
	['without an ID', { id: undefined }],
	['of type hidden', { type: 'hidden' }],
	['of type info', { type: 'info' }],
	['of type copy', { type: 'copy' }],
])('omits a field %s', (_name, field) => {
	expect(only(field)).toBeUndefined();
});

it.each<[Partial<FormField>, string]>([
	[{}, 'Label'],
	[{ label: undefined }, 'x'],
	[{ required: true }, 'Label (required)'],
	[{ sensitive: true }, 'Label (secret)'],
	[{ required: true, type: 'password', suffix: '.example' }, 'Label (required, secret, .example)'],
	[{ prefix: 'https://', suffix: '.example' }, 'Label (.example)'],
	[{ prefix: 'https://' }, 'Label (https://…)'],
	[{ type: 'multi-select' }, 'Label (JSON list)'],
	[{ type: 'multi-select', options }, 'Label (e.g. [1])'],
	[{ type: 'multi-select', options: ['a', 'b', 'c', 'd'].map((value) => ({ label: value, value })) }, 'Label (e.g. ["a"])'],
	[{ type: 'select', options, allow_custom_values: true }, 'Label (e.g. 1)'],
	[{ type: 'select', options }, 'Label'],
	[{ type: 'checkbox' }, 'Label'],
	[{ label: 'Time of the nightly run', type: 'time' }, 'Time of the nightly… (HH:MM)'],
	[{ label: 'Name of the authorized user', required: true, type: 'password', suffix: '.example' }, 'Name of the… (required, secret, .example)'],
])('labels the field %j as %j', (field, title) => {
	expect(only(field)?.displayName).toBe(title);
});

it('shows a list that is empty or allows custom values as text', () => {
	expect(only({ type: 'select', options, allow_custom_values: true })).toMatchObject({ type: 'string' });
	expect(only({ type: 'select', options: [] })).toMatchObject({ type: 'string' });
	expect(only({ type: 'select', options: null })).toMatchObject({ type: 'string' });
	expect(only({ type: 'select', options: [{ label: 'Without value' }] })).toMatchObject({ type: 'string' });
});

it('keeps option values, converts lists to JSON and adds the names of groups', () => {
	const group: FormFieldOption = { label: 'Group', option_type: 'group', options: [{ label: 'List', value: ['a', 1], option_type: 'simple' }] };
	expect(only({ type: 'select', options: [{ label: 'Old', value: 'old' }, { label: 'No', value: false }, group] })?.options).toEqual([
		{ name: 'Old', value: 'old' },
		{ name: 'No', value: false },
		{ name: 'Group › List', value: '["a",1]' },
	]);
});

it('shows a checkbox as a list of Yes and No, so that it can be left empty', () => {
	expect(only({ type: 'checkbox' })).toMatchObject({
		removed: false,
		options: [
			{ name: 'Yes', value: true },
			{ name: 'No', value: false },
		],
	});
});

it('does not mark a field as required where it is optional', () => {
	expect(only({ required: true, sensitive: true }, false)?.displayName).toBe('Label (secret)');
});

it('fills a list field with an empty list, which counts as no value', () => {
	expect(only({ type: 'multi-select' })).toMatchObject({ type: 'array', defaultValue: '[]' });
	expect(only({ type: 'text' })).not.toHaveProperty('defaultValue');
});

it('never blocks an update and never contains a value', () => {
	// An empty required setting keeps its value, so it must not block an update of another one.
	expect(only({ required: true })).toMatchObject({ required: false });
	expect(JSON.stringify(only({ value: 'fake-secret', sensitive: true }))).not.toContain('fake-secret');
});

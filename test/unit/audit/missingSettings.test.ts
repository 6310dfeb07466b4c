import { missingMappings, missingSettings } from '../../../nodes/ApideckVault/audit/rules/snapshot';
import type { Connection, CustomMapping, FormField } from '../../../nodes/ApideckVault/api/connection';

const needs = (fields: unknown, rest: Connection = {}) => missingSettings({ form_fields: fields as FormField[], ...rest });
const DOMAIN = { id: 'domain', label: 'Domain', required: true };

describe('missing settings', () => {
	it('are required fields without a value, neither in the form nor in the settings', () => {
		for (const value of [undefined, null, '', ' \t', []]) expect(needs([{ ...DOMAIN, value }])).toEqual(['Domain']);
		for (const value of ['x', 0, false, ['x'], {}]) expect(needs([{ ...DOMAIN, value }])).toEqual([]);
		expect(needs([DOMAIN], { settings: { domain: 'x' } })).toEqual([]);
		expect(needs([DOMAIN], { settings: { domain: ' ' } })).toEqual(['Domain']);
		expect(needs([DOMAIN], { settings: null })).toEqual(['Domain']);
		expect(needs([{ ...DOMAIN, value: '' }], { settings: { domain: 'x' } })).toEqual([]);
		expect(needs([{ ...DOMAIN, value: 'x' }], { settings: { domain: '' } })).toEqual([]);
	});

	it('do not include fields that are optional or cannot be filled in', () => {
		for (const change of [{ required: false }, { required: undefined }, { required: 'yes' }, { hidden: true }, { deprecated: true }, { type: 'info' }, { type: 'copy' }, { type: 'hidden' }]) {
			expect(needs([{ ...DOMAIN, ...change }])).toEqual([]);
		}
		expect(needs([{ ...DOMAIN, hidden: false, deprecated: null, type: 'text', disabled: true }])).toEqual(['Domain']);
	});

	it('are listed once by their label, or by their ID', () => {
		expect(needs([{ id: 'domain', label: ' Domain ', required: true }, { id: 'tenant', label: ' ', required: true }, { id: 'zone', label: 7, required: true }])).toEqual(['Domain', 'tenant', 'zone']);
		expect(needs([DOMAIN, { id: 'other', label: 'Domain', required: true }])).toEqual(['Domain']);
		expect(needs([{ required: true }, { id: '', required: true }, { id: null, label: null, required: true }])).toEqual([]);
		expect(needs([{ label: 'Nameless', required: true }])).toEqual(['Nameless']);
	});

	it('include what the authorization needs, by the label of its field if there is one', () => {
		const required = (ids: unknown, rest: Connection = {}) => needs([{ id: 'domain', label: 'Domain' }, { id: 'zone', label: 'Zone', value: 'eu' }], { settings_required_for_authorization: ids as string[], ...rest });
		expect(required(['domain', 'zone', 'unlisted'])).toEqual(['Domain', 'unlisted']);
		expect(required(['domain', 'unlisted'], { settings: { domain: 'x', unlisted: 'y' } })).toEqual([]);
		expect(required([7, null, '', {}])).toEqual([]);
		expect(required('domain')).toEqual([]);
		expect(needs([DOMAIN], { settings_required_for_authorization: ['domain'] })).toEqual(['Domain']);
	});

	it('are never confused with properties of Object.prototype', () => {
		expect(needs([{ id: 'constructor', label: 'Constructor', required: true }, { id: '__proto__', label: 'Proto', required: true }], { settings: {} })).toEqual(['Constructor', 'Proto']);
	});

	it('are empty without a valid form', () => {
		for (const odd of [undefined, null, 'x', {}, [null, 'x', 7]]) expect(needs(odd)).toEqual([]);
		expect(needs([DOMAIN], { settings: 'domain' as never })).toEqual(['Domain']);
	});
});

describe('missing mappings', () => {
	const lacks = (mappings: unknown) => missingMappings({ custom_mappings: mappings as CustomMapping[] });

	it('are required mappings without a value', () => {
		expect(lacks([{ label: 'Region', required: true }, { label: 'Cost centre', required: true, value: '$.x' }, { label: 'Team', required: false }, { label: 'Site', required: 'yes' }])).toEqual(['Region']);
	});

	it('are listed by label, key or ID, in this order', () => {
		expect(lacks([{ label: 'Region', key: 'region', id: 'crm+region', required: true }, { key: 'team', id: 'crm+team', required: true }, { id: 'crm+site', required: true }, { required: true }])).toEqual(['Region', 'team', 'crm+site', 'a custom field']);
	});

	it('are empty without mappings', () => {
		for (const odd of [undefined, null, 'x', {}, [null, 'x']]) expect(lacks(odd)).toEqual([]);
	});
});

import type { Connection, FormField } from '../vault/connection';

/** Field types that show something and take no value (seen in Apideck's own Vault components). */
const DISPLAY_TYPES = new Set(['info', 'copy', 'hidden']);

function isEmpty(value: unknown): boolean {
	if (value === undefined || value === null) return true;
	if (typeof value === 'string') return value.trim() === '';
	return Array.isArray(value) && value.length === 0;
}

function ownValue(record: unknown, key: string): unknown {
	return typeof record === 'object' && record !== null && Object.hasOwn(record, key)
		? (record as Record<string, unknown>)[key]
		: undefined;
}

/** An ID as text; anything but text and numbers is none, and an object from the server may not even turn into text. */
function idOf(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
}

function labelOf(field: { label?: unknown; id?: unknown } | undefined, id: string): string {
	const label = field?.label;
	return typeof label === 'string' && label.trim() !== '' ? label.trim() : id;
}

function listOf<T extends object>(value: T[] | undefined): T[] {
	return Array.isArray(value) ? value.filter((entry) => typeof entry === 'object' && entry !== null) : [];
}

/**
 * Labels of the settings this connection needs and does not have: required form fields and the ids in
 * `settings_required_for_authorization` with neither a `value` in `form_fields` nor an entry in `settings`.
 * Fields nobody can fill (hidden, deprecated, display only) are left out. Empty for the small form of a connection.
 */
export function missingSettings(connection: Connection): string[] {
	const fields = listOf<FormField>(connection.form_fields);
	const byId = new Map(fields.map((field) => [idOf(field.id), field]));
	const isMissing = (id: string, field?: FormField) => isEmpty(field?.value) && isEmpty(ownValue(connection.settings, id));
	const labels = new Set<string>();
	for (const field of fields) {
		const id = idOf(field.id);
		if (field.required !== true || field.hidden === true || field.deprecated === true) continue;
		if (DISPLAY_TYPES.has(idOf(field.type))) continue;
		if (isMissing(id, field)) labels.add(labelOf(field, id));
	}
	const required = connection.settings_required_for_authorization;
	for (const id of Array.isArray(required) ? required : []) {
		if (typeof id === 'string' && isMissing(id, byId.get(id))) labels.add(labelOf(byId.get(id), id));
	}
	return [...labels].filter((label) => label !== '');
}

/** Labels of the custom mappings that are required and have no value (the official Vault UI blocks on them). */
export function missingMappings(connection: Connection): string[] {
	return listOf(connection.custom_mappings)
		.filter((mapping) => mapping.required === true && isEmpty(mapping.value))
		.map((mapping) => labelOf(mapping, idOf(mapping.key) || idOf(mapping.id) || 'a custom field'));
}

import { invalidParams } from '../errors';
import type { FormField, Integration, SimpleOption } from '../wire';

/** The sandbox's providers reject sensitive values with this prefix. The connection becomes `invalid`. */
const REJECTED_PREFIX = 'invalid';

/** All options of a field with the groups taken apart. */
export function flatOptions(field: FormField): SimpleOption[] {
	return (field.options ?? []).flatMap((option) => (option.option_type === 'group' ? option.options : [option]));
}

function problem(field: FormField, value: unknown): string | undefined {
	switch (field.type) {
		case 'checkbox':
			return typeof value === 'boolean' ? undefined : 'must be a boolean';
		case 'number':
			return typeof value === 'number' ? undefined : 'must be a number';
		case 'multi-select':
			if (!Array.isArray(value)) return 'must be an array';
			return value.every((item) => isOption(field, item)) ? undefined : 'must only contain values from its options';
		case 'select':
		case 'filtered-select':
			return isOption(field, value) ? undefined : 'must be one of its options';
		default:
			return typeof value === 'string' ? undefined : 'must be a string';
	}
}

function isOption(field: FormField, value: unknown): boolean {
	if (field.allow_custom_values) return true;
	return flatOptions(field).some((option) => JSON.stringify(option.value) === JSON.stringify(value));
}

/**
 * Merges settings: null clears a value, read-only fields keep theirs, and IDs without a field are stored unchanged. Throws 400 when a value
 * does not match its field's type or options. Apideck's own checks are not published.
 */
export function mergeSettings(
	integration: Integration,
	current: Record<string, unknown>,
	written: Record<string, unknown> | null | undefined,
): Record<string, unknown> {
	if (written === undefined) return current;
	if (written === null) return {};
	const merged = { ...current };
	const fields = new Map(integration.form_fields.map((field) => [field.id, field]));
	for (const [id, value] of Object.entries(written)) {
		const field = fields.get(id);
		if (field?.disabled) continue;
		if (value === null) {
			delete merged[id];
			continue;
		}
		const reason = field && value !== '' ? problem(field, value) : undefined;
		if (reason !== undefined) throw invalidParams(`body.settings.${id} ${reason}`);
		merged[id] = value;
	}
	return merged;
}

/** True when a provider that checks keys would reject these. */
export function isRejected(integration: Integration, settings: Record<string, unknown>): boolean {
	if (!integration.validation_support) return false;
	return integration.form_fields.some((field) => {
		const value = settings[field.id];
		return field.sensitive === true && typeof value === 'string' && value.startsWith(REJECTED_PREFIX);
	});
}

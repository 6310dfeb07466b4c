import type { FieldOption, FormField, FormFieldType, Integration, OptionValue, SimpleOption } from '../../wire';

/** An integration together with settings that make it work, for scenarios to start from. All values are fake. */
export interface CatalogEntry {
	integration: Integration;
	settings: Record<string, unknown>;
	/** Resources of the connector in the catalog; `configurable_resources` is a part of them. */
	resources: string[];
}

type EntryInput = Pick<Integration, 'unified_api' | 'service_id' | 'name' | 'tag_line' | 'auth_type'> &
	Partial<Integration> & { settings?: Record<string, unknown>; resources?: string[] };

/** Adds the defaults of most integrations. */
export function entry({ settings = {}, resources = [], ...integration }: EntryInput): CatalogEntry {
	return {
		settings,
		resources,
		integration: {
			website: `https://www.apideck.com/connectors/${integration.service_id}`,
			integration_state: 'configured',
			form_fields: [],
			configuration: [],
			configurable_resources: [],
			resource_schema_support: [],
			resource_settings_support: integration.configurable_resources ?? [],
			validation_support: false,
			schema_support: false,
			settings_required_for_authorization: [],
			has_guide: true,
			custom_mappings: [],
			...integration,
		},
	};
}

/** A form field with every flag of the wire shape; `more` overrides. */
export function field(id: string, label: string, type: FormFieldType, more: Partial<FormField> = {}): FormField {
	return {
		id,
		label,
		type,
		required: false,
		custom_field: false,
		allow_custom_values: false,
		placeholder: null,
		description: null,
		disabled: null,
		hidden: null,
		deprecated: null,
		sensitive: null,
		prefix: null,
		suffix: null,
		...more,
	};
}

/** A value that resembles a key but is recognizably fake. */
export const fakeKey = (service: string) => `sk_test_fake_${service}_0001`;

export const option = (label: string, value: OptionValue): SimpleOption => ({ label, value, option_type: 'simple' });

export const group = (id: string, label: string, options: SimpleOption[]): FieldOption => ({
	id,
	label,
	options,
	option_type: 'group',
});

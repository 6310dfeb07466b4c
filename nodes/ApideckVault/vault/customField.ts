/** A field that the service has beyond those of the unified API (`CustomFieldFinder` of vault.yml). */
export interface CustomField {
	id?: string;
	name?: string | null;
	description?: string | null;
	/** The value in the record that was looked at. */
	value?: unknown;
	/** JSONPath that finds it in the service's answer: what a custom mapping takes as its value. */
	finder?: string;
}

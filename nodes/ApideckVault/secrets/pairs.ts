/** Where the name of a name-value pair stands, such as a header, a custom field or a custom mapping. */
const NAMES = new Set(['id', 'name', 'key', 'label', 'field', 'header', 'title', 'attribute', 'property', 'param', 'parameter', 'fieldname']);

/** Where its value stands. */
const VALUES = new Set([
	...['value', 'values', 'default', 'defaultvalue', 'previousvalue', 'example', 'content', 'text', 'val', 'data', 'input'],
	...['newvalue', 'oldvalue', 'currentvalue', 'stringvalue', 'fieldvalue'],
]);

/** Longer keys are none of these. */
const MAX_KEY = 20;

/** Whether this key holds the name of a pair, however it is written: `fieldName`, `field_name`, `Key`. */
export function isPairName(key: string): boolean {
	return NAMES.has(key) || (key.length <= MAX_KEY && NAMES.has(plainKey(key)));
}

/** Whether this key holds the value of a pair. */
export function isPairValue(key: string): boolean {
	return VALUES.has(key) || (key.length <= MAX_KEY && VALUES.has(plainKey(key)));
}

function plainKey(key: string): string {
	return key.replace(/[_-]/g, '').toLowerCase();
}

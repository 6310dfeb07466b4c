/** They select a variant of the preceding character and take no space, so nothing is missing without them. */
const VARIATION_SELECTORS = /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu;

/**
 * Invisible characters: control characters, line separators, and characters that hide, join or reorder others (writing direction,
 * zero width, soft hyphen, tags, fillers).
 */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]+/gu;

/** Enough to find the visible characters among invisible ones. */
const MAX_READ = 2_000;

/**
 * One line without invisible characters, so that untrusted text cannot break a reason into lines.
 * @param value any value; everything but a string, number or boolean counts as empty
 * @param limit in characters; longer texts are truncated and end with …
 */
export function singleLine(value: unknown, limit: number): string {
	if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return '';
	const text = String(value);
	// Truncated first, because a text can be a megabyte long.
	const line = text.slice(0, MAX_READ).replace(VARIATION_SELECTORS, '').replace(INVISIBLE, ' ').replace(/\s+/g, ' ').trim();
	// Without an ellipsis, however long the text is: an ellipsis alone would look like a name.
	if (line === '') return '';
	const characters = Array.from(line);
	if (characters.length > limit) return `${characters.slice(0, limit - 1).join('')}…`;
	return text.length > MAX_READ ? `${characters.slice(0, limit - 1).join('')}…` : line;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * `12 Mar 2026, 07:00 UTC`, the same on every host.
 * @param time Unix milliseconds or ISO 8601; any other text is returned unchanged
 */
export function formatTime(time: number | string): string {
	const date = new Date(time);
	if (Number.isNaN(date.getTime())) return String(time);
	const clock = date.toISOString().slice(11, 16);
	return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()}, ${clock} UTC`;
}

/** Replaces invisible characters by a space, so that two different names also look different. */
export function replaceInvisible(text: string): string {
	return text.replace(VARIATION_SELECTORS, '').replace(INVISIBLE, ' ');
}

/**
 * Truncates a text to this many characters, the last one being … if it was longer.
 * Reads only the part that can be shown, because a name can be a megabyte long.
 */
export function truncate(text: string, limit: number): string {
	// A character takes one or two UTF-16 units.
	if (text.length <= limit) return text;
	const characters = Array.from(text.slice(0, 2 * limit + 1));
	return characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : text;
}

/** Compares by code unit, so that the order does not depend on the host's locale. */
export function compareText(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}

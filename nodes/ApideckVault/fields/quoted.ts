/** Longest part of a wrong value that an error repeats, in characters. */
const SHOWN = 60;

/**
 * A wrong value as an error may repeat it: on one line, cut when it is long, without signs that hide or turn others.
 * Only for values that are no secret.
 */
export function quoted(value: unknown): string {
	if (typeof value === 'string') return `"${short(value, SHOWN)}"`;
	if (Array.isArray(value)) return 'a list';
	if (typeof value === 'object' && value !== null) return 'an object';
	if (typeof value === 'function') return 'a function';
	return value === undefined ? 'nothing' : short(String(value), SHOWN);
}

/** The start of a foreign text on one line; what cannot be seen becomes a space. */
export function short(text: string, limit: number): string {
	// Cut first: looking through a megabyte for the sake of a few words takes time.
	const characters = Array.from(text.slice(0, 4 * limit).replace(/[\s\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]+/gu, ' '));
	const cut = characters.length > limit || text.length > 4 * limit;
	return cut ? `${characters.slice(0, limit - 1).join('')}…` : characters.join('');
}

import { INVISIBLE, SELECTORS } from './invisible';

/** Enough to find the characters that are shown among those that are not. */
const MAX_READ = 2_000;

/**
 * One line without invisible characters, so that untrusted text cannot break up a reason.
 * @param value any value; everything but a string, number or boolean counts as empty
 * @param limit in characters; longer texts are cut and end with …
 */
export function plain(value: unknown, limit: number): string {
	if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return '';
	const text = String(value);
	// Cut first: a text can be a megabyte long.
	const line = text.slice(0, MAX_READ).replace(SELECTORS, '').replace(INVISIBLE, ' ').replace(/\s+/g, ' ').trim();
	// However long: an ellipsis alone would look like a name.
	if (line === '') return '';
	const characters = Array.from(line);
	if (characters.length > limit) return `${characters.slice(0, limit - 1).join('')}…`;
	return text.length > MAX_READ ? `${characters.slice(0, limit - 1).join('')}…` : line;
}

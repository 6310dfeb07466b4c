/**
 * A text of at most so many characters, the last one … if it was longer.
 * Only the part that can be shown is looked at: a name can be a megabyte long.
 */
export function shorten(text: string, limit: number): string {
	// A character takes one or two UTF-16 units.
	if (text.length <= limit) return text;
	const characters = Array.from(text.slice(0, 2 * limit + 1));
	return characters.length > limit ? `${characters.slice(0, limit - 1).join('')}…` : text;
}

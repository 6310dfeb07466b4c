/** The beginning of an untrusted text, on one line. Invisible characters become spaces. */
export function short(text: string, limit: number): string {
	// Truncated first, because cleaning megabytes for a few words is slow.
	const characters = Array.from(text.slice(0, 4 * limit).replace(/[\s\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]+/gu, ' '));
	const isTruncated = characters.length > limit || text.length > 4 * limit;
	return isTruncated ? `${characters.slice(0, limit - 1).join('')}…` : characters.join('');
}

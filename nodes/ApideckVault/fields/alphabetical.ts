/** Order of two labels, capital and small letters alike. Not `localeCompare`: its tables take 5 ms while the node is loaded. */
export function alphabetical(one: string, other: string): number {
	const [a, b] = [one.toLowerCase(), other.toLowerCase()];
	return a < b ? -1 : a > b ? 1 : 0;
}

/** The entries of a multiple choice: a list, or by expression a text with commas. Empty ones are left out. */
export function readList(value: unknown): string[] {
	const list: unknown[] = Array.isArray(value) ? value : String(value ?? '').split(',');
	return list.map((entry) => String(entry).trim()).filter((entry) => entry !== '');
}

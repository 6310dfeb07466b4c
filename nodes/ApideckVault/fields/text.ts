/** What an optional text parameter holds; undefined when it is empty, which means that it is not sent. */
export function filledText(value: unknown): string | undefined {
	return value === undefined || value === null || value === '' ? undefined : String(value);
}

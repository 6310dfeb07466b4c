/** Every text and number inside a value: all of it may be secret, so none of it may show up in an error. */
export function secretsOf(value: unknown): string[] {
	if (typeof value === 'string' || typeof value === 'number') return [String(value)];
	if (typeof value !== 'object' || value === null) return [];
	return Object.values(value).flatMap(secretsOf);
}

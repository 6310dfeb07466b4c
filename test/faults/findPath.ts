/**
 * Searches a value for a text, in all reachable objects and all their properties (also non-enumerable ones) except getters of prototypes.
 * Returns the path of the first match, such as `error.cause.config.headers`.
 */
export function findPath(value: unknown, text: string): string | undefined {
	const seen = new Set<unknown>();
	const open: Array<{ value: unknown; path: string }> = [{ value, path: '' }];
	for (let next = open.pop(); next; next = open.pop()) {
		const { value: current, path } = next;
		if (typeof current === 'string') {
			if (current.includes(text)) return path;
			continue;
		}
		if (typeof current !== 'object' || current === null || seen.has(current)) continue;
		seen.add(current);
		if (Buffer.isBuffer(current)) {
			if (current.includes(text)) return path;
			continue;
		}
		if (current instanceof Map) {
			for (const [key, entry] of current) open.push({ value: key, path: `${path}.key` }, { value: entry, path: `${path}.${String(key)}` });
		} else if (current instanceof Set) {
			for (const entry of current) open.push({ value: entry, path: `${path}.entry` });
		}
		for (const key of Reflect.ownKeys(current)) {
			if (typeof key === 'string' && key.includes(text)) return `${path}.${key}`;
			const descriptor = Object.getOwnPropertyDescriptor(current, key);
			if (descriptor && 'value' in descriptor) open.push({ value: descriptor.value, path: `${path}.${String(key)}` });
		}
	}
	return undefined;
}

/**
 * Whether a text stands anywhere in a value: in any property, hidden ones included, of any object that can be reached from it,
 * its prototype's getters apart. Gives the way to the first one, such as `error.cause.config.headers`.
 */
export function wayTo(value: unknown, text: string): string | undefined {
	const seen = new Set<unknown>();
	const open: Array<{ value: unknown; way: string }> = [{ value, way: '' }];
	for (let next = open.pop(); next; next = open.pop()) {
		const { value: current, way } = next;
		if (typeof current === 'string') {
			if (current.includes(text)) return way;
			continue;
		}
		if (typeof current !== 'object' || current === null || seen.has(current)) continue;
		seen.add(current);
		if (Buffer.isBuffer(current)) {
			if (current.includes(text)) return way;
			continue;
		}
		if (current instanceof Map) {
			for (const [key, entry] of current) open.push({ value: key, way: `${way}.key` }, { value: entry, way: `${way}.${String(key)}` });
		} else if (current instanceof Set) {
			for (const entry of current) open.push({ value: entry, way: `${way}.entry` });
		}
		for (const key of Reflect.ownKeys(current)) {
			if (typeof key === 'string' && key.includes(text)) return `${way}.${key}`;
			const descriptor = Object.getOwnPropertyDescriptor(current, key);
			if (descriptor && 'value' in descriptor) open.push({ value: descriptor.value, way: `${way}.${String(key)}` });
		}
	}
	return undefined;
}

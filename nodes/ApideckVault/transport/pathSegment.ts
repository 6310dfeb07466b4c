/**
 * One value as one segment of a URL path: it can never add, remove or climb a segment.
 * @throws Error for what no encoding makes safe: nothing, "." and "..", control characters, broken Unicode.
 */
export function pathSegment(value: string): string {
	if (value === '' || value === '.' || value === '..') throw new Error(`"${value}" cannot be part of a path`);
	if (/\p{Cc}/u.test(value)) throw new Error('control characters cannot be part of a path');
	return encodeURIComponent(value);
}

/** Whether a value from an answer can be asked for at all: "." and broken Unicode cannot, and must not end what asks for many. */
export function fitsPath(value: unknown): value is string {
	if (typeof value !== 'string') return false;
	try {
		pathSegment(value);
		return true;
	} catch {
		return false;
	}
}

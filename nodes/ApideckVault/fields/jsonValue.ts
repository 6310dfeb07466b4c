import { isTrusted } from './exactNumber';
import { pathText, type Step } from './jsonPath';

/** Deeper than this nobody means it, and somewhat further down JavaScript itself gives up. */
export const MAX_DEPTH = 100;

/** What keeps a value from being sent as it is, and where. */
export interface Unsendable {
	why: 'rounded' | 'depth' | 'kind';
	/** Such as `ids[0]`. */
	at: string;
}

/**
 * What of a value JSON would change, drop or fail on; undefined when it can be sent exactly. An entry of an object that is
 * undefined counts as not there, as JavaScript has it.
 * @param value from an expression, or parsed from text
 * @param parsed whether it comes from text: then its numbers have been looked at there
 */
export function unsendable(value: unknown, parsed: boolean): Unsendable | undefined {
	const path: Step[] = [];
	const found = (why: Unsendable['why']): Unsendable => ({ why, at: pathText(path) });
	const look = (one: unknown): Unsendable | undefined => {
		if (typeof one === 'number') return parsed || isTrusted(one) ? undefined : found(Number.isFinite(one) ? 'rounded' : 'kind');
		if (one === null || typeof one === 'string' || typeof one === 'boolean') return undefined;
		if (typeof one !== 'object') return found('kind');
		if (isMoment(one)) return Number.isNaN(one.valueOf()) ? found('kind') : undefined;
		if (!Array.isArray(one) && !isPlain(one)) return found('kind');
		if (path.length >= MAX_DEPTH) return found('depth');
		const entries: Array<[Step, unknown]> = Array.isArray(one)
			? Array.from(one, (entry: unknown, index): [Step, unknown] => [index, entry])
			: Object.entries(one).filter(([, entry]) => entry !== undefined);
		for (const [step, entry] of entries) {
			path.push(step);
			const wrong = look(entry);
			if (wrong) return wrong;
			path.pop();
		}
		return undefined;
	};
	return look(value);
}

/** An object as JSON has it: no Date, no Map, nothing that turns into something else. By its tag: it may be of another realm. */
export function isPlain(value: unknown): value is Record<string, unknown> {
	return (
		Object.prototype.toString.call(value) === '[object Object]' &&
		typeof (value as { toJSON?: unknown }).toJSON !== 'function'
	);
}

/** A Date or one of n8n's DateTimes: JSON writes both as ISO 8601. */
function isMoment(value: object): value is { toJSON(): unknown; valueOf(): number } {
	const isDate = Object.prototype.toString.call(value) === '[object Date]';
	return isDate || ('toISO' in value && typeof value.toISO === 'function' && typeof (value as { toJSON?: unknown }).toJSON === 'function');
}

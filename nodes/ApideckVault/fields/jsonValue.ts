import { isTrusted } from './exactNumber';
import { pathText, type Step } from './jsonPath';

/** Deeper than this nobody means it, and somewhat further down JavaScript itself gives up. */
export const MAX_DEPTH = 100;

/** What keeps a value from being sent as it is, and where. */
export interface Unsendable {
	why: 'rounded' | 'depth' | 'kind' | 'missing';
	/** Such as `ids[0]`. */
	at: string;
}

/**
 * What of a value JSON would change, drop or fail on; undefined when it can be sent exactly. An entry that is undefined would be
 * dropped silently, although a value was meant to be there.
 * @param value from an expression, or parsed from text
 * @param parsed whether it comes from text: then its numbers have been looked at there
 */
export function unsendable(value: unknown, parsed: boolean): Unsendable | undefined {
	const path: Step[] = [];
	const found = (why: Unsendable['why']): Unsendable => ({ why, at: pathText(path) });
	const look = (one: unknown): Unsendable | undefined => {
		if (typeof one === 'number') return parsed || isTrusted(one) ? undefined : found(Number.isFinite(one) ? 'rounded' : 'kind');
		if (one === null || typeof one === 'string' || typeof one === 'boolean') return undefined;
		if (one === undefined) return found('missing');
		if (typeof one !== 'object') return found('kind');
		if (isMoment(one)) return Number.isNaN(one.valueOf()) ? found('kind') : undefined;
		if (!Array.isArray(one) && !isPlain(one)) return found('kind');
		if (path.length >= MAX_DEPTH) return found('depth');
		const entries: Array<[Step, unknown]> = Array.isArray(one)
			? Array.from(one, (entry: unknown, index): [Step, unknown] => [index, entry])
			: Object.entries(one);
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

/**
 * An object as JSON has it: no Date, no Map, no instance of a class, nothing that turns into something else. Told by its tag and the
 * length of its prototype chain, because an object of an expression may be of another realm.
 */
export function isPlain(value: unknown): value is Record<string, unknown> {
	if (Object.prototype.toString.call(value) !== '[object Object]' || typeof (value as { toJSON?: unknown }).toJSON === 'function') return false;
	const prototype: unknown = Object.getPrototypeOf(value);
	return prototype === null || Object.getPrototypeOf(prototype) === null;
}

/** A Date or one of n8n's DateTimes: JSON writes both as ISO 8601. */
function isMoment(value: object): value is { toJSON(): unknown; valueOf(): number } {
	const isDate = Object.prototype.toString.call(value) === '[object Date]';
	return isDate || ('toISO' in value && typeof value.toISO === 'function' && typeof (value as { toJSON?: unknown }).toJSON === 'function');
}

import { short } from './quoted';

/** A name in an object, or an index in a list. */
export type Step = string | number;

/** Longest path that an error shows, in steps, and longest name in it. */
const STEPS = 6;
const NAME = 30;

/** A place inside JSON as people write it: `ids[0].name`; only the end of a long one, and `the top` for the whole. */
export function pathText(path: readonly Step[]): string {
	const text = path
		.slice(-STEPS)
		.map((step) => (typeof step === 'number' ? `[${step}]` : `.${short(step, NAME)}`))
		.join('');
	if (path.length > STEPS) return `…${text}`;
	return text === '' ? 'the top' : text.replace(/^\./, '');
}

import { INVISIBLE, SELECTORS } from '../invisible';

/** A text without characters that a reader cannot see; a blank stands where they were, so that two names that differ also look different. */
export function visible(text: string): string {
	return text.replace(SELECTORS, '').replace(INVISIBLE, ' ');
}

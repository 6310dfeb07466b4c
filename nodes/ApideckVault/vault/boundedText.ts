/** Most characters of a text from outside that any pattern runs over: a server can send megabytes. */
export const MAX_FOREIGN_TEXT = 4096;

/** The beginning of a text from outside, short enough for any pattern. */
export function boundText(text: string): string {
	return text.length > MAX_FOREIGN_TEXT ? dropPartialWord(text.slice(0, MAX_FOREIGN_TEXT)) : text;
}

/** Removes the last word of a text that was cut: it may be a part of a secret that no pattern recognizes any more. */
export function dropPartialWord(text: string): string {
	for (let end = text.length; end > 0; end--) {
		if (text.charCodeAt(end - 1) <= SPACE) return text.slice(0, end - 1);
	}
	return text;
}

/** Space and all control characters before it, line breaks and tabs included. */
const SPACE = 32;

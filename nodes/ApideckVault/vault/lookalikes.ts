/** Slashes and backslashes that Unicode keeps apart from "/" and "\", and that older servers do not. */
const SLASHES = /[\u2044\u2215\u29f8]/g;
const BACKSLASHES = /[\u2216\u29f5\u29f9]/g;

/** A text as a server may read it that replaces characters by plain ones that look alike, such as a full-width dot by a dot. */
export function withoutLookalikes(text: string): string {
	return text.replace(SLASHES, '/').replace(BACKSLASHES, '\\').normalize('NFKC');
}

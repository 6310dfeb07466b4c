const TOKEN =
	/\s*(?:([{}[\]:,])|("(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null))/uy;

type Expected = 'value' | 'value or end' | 'key' | 'key or end' | 'colon' | 'comma or end' | 'end of text';

/**
 * Index at which a text stops being JSON; its length when only the rest is missing. For the place in an error message:
 * JSON.parse decides what is valid, but does not always say where it is not.
 */
export function brokenAt(text: string): number {
	const open: string[] = [];
	let expected: Expected = 'value';
	for (let at = 0; ; ) {
		TOKEN.lastIndex = at;
		const match = TOKEN.exec(text);
		const start = at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0);
		if (!match) return start;
		const next = after(expected, match[1] ?? (match[2] === undefined ? 'literal' : 'text'), open);
		if (next === undefined) return start;
		expected = next;
		at = TOKEN.lastIndex;
	}
}

/** What must follow a token; undefined when the token itself is out of place. */
function after(expected: Expected, token: string, open: string[]): Expected | undefined {
	const closed = (): Expected => (open.length === 0 ? 'end of text' : 'comma or end');
	if (expected === 'colon') return token === ':' ? 'value' : undefined;
	if (expected.startsWith('key') && token === 'text') return 'colon';
	if (expected.startsWith('value')) {
		if (token === 'text' || token === 'literal') return closed();
		if (token === '{' || token === '[') {
			open.push(token);
			return token === '{' ? 'key or end' : 'value or end';
		}
	}
	if (expected === 'comma or end' && token === ',') return open.at(-1) === '{' ? 'key' : 'value';
	if (expected.endsWith('or end') && token === (open.at(-1) === '{' ? '}' : ']')) {
		open.pop();
		return closed();
	}
	return undefined;
}

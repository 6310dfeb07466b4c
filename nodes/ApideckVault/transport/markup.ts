/** Characters of a page that are searched for its title. */
const MAX_SEARCHED = 16_384;
/** Elements whose text says what happened: the title of a page, and what XML errors call their message. */
const ELEMENTS = ['title', 'message', 'faultstring'];

/** What a body that is not JSON says: the title of a page, the message of an XML document, or the text itself. */
export function readMarkup(body: string): string | undefined {
	const start = body.slice(0, MAX_SEARCHED).trim();
	if (start === '') return undefined;
	// As it is: it is cut when the secrets in it are hidden.
	if (!start.startsWith('<')) return body.trim();
	// Only these letters: others can change the length of the text, and with it every position.
	const small = start.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
	for (const element of ELEMENTS) {
		const text = elementText(start, small, element);
		if (text !== undefined) return text;
	}
	return undefined;
}

/** Without a pattern: one that looks for the end of a tag from each of its beginnings takes quadratic time. */
function elementText(text: string, small: string, name: string): string | undefined {
	for (let open = small.indexOf(`<${name}`); open >= 0; open = small.indexOf(`<${name}`, open + 1)) {
		const after = small.charAt(open + name.length + 1);
		if (after !== '>' && after.trim() !== '') continue;
		const start = text.indexOf('>', open);
		const end = start < 0 ? -1 : text.indexOf('<', start);
		if (end < 0) return undefined;
		const inside = text.slice(start + 1, end).trim();
		if (inside !== '') return inside;
	}
	return undefined;
}

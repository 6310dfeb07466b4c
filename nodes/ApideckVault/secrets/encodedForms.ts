const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Minimum length of a secret. Shorter values would match ordinary words. */
export const MIN_SECRET = 4;

/** Minimum number of bytes for base64 forms. Shorter ones would match ordinary words. */
const MIN_ENCODED = 8;

/** Characters that no encoding escapes. */
const PLAIN = /^[\w.~-]*$/;

/** Characters that JSON encoders escape as `\u003d`: .NET, Gson, Go, and encoders that escape all of them, with and without slashes. */
const JSON_UNICODE_ESCAPED = [/\\"|[+&<>'`]/g, /[+&<>'`]/g, /[=&<>']/g, /\\"|[^\w\s."\\/-]/g, /\\"|[^\w\s."\\-]/g];

/** Characters that template engines write as entities: the usual ones plus some others, or all of them. */
const HTML_NUMERIC_ENTITIES = [/[/=]/g, /[&<>"'/]/g, /[&<>"'/=`]/g, /[^\w\s.-]/g];

/** Maximum length of a form. The cost of a secret does not grow with its size, because only the beginnings of longer forms are built. */
export const MAX_FORM = 4096;

/**
 * The forms in which a server, or a proxy before it, can repeat a secret. A form of `MAX_FORM` characters may be the beginning of a
 * longer one.
 */
export function encodedForms(secret: string): string[] {
	const start = beginningOf(secret);
	// A server may repeat a single line of a key file, or a text without the whitespace around it.
	const lines = /\s/.test(secret) ? secret.split('\n').flatMap((line) => (line.length < MIN_SECRET ? [] : line.trim())) : [];
	const forms = [secret, secret.toLowerCase(), secret.toUpperCase(), ...lines, ...(PLAIN.test(start) ? [] : escapedForms(secret)), ...binaryForms(start)];
	return forms.filter(({ length }) => length >= MIN_SECRET).map((form) => form.slice(0, MAX_FORM));
}

/** The part of a secret that determines the first `MAX_FORM` characters of each form. */
function beginningOf(secret: string): string {
	if (secret.length <= MAX_FORM) return secret;
	// Includes one more character, because the last one may be half of a surrogate pair, which is encoded differently.
	return secret.slice(0, MAX_FORM + 1).replace(/[\ud800-\udbff]$/, '');
}

function escapedForms(secret: string): string[] {
	const start = beginningOf(secret);
	const encoded = encodeURIComponent(beginningOf(secret.replace(/\p{Cs}/gu, '')));
	return [
		...jsonForms(start),
		encoded,
		encoded.replace(/%../g, (code) => code.toLowerCase()),
		encoded.replace(/%20/g, '+'),
		encodeURIComponent(encoded),
		...htmlForms(start),
	];
}

/** Forms in JSON, and in JSON within JSON. PHP escapes slashes; other encoders use Unicode escapes. */
function jsonForms(secret: string): string[] {
	const json = escapeJson(secret);
	const escaped = JSON_UNICODE_ESCAPED.flatMap((chars) => [json.replace(chars, (char) => `\\u${charCodeHex(char)}`), json.replace(chars, (char) => `\\u${charCodeHex(char).toUpperCase()}`)]);
	const once = new Set([json, ...escaped]);
	for (const text of [...once]) once.add(text.replace(/\//g, '\\/'));
	return [...once, ...[...once].map(escapeJson)];
}

function escapeJson(text: string): string {
	return JSON.stringify(text).slice(1, -1);
}

/** Hex code of the last character: a quote is preceded by its backslash. */
function charCodeHex(char: string): string {
	return char.charCodeAt(char.length - 1).toString(16).padStart(4, '0');
}

/** Named entities for the usual characters, and hexadecimal and decimal ones for others. */
function htmlForms(secret: string): string[] {
	const write = (chars: RegExp, number: (code: number) => string) => secret.replace(chars, (char) => ENTITIES[char] ?? `&#${number(char.charCodeAt(0))};`);
	return [
		write(/[&<>"']/g, String),
		...HTML_NUMERIC_ENTITIES.flatMap((chars) => [write(chars, (code) => `x${code.toString(16)}`), write(chars, (code) => `x${code.toString(16).toUpperCase()}`), write(chars, String)]),
	];
}

/** Hex, base64 and base64url forms of a secret, whatever surrounds it, as in `user:secret`. */
function binaryForms(secret: string): string[] {
	// Two leading bytes: the base64 alignment depends on the number of bytes before the secret, modulo 3.
	const padded = Buffer.from(`\0\0${secret}`);
	const length = padded.length - 2;
	if (length < MIN_ENCODED) return [];
	const hex = padded.toString('hex', 2);
	const alignments = [0, 1, 2].map((before) =>
		padded.toString('base64', 2 - before).slice(before === 0 ? 0 : before + 1, Math.floor(((before + length) * 8) / 6)),
	);
	const urlSafe = alignments.filter((core) => /[+/]/.test(core)).map((core) => core.replace(/\+/g, '-').replace(/\//g, '_'));
	return [hex, hex.toUpperCase(), ...alignments, ...urlSafe];
}

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Base64 of fewer bytes than this would hit ordinary words. */
const MIN_ENCODED = 8;

/** Characters that are written the same everywhere. */
const PLAIN = /^[\w.~-]*$/;

/** What JSON encoders write as `\u003d`: .NET, Gson and Go, and those that do it with every sign, with slashes and without. */
const JSON_NUMBERED = [/\\"|[+&<>'`]/g, /[+&<>'`]/g, /[=&<>']/g, /\\"|[^\w\s."\\/-]/g, /\\"|[^\w\s."\\-]/g];

/** What template engines write as an entity: the usual signs with others, or every sign. */
const HTML_NUMBERED = [/[/=]/g, /[&<>"'/]/g, /[&<>"'/=`]/g, /[^\w\s.-]/g];

/** The ways in which a server, or something before it, can spell a secret that it hands back. */
export function spellings(secret: string): string[] {
	const cases = [secret, secret.toLowerCase(), secret.toUpperCase()];
	return PLAIN.test(secret) ? [...cases, ...encodings(secret)] : [...cases, ...escapings(secret), ...encodings(secret)];
}

function escapings(secret: string): string[] {
	const encoded = encodeURIComponent(secret.replace(/\p{Cs}/gu, ''));
	// A key file's lines can come back one by one, and any text without the white space around it.
	const lines = secret.split('\n').map((line) => line.trim());
	return [
		...jsonSpellings(secret),
		encoded,
		encoded.replace(/%../g, (code) => code.toLowerCase()),
		encoded.replace(/%20/g, '+'),
		encodeURIComponent(encoded),
		...htmlSpellings(secret),
		...lines,
	];
}

/** As JSON, and as JSON within JSON. PHP escapes slashes; others write signs by their numbers. */
function jsonSpellings(secret: string): string[] {
	const json = inJson(secret);
	const numbered = JSON_NUMBERED.flatMap((signs) => [json.replace(signs, (sign) => `\\u${hexOf(sign)}`), json.replace(signs, (sign) => `\\u${hexOf(sign).toUpperCase()}`)]);
	const once = new Set([json, ...numbered]);
	for (const text of [...once]) once.add(text.replace(/\//g, '\\/'));
	return [...once, ...[...once].map(inJson)];
}

function inJson(text: string): string {
	return JSON.stringify(text).slice(1, -1);
}

/** The last character, as a quote comes with its backslash. */
function hexOf(sign: string): string {
	return sign.charCodeAt(sign.length - 1).toString(16).padStart(4, '0');
}

/** With the names of the usual signs, and hexadecimal and decimal numbers for others. */
function htmlSpellings(secret: string): string[] {
	const write = (signs: RegExp, number: (code: number) => string) => secret.replace(signs, (sign) => ENTITIES[sign] ?? `&#${number(sign.charCodeAt(0))};`);
	return [
		write(/[&<>"']/g, String),
		...HTML_NUMBERED.flatMap((signs) => [write(signs, (code) => `x${code.toString(16)}`), write(signs, (code) => `x${code.toString(16).toUpperCase()}`), write(signs, String)]),
	];
}

/** Hex, and what base64 and base64url make of a secret whatever stands around it, as in `user:secret`. */
function encodings(secret: string): string[] {
	// Two bytes in front: where base64 begins depends on what stands before the secret, modulo 3.
	const padded = Buffer.from(`\0\0${secret}`);
	const length = padded.length - 2;
	if (length < MIN_ENCODED) return [];
	const hex = padded.toString('hex', 2);
	const cores = [0, 1, 2].map((before) =>
		padded.toString('base64', 2 - before).slice(before === 0 ? 0 : before + 1, Math.floor(((before + length) * 8) / 6)),
	);
	const forUrls = cores.filter((core) => /[+/]/.test(core)).map((core) => core.replace(/\+/g, '-').replace(/\//g, '_'));
	return [hex, hex.toUpperCase(), ...cores, ...forUrls];
}

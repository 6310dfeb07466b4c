const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** The ways in which a server, or something before it, can spell a text that it hands back. */
export function spellings(text: string): Record<string, string> {
	const json = JSON.stringify(text).slice(1, -1);
	const encoded = encodeURIComponent(text);
	return {
		'as it is': text,
		'in JSON': json,
		'in JSON in JSON': JSON.stringify(json).slice(1, -1),
		'URL-encoded': encoded,
		'URL-encoded in lower case': encoded.replace(/%../g, (code) => code.toLowerCase()),
		'as a form': encoded.replaceAll('%20', '+'),
		'in HTML': text.replace(/[&<>"']/g, (sign) => ENTITIES[sign]!),
		'in hex': Buffer.from(text).toString('hex'),
		'in capital letters': text.toUpperCase(),
		'URL-encoded twice': encodeURIComponent(encoded),
		'in the JSON of PHP': json.replaceAll('/', '\\/'),
		'in the JSON of PHP within JSON': JSON.stringify(json.replaceAll('/', '\\/')).slice(1, -1),
		'in the JSON of .NET': json.replace(/[+&<>'`]/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16).toUpperCase()}`),
		'in the JSON of Gson': json.replace(/[=&<>']/g, (sign) => `\\u00${sign.charCodeAt(0).toString(16)}`),
		'in HTML with hexadecimal entities': text.replace(/[&<>"'/=`]/g, (sign) => ENTITIES[sign] ?? `&#x${sign.charCodeAt(0).toString(16).toUpperCase()};`),
		'in HTML with decimal entities': text.replace(/[/=]/g, (sign) => `&#${sign.charCodeAt(0)};`),
		'in base64': Buffer.from(text).toString('base64'),
		'in base64url': Buffer.from(text).toString('base64url'),
		'in base64 behind one character': Buffer.from(`:${text}`).toString('base64'),
		'in base64 as the password of a user': Buffer.from(`user:${text}`).toString('base64'),
		'in base64 with "Bearer"': Buffer.from(`Bearer ${text}`).toString('base64'),
	};
}

/** All texts and numbers inside a value, the deepest too. */
export const textsIn = (value: unknown): string[] =>
	typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [String(value)];

import { shorten } from './shorten';
import { visible } from './visible';

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' };

/** Names are shorter; a thousand rows with names of a megabyte would be no report. */
const LIMIT = 500;

/**
 * Makes a foreign text safe as text and as a quoted attribute value of an HTML page.
 * Characters that cannot be seen become spaces; lone surrogates become �.
 * @param limit in characters; longer texts are cut and end with …
 */
export function escapeHtml(text: string, limit = LIMIT): string {
	return visible(shorten(text, limit))
		.replace(/\p{Cs}/gu, '\ufffd')
		.replace(/[&<>"'`]/g, (sign) => ENTITIES[sign] ?? '');
}

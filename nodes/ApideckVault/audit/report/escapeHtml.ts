const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;', '`': '&#96;' };

/**
 * Makes a foreign text safe as text and as a quoted attribute value of an HTML page.
 * Control characters and those that turn the writing direction become spaces; lone surrogates become �.
 */
export function escapeHtml(text: string): string {
	return text
		.replace(/[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069]+/gu, ' ')
		.replace(/\p{Cs}/gu, '\ufffd')
		.replace(/[&<>"'`]/g, (sign) => ENTITIES[sign] ?? '');
}

const CODE = /^[A-Z][A-Z0-9_]+$/;

/**
 * Node's error code of a request that got no answer, dug out of what n8n wraps round it; BODY_ABORTED when the answer
 * broke off (n8n reports that with the HTTP status as its code); BLOCKED_BY_N8N when n8n's SSRF protection let nothing out;
 * UNKNOWN when nothing tells.
 */
export function networkCode(error: unknown): string {
	for (let current = error, depth = 0; isRecord(current) && depth < 5; current = current['cause'], depth++) {
		const { code, message, name } = current;
		if (typeof name === 'string' && name.startsWith('SsrfBlocked')) return 'BLOCKED_BY_N8N';
		if (typeof message === 'string' && saysBodyAborted(message.toLowerCase())) return 'BODY_ABORTED';
		if (typeof message === 'string' && /socket hang up/i.test(message)) return 'ECONNRESET';
		if (typeof code === 'string' && CODE.test(code) && code !== 'ERR_BAD_RESPONSE') return code;
	}
	const httpCode = isRecord(error) ? error['httpCode'] : undefined;
	return typeof httpCode === 'string' && CODE.test(httpCode) ? httpCode : 'UNKNOWN';
}

/** In words, because n8n replaces the code. Not one pattern: `aborted.*body` takes quadratic time. */
function saysBodyAborted(message: string): boolean {
	const aborted = message.indexOf('aborted');
	return message.includes('stream has been aborted') || message.includes('premature close') || (aborted >= 0 && message.includes('body', aborted));
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}

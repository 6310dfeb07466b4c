/** Claims are small; a longer token or link is not read. Servers refuse an address of that length. */
const MAX_TEXT = 16_000;

/** What a session is opened with. Anyone who has one of the two acts for the consumer that it names. */
interface Session {
	consumer_id?: unknown;
	session_token?: unknown;
	session_uri?: unknown;
}

/**
 * Whether a session that Apideck created is for the consumer it was requested for. Apideck's session token is a JWT that names the
 * consumer, and the link holds that token in its path or in a parameter. A text that cannot be read as a token names no consumer.
 */
export function isSessionOf({ consumer_id: named, session_token: token, session_uri: uri }: Session, consumerId: string): boolean {
	return [named, ...claimedConsumers(token), ...claimedConsumers(uri)].every(
		(id) => isNone(id) || ((typeof id === 'string' || typeof id === 'number') && String(id) === consumerId),
	);
}

function isNone(id: unknown): boolean {
	return id === undefined || id === null || id === '';
}

/** The consumers that the tokens in a text name. Part by part: where a token stands in a link is not specified. */
function claimedConsumers(text: unknown): unknown[] {
	if (typeof text !== 'string' || text.length > MAX_TEXT) return [];
	const decoded = text.replace(/%([2-7][\da-f])/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16)));
	return decoded.split(/[^\w-]/).map(claimedConsumer);
}

function claimedConsumer(part: string): unknown {
	// JSON of an object: the shortest one with the claim is longer than this.
	if (part.length < 20) return undefined;
	try {
		const claims: unknown = JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));
		if (typeof claims !== 'object' || claims === null || !Object.hasOwn(claims, 'consumer_id')) return undefined;
		return (claims as { consumer_id: unknown }).consumer_id;
	} catch {
		return undefined;
	}
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

const HEADER = encode({ alg: 'none', typ: 'JWT' });

/** A token anyone can read and nobody signed: shaped like Apideck's, useless anywhere else. */
export function readableToken(claims: Record<string, unknown>): string {
	return `${HEADER}.${encode(claims)}.sandbox-not-a-signature`;
}

/** Where Apideck sends a browser to authorise or revoke a connection; the link carries the consumer's state token. */
export function browserLink(kind: 'authorize' | 'revoke', serviceId: string, appId: string, state: string): string {
	return `https://unify.apideck.com/vault/${kind}/${serviceId}/${appId}?state=${state}`;
}

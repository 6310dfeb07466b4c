const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');

const HEADER = encode({ alg: 'none', typ: 'JWT' });

/** An unsigned token in the format of Apideck's tokens, useless anywhere else. */
export function readableToken(claims: Record<string, unknown>): string {
	return `${HEADER}.${encode(claims)}.sandbox-not-a-signature`;
}

/** Where Apideck sends a browser to authorize or revoke a connection. The link contains the consumer's state token. */
export function browserLink(kind: 'authorize' | 'revoke', serviceId: string, appId: string, state: string): string {
	return `https://unify.apideck.com/vault/${kind}/${serviceId}/${appId}?state=${state}`;
}

import { hideInText, isSecretKey } from '../../../nodes/ApideckVault/vault/secretText';

describe('a text', () => {
	it.each([
		['token=abc&x=1', 'token=[redacted]&x=1'],
		['filter[access_token]=abc', 'filter[access_token]=[redacted]'],
		['/cb?code=abc&state=def#session=ghi&limit=3', '/cb?code=[redacted]&state=[redacted]#session=[redacted]&limit=3'],
		['"password":"correct horse battery"', '"password":"[redacted]"'],
		[`{ refresh_token: '1//abc d', x: 2 }`, `{ refresh_token: '[redacted]', x: 2 }`],
		['{"pin_token":4711,"a":1}', '{"pin_token":[redacted],"a":1}'],
		['{"client_secrets": ["abc"]}', '{"client_secrets": ["[redacted]"]}'],
		['{"error":"{\\"access_token\\":\\"ya29abc\\",\\"b\\":1}"}', '{"error":"{\\"access_token\\":\\"[redacted]\\",\\"b\\":1}"}'],
		[`error='{"token":"a b"}'`, `error='{"token":"[redacted]"}'`],
		['"password":"cut o', '"password":"[redacted]'],
		['refresh_token: 1//abc1234567', 'refresh_token: [redacted]'],
		['X-Api-Key: abcd1234efgh', 'X-Api-Key: [redacted]'],
		['client_secret=abc Authorization: Bearer a.b-c', 'client_secret=[redacted] Authorization: Bearer [redacted]'],
		['authorization: basic YTpi', 'authorization: basic [redacted]'],
		['https://user:word@h.example/x', 'https://[redacted]@h.example/x'],
	])('holds no secret that says what it is: %s', (text, hidden) => {
		expect(hideInText(text)).toBe(hidden);
		expect(hideInText(hidden)).toBe(hidden);
	});

	it.each([
		'Invalid refresh token',
		'Invalid token: expired',
		'Password: must be 8 characters',
		`Unexpected token '<', "<!DOCTYPE "... is not valid JSON`,
		"Field 'api_key' is required",
		'"tokens":{"count":1}',
		'state=NY, public_key=abc, sort-key: created_at2024',
		'Rate limit of 100 requests: wait 12 s',
	])('that says none stays as it is: %s', (text) => {
		expect(hideInText(text)).toBe(text);
	});

	it('takes time in proportion to its length, whatever it repeats', () => {
		const parts = ['a', 'token', 'token: ', '"token":"', 'password="', '\\', '%', '://', 'Bearer ', '?code=', 'token:\\', '[token', 'token.', "token='a' "];
		const once = ['\\', ' ', '%', '['].map((sign) => `token${sign.repeat(300_000)}`);
		const texts = [...parts.map((part) => part.repeat(300_000 / part.length)), ...once, `token:${' '.repeat(300_000)}`, `://${'a'.repeat(300_000)}`];
		const started = Date.now();
		for (const text of texts) hideInText(text);
		// 20 texts of 0.3 MB: half a second when it is linear, minutes for a single one when it is quadratic.
		expect(Date.now() - started).toBeLessThan(10_000);
	});
});

it.each([
	['a secret', true, ['password', 'user_pass', 'Pass phrase', 'API key', 'consumerKey', 'x-shared-key', 'key', 'token_id', 'certificate', 'credentials', 'userpass', 'pwd', 'jwt', 'webhook_signature', 'rsa_key', 'authorization', 'passphrase', 'client_cert']],
	['none', false, ['compass', 'concert', 'primary_key', 'sort key', 'public-key', 'keyword', 'region', 'token_count', 'token_type', 'Token Type', 'password_expires_at', 'bypass_cache', 'passenger_class', 'secretary_email', 'certified_payroll', 'pass_through_account', 'Passport country', 'uncertain']],
])('names of %s', (_name, secret, names) => {
	for (const name of names) expect([name, isSecretKey(name)]).toEqual([name, secret]);
});

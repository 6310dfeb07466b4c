import { hideInLink, hideInText } from '../../../nodes/ApideckVault/secrets/text';

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
	])('loses its recognizable secrets: %s', (text, hidden) => {
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
	])('without a recognizable secret stays unchanged: %s', (text) => {
		expect(hideInText(text)).toBe(text);
	});

	it.each([
		['"password":"a\\"b c","x":1', '"password":"[redacted]","x":1'],
		['"password":"a\\\\","x":1', '"password":"[redacted]","x":1'],
		['{"e":"{\\"password\\":\\"a\\\\\\"b\\",\\"x\\":1}"}', '{"e":"{\\"password\\":\\"[redacted]\\",\\"x\\":1}"}'],
		['https://user:p@ss@h.example/x', 'https://[redacted]@h.example/x'],
		['Authorization: Bearer abcdef', 'Authorization: Bearer [redacted]'],
		['"Authorization": "Token abc def"', '"Authorization": "[redacted]"'],
		['got Bearer 12|aZ_x, then', 'got Bearer [redacted], then'],
		[`curl -u x -H 'authorization: basic dXNlcjp3b3Jk'`, `curl -u x -H 'authorization: basic [redacted]'`],
		['Basic dXNlcjp3b3Jk failed', 'Basic [redacted] failed'],
		['PIN: 4711', 'PIN: [redacted]'],
		['otp=123456&x=1', 'otp=[redacted]&x=1'],
		['sas_token=sv1', 'sas_token=[redacted]'],
		["'secret' => 'abc'", "'secret' => '[redacted]'"],
		['user[password]=x', 'user[password]=[redacted]'],
		['[{"name":"password","value":"s"},{"name":"city","value":"Rome"}]', '[{"name":"password","value":"[redacted]"},{"name":"city","value":"Rome"}]'],
		['{"value": "s", "type": "text", "Key": "api_key"}', '{"value": "[redacted]", "type": "text", "Key": "api_key"}'],
		['{"e":"{\\"field_name\\":\\"pin\\",\\"new_value\\":4711}"}', '{"e":"{\\"field_name\\":\\"pin\\",\\"new_value\\":[redacted]}"}'],
		['<a><Password><![CDATA[s]<b>]]></Password><b><![CDATA[c]]></b></a>', '<a><Password><![CDATA[[redacted]]]></Password><b><![CDATA[c]]></b></a>'],
		['got apikey abcd1234, then', 'got apikey [redacted], then'],
		["curl -H 'x-api-key abcd1234'", "curl -H 'x-api-key [redacted]'"],
		['Authorization: ApiKey abcdefgh', 'Authorization: ApiKey [redacted]'],
	])('S14: loses its recognizable secrets: %s', (text, hidden) => {
		expect(hideInText(text)).toBe(hidden);
		expect(hideInText(hidden)).toBe(hidden);
	});

	it.each([
		'Basic plan, Basic usage: fine',
		'Bearer token expected, Bearer authentication',
		'WWW-Authenticate: Bearer realm="api"',
		'Shipping: 12345678, spinning=true, happiness: 100000000',
		'token_type=bearer, expires_in=3600',
		'2026-01-31T08:00:00.000Z',
		'[{"name":"city","value":"Rome"},{"name":"pin","a":{}},{"id":"plan","content":"x"}]',
		'An apikey is required, the x-api-key header is missing',
		'<note><![CDATA[a < b]]></note>',
		'https://www.example.test/a?page=2&limit=20#top',
		'Time: 10:30, ratio 16:9, key: created_at2024',
	])('S14: without a recognizable secret stays unchanged: %s', (text) => {
		expect(hideInText(text)).toBe(text);
	});

	it('S5: is processed in linear time, whatever it repeats', () => {
		const units = [
			...['a', '1', 'A', '_', '.', '-', ' ', '\n', '\\', '"', "'", '=', ':', ';', ',', '/', '?', '&', '#', '@', '%', '<', '>', '['],
			...['token', 'key=', '://', '</a>', '<a ', '<a><![CDATA[', ']]>', '"value":', '"name":"pin",', 'apikey ', 'eyJ', 'Bearer ', 'basic ', 'cookie:', 'authorization: bearer ', 'sk_test_', 'ghp_', '-----BEGIN PRIVATE KEY-----', '-----END '],
		];
		const before = process.cpuUsage();
		for (const first of units) {
			for (const second of ['', ...units]) {
				const text = (first + second).repeat(Math.ceil(4_000 / (first + second).length));
				for (const one of [text, `token${text}`, `token="${text}`, `?${text}`, `${text}"`]) {
					hideInText(one);
					hideInLink(one);
				}
			}
		}
		// 15,000 texts of 4 KB: some seconds of computing when each is linear, minutes when one in ten is quadratic.
		expect(process.cpuUsage(before).user / 1e6).toBeLessThan(60);
	});

	it.each(['\\', ' ', '%', '[', 'token: ', '"token":"', 'token:\\', "token='a' ", '?code=', '://'])('S5: is processed in time if it is a megabyte of %j', (unit) => {
		const long = unit.repeat(1_000_000 / unit.length);
		const started = Date.now();
		for (const text of [long, `token${long}`, `token=${long}"${long}`, `token:${long}`]) {
			hideInText(text);
			hideInLink(text);
		}
		// A second or two on a quiet machine; two minutes for "token=\\\\…" before.
		expect(Date.now() - started).toBeLessThan(15_000);
	});
});

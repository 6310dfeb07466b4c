import fc from 'fast-check';
import type { IExecuteFunctions } from 'n8n-workflow';

import { ItemParameters } from '../../../nodes/ApideckVault/parameters/itemParameters';
import { readWebAddress } from '../../../nodes/ApideckVault/parameters/text';

const item = new ItemParameters({ getNode: () => ({ name: 'Vault', parameters: {} }) } as unknown as IExecuteFunctions, 0);
const read = (value: unknown) => readWebAddress(item, 'Redirect URL', value);

it.each(['https://app.example.com/done', 'HTTPS://app.example.com', 'Http://localhost:3000/x?y=1#z', 'myapp://callback', 'com.example.app:/oauth2redirect', 'com.googleusercontent.apps.1-x:/oauth', 'my-app+dev://a/b?c=d', 'https://bücher.example/ö'])('W20: takes %s as it is', (url) => {
	expect(read(url)).toBe(url);
	expect(read(` ${url}\n`)).toBe(url);
});

it.each([undefined, null, '', ' ', '\u200b'])('W20: %j is none', (value) => {
	expect(read(value)).toBeUndefined();
});

const DANGEROUS = ['javascript:alert(1)', 'javascript://%0aalert(1)', 'data:text/html,x', 'data://x', 'vbscript:x', 'file:///etc/passwd', 'blob:https://x.example/1', 'about://blank', 'view-source:https://x.example', 'filesystem:https://x.example/', 'intent://x#Intent;end'];

it.each(DANGEROUS)('W20: refuses %s in any spelling', (url) => {
	const scheme = url.split(':')[0]!;
	const spellings = [url, url.toUpperCase(), ` ${url}`, `\u0001${url}`, `\u200b${url}`, url.replace(scheme, `${scheme.slice(0, 3)}\t${scheme.slice(3)}`), url.replace(scheme, `${scheme.slice(0, 2)}\n${scheme.slice(2)}`), url.replace(scheme, `${scheme}\u00ad`)];
	for (const spelling of spellings) expect(() => read(spelling)).toThrow(`'Redirect URL' must not be a "${scheme}:" URL`);
});

it.each(['app.example.com', '//app.example.com', '/done', 'https:app.example.com', 'https:/app.example.com', 'http:/app.example.com', 'http://', 'https:\\\\app.example.com', 'https://', 'https:///x', 'https://?x', 'https://a b', 'https://x.example/a\u202eb', 'mailto:a@b.example', 'tel:1', '://x', 'my app://x', '1app://x', 'yes', 'ｈttps://x.example', 'myapp:', 'myapp:callback'])('W20: refuses %s with an example', (url) => {
	expect(() => read(url)).toThrow("'Redirect URL' is not a full URL");
});

it('W20: what passes is a URL of one line without a scheme that runs code, whatever the text', () => {
	const text = fc.tuple(fc.constantFrom('', 'https://', 'myapp://', 'javascript:', 'JaVaScRiPt://', 'data:', 'java\tscript:'), fc.string({ unit: 'binary' }), fc.constantFrom('', '/', ':', '\n', '://x')).map((parts) => parts.join(''));
	fc.assert(
		fc.property(text, (given) => {
			let url: string | undefined;
			try {
				url = read(given);
			} catch {
				return;
			}
			if (url === undefined) return;
			expect(url).toBe(given.trim());
			expect(url).not.toMatch(/[\s\p{C}]/u);
			expect(new URL(url).protocol).not.toMatch(/^(javascript|data|vbscript|file|blob|about):/i);
		}),
		{ numRuns: 2_000 },
	);
});

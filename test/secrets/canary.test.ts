import { Canaries } from './canary';
import { spellings } from './spellings';

describe('the search for canaries', () => {
	const canaries = new Canaries();
	const key = canaries.at('apiKey');
	canaries.at('refreshToken');

	it('plants a new one in every position and run, and says that it is fake', () => {
		expect(key).toMatch(/^canary-apikey-[0-9a-f]{32}$/);
		expect([canaries.at('apiKey'), new Canaries().at('apiKey') === key]).toEqual([key, false]);
		expect(canaries.positions).toEqual(['apiKey', 'refreshToken']);
	});

	it.each(Object.entries(spellings(key)))('finds it %s, in a text and in bytes', (_name, spelled) => {
		expect(canaries.findIn(`before ${spelled} behind`)).toEqual(['apiKey']);
		expect(canaries.findIn(Buffer.concat([Buffer.from([0, 255, 128]), Buffer.from(spelled), Buffer.from([0])]))).toEqual(['apiKey']);
	});

	it.each([0, 1, 2, 3, 4, 5])('finds it inside something else in base64, behind %i bytes', (before) => {
		const inside = Buffer.from(`${'x'.repeat(before)}${key}, and so on`);
		expect(canaries.findIn(inside.toString('base64'))).toEqual(['apiKey']);
		expect(canaries.findIn(inside.toString('base64url'))).toEqual(['apiKey']);
	});

	it('finds either half, upper case and hex', () => {
		const chance = key.slice(-32);
		for (const trace of [chance.slice(0, 16), chance.slice(16), key.toUpperCase(), Buffer.from(key).toString('hex')]) {
			expect(canaries.findIn(`...${trace}...`)).toEqual(['apiKey']);
		}
	});

	it('tells one from the other, and from nothing', () => {
		expect(canaries.findIn(JSON.stringify([key, canaries.at('refreshToken')]))).toEqual(['apiKey', 'refreshToken']);
		expect(canaries.findIn('canary-apikey-[redacted]')).toEqual([]);
	});
});

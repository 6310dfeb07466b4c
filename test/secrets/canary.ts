import { randomBytes } from 'node:crypto';

/** Bytes of chance in a canary; each half of it is looked for by itself, so that one that was cut in two is found too. */
const BYTES = 16;

/** The part of a base64 text that a run of bytes decides alone, whatever stands before and behind it. `offset`: bytes before it, modulo 3. */
function base64Core(text: string, offset: number): string {
	const encoded = Buffer.from('\0'.repeat(offset) + text, 'latin1').toString('base64');
	return encoded.slice([0, 2, 3][offset], Math.floor(((offset + text.length) * 8) / 6));
}

/** What a half looks like in a file: as it is, upper case, base64 or base64url at every offset, as hex. The rest of a canary needs no escaping. */
function looksOf(half: string): string[] {
	const hex = Buffer.from(half, 'latin1').toString('hex');
	return [half, half.toUpperCase(), ...[0, 1, 2].map((offset) => base64Core(half, offset)), hex, hex.toUpperCase()];
}

/** Fake secrets that can be told from everything else, new in every run. */
export class Canaries {
	private readonly values = new Map<string, string>();

	private readonly looks = new Map<string, string[]>();

	/** The canary of a place where secrets stand, such as `apiKey`; the same one each time. */
	at(position: string): string {
		const known = this.values.get(position);
		if (known !== undefined) return known;
		const chance = randomBytes(BYTES).toString('hex');
		const value = `canary-${position.toLowerCase()}-${chance}`;
		this.values.set(position, value);
		this.looks.set(position, [chance.slice(0, BYTES), chance.slice(BYTES)].flatMap(looksOf));
		return value;
	}

	get positions(): string[] {
		return [...this.values.keys()];
	}

	/** The positions whose canary, or half of it, is in a text or in the bytes of a file, in whatever spelling. Never the canaries themselves. */
	findIn(place: string | Buffer): string[] {
		const text = typeof place === 'string' ? place : place.toString('latin1');
		return this.positions.filter((position) => this.looks.get(position)!.some((look) => text.includes(look)));
	}
}

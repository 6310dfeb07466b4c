import { DARK, LIGHT, type Palette } from '../../../nodes/ApideckVault/audit/report/palette';
import { SEVERITIES } from '../../../nodes/ApideckVault/audit/rules/verdict';

/** Relative luminance and contrast as WCAG 2.1 defines them. */
function luminance(colour: string): number {
	const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
		const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
		return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
	});
	return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
	const [dark = 0, bright = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
	return (bright + 0.05) / (dark + 0.05);
}

describe.each<[string, Palette]>([
	['the light scheme', LIGHT],
	['the dark scheme', DARK],
])('%s', (_name, palette) => {
	const { page, card, line, text, muted } = palette;

	it('consists of plain colors that every mail client supports', () => {
		const colours = [page, card, line, text, muted, ...SEVERITIES.flatMap((severity) => Object.values(palette[severity]))];
		expect(colours).toHaveLength(17);
		for (const colour of colours) expect(colour).toMatch(/^#[0-9a-f]{6}$/);
	});

	it('has a contrast of 4.5 to 1 for all text (WCAG AA)', () => {
		for (const paper of [page, card]) {
			expect(contrast(text, paper)).toBeGreaterThan(7);
			expect(contrast(muted, paper)).toBeGreaterThan(4.5);
		}
		for (const severity of SEVERITIES) {
			expect(contrast(palette[severity].ink, palette[severity].paper)).toBeGreaterThan(4.5);
			expect(contrast(palette[severity].ink, card)).toBeGreaterThan(4.5);
		}
	});

	it('distinguishes severities, and bars from the card', () => {
		expect(new Set(SEVERITIES.map((severity) => palette[severity].fill)).size).toBe(4);
		for (const severity of SEVERITIES) expect(contrast(palette[severity].fill, card)).toBeGreaterThan(1.5);
		expect(contrast(card, page)).toBeGreaterThan(1.05);
		expect(contrast(line, card)).toBeGreaterThan(1.2);
	});
});

it('has the light or dark colors of its name', () => {
	expect(luminance(LIGHT.page)).toBeGreaterThan(0.8);
	expect(luminance(DARK.page)).toBeLessThan(0.05);
});

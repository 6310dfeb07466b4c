/**
 * Whether a number as JSON writes it leaves JavaScript again as the same number. It does not when it has more digits than a
 * double holds (9007199254740993) or is out of range (1e400); how it is written (1.0, 1e3, 0.10) does not matter.
 */
export function isExact(literal: string): boolean {
	const value = Number(literal);
	return Number.isFinite(value) && normal(literal) === normal(String(value));
}

/**
 * Whether a number that was one already can be trusted: above 2^53 it may have been rounded before it came here, and then
 * nobody can tell.
 */
export function isTrusted(value: number): boolean {
	return Number.isFinite(value) && (!Number.isInteger(value) || Number.isSafeInteger(value));
}

/** Sign, digits without zeros at either end, and power of ten. */
function normal(literal: string): string {
	const [, sign = '', whole = '', fraction = '', exponent = '0'] = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/.exec(literal) ?? [];
	const digits = trimStart(whole + fraction);
	const significant = trimEnd(digits);
	if (significant === '') return '0';
	const power = Number(exponent) - fraction.length + digits.length - significant.length;
	return `${sign === '-' ? '-' : ''}${significant}e${power}`;
}

function trimStart(digits: string): string {
	let at = 0;
	while (digits[at] === '0') at++;
	return digits.slice(at);
}

/** By hand: a pattern that looks for zeros before the end tries anew at each of them. */
function trimEnd(digits: string): string {
	let end = digits.length;
	while (digits[end - 1] === '0') end--;
	return digits.slice(0, end);
}

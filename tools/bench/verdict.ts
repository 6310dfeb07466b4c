/** One line about a measured value and its target. It never fails the benchmark. */
export function verdict(what: string, value: number, most: number, digits = 3, unit = ''): string {
	const met = value <= most ? 'within target' : 'above target';
	return `${what}: ${value.toFixed(digits)}${unit} (target at most ${most}${unit}): ${met}`;
}

/** The median of the values. @throws RangeError for an empty list. */
export function median(values: number[]): number {
	if (values.length === 0) throw new RangeError('No values');
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length >> 1;
	const [low, high] = sorted.length % 2 === 1 ? [sorted[middle], sorted[middle]] : [sorted[middle - 1], sorted[middle]];
	return ((low as number) + (high as number)) / 2;
}

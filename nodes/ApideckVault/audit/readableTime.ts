const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/**
 * `12 Mar 2026, 07:00 UTC`, the same on every host.
 * @param time Unix milliseconds or ISO 8601; a text that is no time comes back as it is
 */
export function readableTime(time: number | string): string {
	const date = new Date(time);
	if (Number.isNaN(date.getTime())) return String(time);
	const clock = date.toISOString().slice(11, 16);
	return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()}, ${clock} UTC`;
}

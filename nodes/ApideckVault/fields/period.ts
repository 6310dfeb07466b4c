import { readDateTime } from './dateTime';
import type { Item } from './item';
import { isEmpty } from './text';

/** ISO 8601 in UTC with milliseconds. */
export interface Period {
	start: string | undefined;
	end: string | undefined;
}

/**
 * A start and an end, either of which may be empty.
 * @throws NodeOperationError for a date that is none, and for an end before the start
 */
export function readPeriod(item: Item, from: unknown, to: unknown): Period {
	const read = (label: string, value: unknown) =>
		isEmpty(value) ? undefined : readDateTime(item, label, value);
	const start = read('Start Date', from);
	const end = read('End Date', to);
	if (start !== undefined && end !== undefined && end < start) {
		throw item.invalid("'End Date' is before 'Start Date'", "Correct 'Start Date' or 'End Date'.");
	}
	return { start, end };
}

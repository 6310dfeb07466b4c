import { collection } from '../parameters/collection';
import { type Param, shownWhen, type Values } from '../parameters/param';
import { boolean, number, orDefault, orDefaultUnlessExpression } from '../parameters/scalars';

/** How many records of a list to return. */
export const paging = {
	returnAll: orDefault(boolean('Return All', { default: false, description: 'Whether to return all results or only up to a given limit' })),
	limit: shownWhen(
		{ returnAll: [false] },
		orDefaultUnlessExpression(number('Limit', { default: 50, min: 1, whole: true, description: 'Max number of results to return' })),
	),
};

/** Most records to return; Infinity for all. */
export function limitOf({ returnAll, limit }: Values<typeof paging>): number {
	return returnAll || limit === undefined ? Infinity : limit;
}

const OPTIONS = 'Options';

const amount = (label: string, description: string, defaultValue: number, min: number, max: number): Param<number> =>
	orDefault(number(label, { default: defaultValue, min, max, description, place: ` under '${OPTIONS}'` }));

export const concurrency = amount(
	'Concurrency',
	'How many input items to process at the same time. In an audit, how many consumers to read at the same time. The output keeps the input order.',
	10,
	1,
	50,
);

/** The options of every operation. */
export const optionsParam = collection(
	OPTIONS,
	{
		concurrency,
		initialInterval: amount(
			'Initial Interval (Ms)',
			'Maximum backoff before the first retry, in milliseconds. Grows 1.5× per retry. A delay that Apideck requests takes precedence.',
			500,
			1,
			600_000,
		),
		maxElapsedTime: amount('Max Elapsed Time (Seconds)', 'Time after which a request is no longer retried, in seconds', 300, 0, 86_400),
		maxInterval: amount('Max Interval (Seconds)', 'Maximum wait between two attempts, in seconds', 60, 0, 3_600),
		maxRetries: amount('Max Retries', 'Maximum number of retries after a rate limit, a server error or a lost connection. Set to 0 to turn retries off.', 8, 0, 100),
		redactSecrets: orDefault(
			boolean('Redact Secrets', {
				default: true,
				description: 'Whether to mask passwords, tokens and authorization links in the output. Turn off only if a later node needs them.',
			}),
		),
		timeout: amount('Timeout (Seconds)', 'Maximum time to wait for a response, in seconds', 60, 1, 3_600),
	},
	{ placeholder: 'Add Option' },
);

/** The options of one item, with times in milliseconds. */
export interface Options {
	concurrency: number;
	redactSecrets: boolean;
	request: {
		timeout: number;
		maxRetries: number;
		initialInterval: number;
		maxInterval: number;
		maxElapsedTime: number;
	};
}

/** Converts the options for the item loop and the transport. */
export function optionsOf(given: Values<{ options: typeof optionsParam }>['options']): Options {
	return {
		concurrency: Math.floor(given.concurrency),
		redactSecrets: given.redactSecrets,
		request: {
			// Timers take whole milliseconds, and 16.1 * 1000 is not an integer.
			timeout: Math.round(given.timeout * 1000),
			maxRetries: Math.floor(given.maxRetries),
			initialInterval: given.initialInterval,
			maxInterval: given.maxInterval * 1000,
			maxElapsedTime: given.maxElapsedTime * 1000,
		},
	};
}

import { collection, group } from '../parameters/collection';
import { labelOf, type Param, type Params, shownWhen, type Values } from '../parameters/param';
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

/** How many requests may run at the same time. @param description what runs at the same time */
export const concurrencyOf = (description: string): Param<number> => amount('Concurrency', description, 10, 1, 50);

const redactSecrets = orDefault(
	boolean('Redact Secrets', {
		default: true,
		description: 'Whether to mask passwords, tokens and authorization links in the output. Turn off only if a later node needs them.',
	}),
);

const retries = group(
	'Retries',
	{
		initialInterval: amount(
			'Initial Interval (Ms)',
			'Maximum backoff before the first retry, in milliseconds. Grows 1.5× per retry. A delay that Apideck requests takes precedence.',
			500,
			1,
			600_000,
		),
		maxInterval: amount('Max Interval (Seconds)', 'Maximum wait between two attempts, in seconds', 60, 0, 3_600),
		maxRetries: amount('Max Retries', 'Maximum number of retries after a rate limit, a server error or a lost connection. Set to 0 to turn retries off.', 8, 0, 100),
		maxElapsedTime: amount('Time Limit (Seconds)', 'Time after which a request is no longer retried, in seconds', 300, 0, 86_400),
	},
	{ name: 'policy', description: 'How often and how long to retry a request' },
);

const timeout = amount('Timeout (Seconds)', 'Maximum time to wait for a response, in seconds', 60, 1, 3_600);

/** The options of every operation. */
const GENERAL = {
	concurrency: concurrencyOf('How many input items to process at the same time. The output keeps the input order.'),
	redactSecrets,
	retries,
	timeout,
};

type General = Values<typeof GENERAL>;

/** What decides which options an operation shows. Hidden options have their defaults. */
export interface OptionTraits {
	/** Whether it is about one record, so that it usually runs for several input items. */
	isPerItem: boolean;
	/** Whether its output may contain secrets other than those it returns on purpose. */
	mayHoldSecrets: boolean;
}

/**
 * The options of an operation.
 * @param own options that only this operation has. They replace general ones of the same name.
 */
export function optionsParam<P extends Params>({ isPerItem, mayHoldSecrets }: OptionTraits, own: P): Param<General & Values<P>> {
	const hidden = [...(isPerItem ? [] : ['concurrency']), ...(mayHoldSecrets ? [] : ['redactSecrets'])];
	const general = collection(OPTIONS, GENERAL, { placeholder: 'Add Option' });
	const additional = collection(OPTIONS, own, { placeholder: 'Add Option' });
	const shown = Object.entries({ ...GENERAL, ...own }).filter(([name]) => !hidden.includes(name));
	return {
		property: collection(OPTIONS, Object.fromEntries(shown), { placeholder: 'Add Option' }).property,
		read: (value, context) => ({ ...general.read(value, context), ...additional.read(value, context) }),
	};
}

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
export function optionsOf({ concurrency, redactSecrets: isRedacted, retries: policy, timeout: seconds }: General): Options {
	return {
		concurrency: Math.floor(concurrency),
		redactSecrets: isRedacted,
		request: {
			// Timers take whole milliseconds, and 16.1 * 1000 is not an integer.
			timeout: Math.round(seconds * 1000),
			maxRetries: Math.floor(policy.maxRetries),
			initialInterval: policy.initialInterval,
			maxInterval: policy.maxInterval * 1000,
			maxElapsedTime: policy.maxElapsedTime * 1000,
		},
	};
}

/** The option that leaves secrets in the output. */
export const REDACT_OPTION = `'${labelOf(redactSecrets)}' under '${OPTIONS}'`;

/** The option to lower when Apideck limits the rate. */
export const CONCURRENCY_OPTION = `'${labelOf(GENERAL.concurrency)}' under '${OPTIONS}'`;

import type { INodeProperties } from 'n8n-workflow';

import { readBoolean } from './boolean';
import type { Item } from './item';
import { readNumber } from './number';

/** The numeric options, each with its unit, its default and the least and greatest value that makes sense. */
const NUMBERS = {
	concurrency: { label: 'Concurrency', default: 10, min: 1, max: 50 },
	initialInterval: { label: 'Initial Interval', default: 500, min: 1, max: 600_000 },
	maxElapsedTime: { label: 'Max Elapsed Time', default: 300, min: 0, max: 86_400 },
	maxInterval: { label: 'Max Interval', default: 60, min: 0, max: 3_600 },
	maxRetries: { label: 'Max Retries', default: 8, min: 0, max: 100 },
	timeout: { label: 'Timeout', default: 60, min: 1, max: 3_600 },
} as const;

type NumberOption = keyof typeof NUMBERS;

function number(name: NumberOption, displayName: string, description: string): INodeProperties {
	const { default: value, min } = NUMBERS[name];
	return { displayName, name, type: 'number', typeOptions: { minValue: min }, default: value, description };
}

export const optionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add option',
	default: {},
	options: [
		number(
			'concurrency',
			'Concurrency',
			'How many input items (in an audit: consumers) to work on at the same time. Output keeps the order of the input.',
		),
		number(
			'initialInterval',
			'Initial Interval (Ms)',
			'Longest wait in milliseconds before the first retry; it grows by half for each further one. A wait that Apideck asks for comes first.',
		),
		number(
			'maxElapsedTime',
			'Max Elapsed Time (Seconds)',
			'Time in seconds after which a request is not tried again',
		),
		number('maxInterval', 'Max Interval (Seconds)', 'Longest wait in seconds between two tries'),
		number(
			'maxRetries',
			'Max Retries',
			'How often to send a request again after a rate limit, a server problem or a lost connection. 0 turns retries off.',
		),
		{
			displayName: 'Redact Secrets',
			name: 'redactSecrets',
			type: 'boolean',
			default: true,
			description:
				'Whether to mask passwords, tokens and authorization links in the output. Turn off only where a later node needs them.',
		},
		number('timeout', 'Timeout (Seconds)', 'Time in seconds to wait for one answer'),
	],
};

/** Options of one item; times in milliseconds. */
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

/** @throws NodeOperationError naming the option that is out of range. */
export function readOptions(item: Item): Options {
	const given = item.collection('options', 'Options');
	const read = (name: NumberOption): number => {
		const { label, default: fallback, min, max } = NUMBERS[name];
		const wrong = () =>
			item.invalid(
				`The option '${label}' must be a number from ${min} to ${max}`,
				`Correct '${label}' under Options, or remove it.`,
			);
		const value = readNumber(given[name], wrong) ?? fallback;
		if (value < min || value > max) throw wrong();
		return value;
	};
	return {
		concurrency: Math.floor(read('concurrency')),
		redactSecrets: readBoolean(item, 'Redact Secrets', given['redactSecrets']) ?? true,
		request: {
			// A timer takes whole milliseconds, and 16.1 * 1000 is none.
			timeout: Math.round(read('timeout') * 1000),
			maxRetries: Math.floor(read('maxRetries')),
			initialInterval: read('initialInterval'),
			maxInterval: read('maxInterval') * 1000,
			maxElapsedTime: read('maxElapsedTime') * 1000,
		},
	};
}

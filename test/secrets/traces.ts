import { inspect } from 'node:util';
import { Logger } from '@n8n/backend-common';
import { LoggerProxy } from 'n8n-workflow';

import type { Ran } from '../engine/support';

const LEVELS = ['error', 'warn', 'info', 'debug'] as const;

/** Everything of a value that anything could print: as JSON, and as the console shows it with all that is hidden. */
export const printed = (value: unknown): string => [JSON.stringify(value), inspect(value, { depth: 30, showHidden: true, maxArrayLength: null, maxStringLength: null })].join('\n');

/** What the node and n8n's core log, at every level, with all that hangs on it: at least what n8n writes into its log. */
export class LogBook {
	readonly lines: string[] = [];

	private constructor() {}

	/** Listens until jest restores its mocks. */
	static open(): LogBook {
		const book = new LogBook();
		const note = (...args: unknown[]) => void book.lines.push(printed(args));
		LoggerProxy.init({ error: note, warn: note, info: note, debug: note });
		for (const level of LEVELS) jest.spyOn(Logger.prototype, level).mockImplementation(note);
		return book;
	}
}

/** All that a run leaves behind, apart from its input: the output of the node and of what follows it, files among it, the error and the hints. */
export function tracesOf({ run, error, hints }: Ran): string {
	const { Vault, Good, Bad } = run.data.resultData.runData;
	const errors = [error, ...[Vault, Good, Bad].flatMap((tasks) => (tasks ?? []).map((task) => task.error))];
	const all = { Vault, Good, Bad, errors, hints, metadata: run.data.resultData.metadata };
	return [printed(all), ...errors.map((one) => `${one?.stack} ${String(one?.cause)} ${one?.description}`)].join('\n');
}

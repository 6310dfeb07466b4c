import { parseArgs } from 'node:util';

import { LATENCY_MS } from './requests/cases';

export const USAGE = `npm run bench [-- options]

  --quick               fewer rounds
  --rounds N            rounds of the comparison (5; with --quick 2)
  --items N             items of one round (1000)
  --latency MS          latency of the server (100); with less, CPU time is measured sooner
  --only a,b            only these cases (vault, bare, bare-parameters, declarative, lean, http-request, axios, axios-keep-alive)
  --engine NAME         n8n's expression engine: legacy (the library's default) or vm (an n8n server's default)
  --profile FOLDER      write a CPU profile of every measured process to this folder
  --write               write the figures to docs/figures.md

  --limits              measure huge, hostile and endless responses instead

  --audit               measure the audit of many consumers under a rate limit instead
  --consumers N         number of consumers (10000; with --quick 2000)
  --limiter NAME        the server's rate limit: bucket (bursts of 100, 100 per second) or window (100 in every second)
  --heap MB             heap limit of all measured processes, as --max-old-space-size (default: V8's, plus another run of this node with 256)
  --standard-consumers N  consumers for the workflow of standard nodes (as --consumers; 0 to skip it)
`;

const LIMITERS = ['bucket', 'window'] as const;
const ENGINES = ['legacy', 'vm'] as const;

export type LimiterName = (typeof LIMITERS)[number];
export type EngineName = (typeof ENGINES)[number];

export interface Flags {
	help: boolean;
	audit: boolean;
	limits: boolean;
	/** Whether docs/figures.md gets the figures. */
	write: boolean;
	rounds: number;
	items: number;
	/** Latency of the server in milliseconds. */
	latency: number;
	only: string[];
	engine: EngineName;
	profile?: string;
	consumers: number;
	standardConsumers: number;
	limiter: LimiterName;
	/** In MB. Undefined for V8's default. */
	heap?: number;
}

/** Reads the command line. @throws Error naming the flag that cannot be read. */
export function readFlags(args: string[]): Flags {
	const text = { type: 'string' } as const;
	const values = parseArgs({
		args,
		options: {
			help: { type: 'boolean', default: false },
			audit: { type: 'boolean', default: false },
			limits: { type: 'boolean', default: false },
			write: { type: 'boolean', default: false },
			quick: { type: 'boolean', default: false },
			rounds: text,
			items: text,
			latency: text,
			only: text,
			engine: text,
			profile: text,
			consumers: text,
			'standard-consumers': text,
			limiter: text,
			heap: text,
		},
	}).values;
	const consumers = count('consumers', values.consumers, values.quick ? 2000 : 10_000, 1);
	return {
		help: values.help,
		audit: values.audit,
		limits: values.limits,
		rounds: count('rounds', values.rounds, values.quick ? 2 : 5, 1),
		items: count('items', values.items, 1000, 1),
		latency: count('latency', values.latency, LATENCY_MS, 1),
		only: values.only?.split(',') ?? [],
		engine: oneOf('engine', values.engine ?? 'legacy', ENGINES),
		profile: values.profile,
		write: values.write,
		consumers,
		standardConsumers: count('standard-consumers', values['standard-consumers'], consumers, 0),
		limiter: oneOf('limiter', values.limiter ?? 'bucket', LIMITERS),
		heap: values.heap === undefined ? undefined : count('heap', values.heap, 0, 64),
	};
}

function count(name: string, value: string | undefined, fallback: number, minimum: number): number {
	const number = value === undefined ? fallback : Number(value);
	if (Number.isInteger(number) && number >= minimum) return number;
	throw new Error(`--${name} must be a whole number of at least ${minimum}, not "${value}"`);
}

function oneOf<T extends string>(name: string, value: string, known: readonly T[]): T {
	const found = known.find((candidate) => candidate === value);
	if (found !== undefined) return found;
	throw new Error(`--${name} must be one of ${known.join(', ')}, not "${value}"`);
}

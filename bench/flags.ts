/* eslint-disable @n8n/community-nodes/no-restricted-imports -- development only: never runs inside n8n */
import { parseArgs } from 'node:util';

export const USAGE = `npm run bench [-- options]

  --quick               fewer rounds
  --rounds N            rounds of the comparison (5; with --quick 2)
  --items N             items of one round (1000)
  --only a,b            only these cases (vault, bare, declarative, lean, http-request, axios, axios-keep-alive)
  --engine NAME         n8n's expression engine: legacy (the library's default, as before) or vm (an n8n server's default)
  --profile FOLDER      write a CPU profile of every measured process there

  --limits              responses at the limits instead: huge, hostile and endless

  --audit               the audit of many consumers under a rate limit instead
  --consumers N         its consumers (10000; with --quick 2000)
  --limiter NAME        its server's rate limit: bucket (100 at once, 100 a second) or window (100 in every second)
  --heap MB             heap limit of all measured processes, as --max-old-space-size (V8's own, and this node once more with 256)
  --standard-consumers N  consumers for the workflow of standard nodes (as many as --consumers; 0: not at all)
`;

const LIMITERS = ['bucket', 'window'] as const;
const ENGINES = ['legacy', 'vm'] as const;

export type LimiterName = (typeof LIMITERS)[number];
export type EngineName = (typeof ENGINES)[number];

export interface Flags {
	help: boolean;
	audit: boolean;
	limits: boolean;
	rounds: number;
	items: number;
	only: string[];
	engine: EngineName;
	profile?: string;
	consumers: number;
	standardConsumers: number;
	limiter: LimiterName;
	/** MB; undefined for V8's own choice. */
	heap?: number;
}

/** Reads the command line. @throws Error naming the flag that cannot be read. */
export function readFlags(args: string[]): Flags {
	const text = { type: 'string' } as const;
	const given = parseArgs({
		args,
		options: {
			help: { type: 'boolean', default: false },
			audit: { type: 'boolean', default: false },
			limits: { type: 'boolean', default: false },
			quick: { type: 'boolean', default: false },
			rounds: text,
			items: text,
			only: text,
			engine: text,
			profile: text,
			consumers: text,
			'standard-consumers': text,
			limiter: text,
			heap: text,
		},
	}).values;
	const consumers = count('consumers', given.consumers, given.quick ? 2000 : 10_000, 1);
	return {
		help: given.help,
		audit: given.audit,
		limits: given.limits,
		rounds: count('rounds', given.rounds, given.quick ? 2 : 5, 1),
		items: count('items', given.items, 1000, 1),
		only: given.only?.split(',') ?? [],
		engine: oneOf('engine', given.engine ?? 'legacy', ENGINES),
		profile: given.profile,
		consumers,
		standardConsumers: count('standard-consumers', given['standard-consumers'], consumers, 0),
		limiter: oneOf('limiter', given.limiter ?? 'bucket', LIMITERS),
		heap: given.heap === undefined ? undefined : count('heap', given.heap, 0, 64),
	};
}

function count(name: string, value: string | undefined, fallback: number, least: number): number {
	const number = value === undefined ? fallback : Number(value);
	if (Number.isInteger(number) && number >= least) return number;
	throw new Error(`--${name} takes a whole number from ${least}, not "${value}"`);
}

function oneOf<T extends string>(name: string, value: string, known: readonly T[]): T {
	const found = known.find((candidate) => candidate === value);
	if (found !== undefined) return found;
	throw new Error(`--${name} takes one of ${known.join(', ')}, not "${value}"`);
}

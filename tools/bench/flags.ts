import { LATENCY_MS } from './requests/cases';

const LIMITERS = ['bucket', 'window'] as const;
const ENGINES = ['legacy', 'vm'] as const;

export type LimiterName = (typeof LIMITERS)[number];
export type EngineName = (typeof ENGINES)[number];

export interface Flags {
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

/** The options as typed (tools/scripts/commandLines.mjs). */
export type Options = Partial<Record<'audit' | 'limits' | 'write' | 'quick', boolean>> &
	Partial<Record<'rounds' | 'items' | 'latency' | 'only' | 'engine' | 'profile' | 'consumers' | 'standard-consumers' | 'limiter' | 'heap', string>>;

/** Checks the options and fills in the defaults. @throws Error naming the option that cannot be read. */
export function readFlags(values: Options): Flags {
	const consumers = count('consumers', values.consumers, values.quick ? 2000 : 10_000, 1);
	return {
		audit: values.audit ?? false,
		limits: values.limits ?? false,
		write: values.write ?? false,
		rounds: count('rounds', values.rounds, values.quick ? 2 : 5, 1),
		items: count('items', values.items, 1000, 1),
		latency: count('latency', values.latency, LATENCY_MS, 1),
		only: values.only?.split(',') ?? [],
		engine: oneOf('engine', values.engine ?? 'legacy', ENGINES),
		profile: values.profile,
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

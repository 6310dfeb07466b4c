import type { INodeProperties } from 'n8n-workflow';

import { short } from '../api/text';
import { optionsOf, optionsParam, type OptionTraits, REDACT_OPTION } from '../fields/options';
import { isPlainObject } from '../parameters/jsonSafety';
import { originOf, originOfField, storedOf } from '../parameters/origin';
import { mapped, type Param, type Params, propertiesOf, type ValueErrors, type Values } from '../parameters/param';
import { findRedacted, REDACTED } from '../secrets/names';
import type { VaultCall } from '../transport/call';
import type { BudgetLimits } from '../transport/requestBudget';
import type { Origins, SubjectKind } from '../transport/subject';
import { noticesOf } from './notices';
import { listRecords, type Output, pagedRecords } from './output';
import type { Endpoint, Operation, OperationContext, OutputRecord } from './operation';

/** What an operation's own code adds to the request built from its endpoint and parameters. */
export type RequestPart = Pick<VaultCall, 'body' | 'query' | 'secrets'>;

/** What `run` gets: the validated parameters, and a function that sends the operation's request. */
export interface RunContext<P extends Params> {
	params: Values<P>;
	/** Sends the operation's request and resolves to the data of the response. */
	send<T>(request?: RequestPart): Promise<T>;
	/** The error for contradictory or missing parameters. No request has been sent. */
	invalid: ValueErrors['invalid'];
}

interface Definition<P extends Params, T extends object> {
	name: string;
	/** The value in the Operation list and in saved workflows. Defaults to the name in camel case. */
	value?: string;
	/** Includes the resource, without articles: people search for it, and AI agents read it. */
	action: string;
	description: string;
	/** As in Apideck's specification. Each `{placeholder}` is filled from a parameter. */
	endpoint: Endpoint;
	/** Whether the request can safely be sent twice. Defaults to true for every method except POST. */
	idempotent?: boolean;
	/** Whether a 404 after an attempt with a lost response means that this attempt succeeded. */
	notFoundAfterRetryIsSuccess?: boolean;
	/** Identifies what the request changes, if its path does not. Requests that change the same thing run one at a time. */
	lockKey?(params: NoInfer<Values<P>>): string;
	/** IDs of the record in addition to those in the path; undefined for a placeholder that is not an ID of the record. */
	recordIds?(params: NoInfer<Values<P>>): Record<string, string | undefined>;
	limits?: BudgetLimits;
	/** Top-level output fields that are never masked, because returning them is the purpose of the operation. */
	reveals?: readonly string[];
	params: P;
	output: Output<T>;
}

/** An operation on one record. Its output is the result of `run`, or the response without `run`. */
export interface RecordDefinition<P extends Params, T extends object> extends Definition<P, T> {
	run?(ctx: NoInfer<RunContext<P>>): Promise<T>;
}

/** An operation that lists records. */
export interface ListDefinition<P extends Params, T extends object> extends Definition<P, T> {
	/** The query parameters of the request. */
	query?(params: NoInfer<Values<P>>, ctx: Pick<RunContext<Params>, 'invalid'>): RequestPart['query'];
	/** For paginated lists: the key that identifies a record. Lists without pagination are returned as a whole. */
	pagedBy?(record: T): unknown;
	/** Whether to return a record of a list without pagination. Records that are not returned do not count toward the limit. */
	includes?(record: T, params: NoInfer<Values<P>>): boolean;
	/** The hint shown when the list has records, but none of them is returned. */
	noneIncluded?: string;
	/** Maximum number of records to return; Infinity for all. */
	limit?(params: NoInfer<Values<P>>): number;
}

/**
 * What the parameters put into the path: the value of each placeholder. The placeholder is also the name of the value in the output.
 * A connection fills two of them.
 */
function placeholderValues({ consumer, connection, apiResource, targetField }: Record<string, unknown>): Record<string, unknown> {
	return { consumer_id: consumer, ...(isPlainObject(connection) ? connection : {}), resource: apiResource, target_field_id: targetField };
}

/** The parameters that can name each record, so that errors can say where its ID comes from. */
const NAMED_BY: Partial<Record<SubjectKind, readonly string[]>> = {
	consumer: ['consumer', 'consumerId'],
	connection: ['connection'],
	resource: ['apiResource'],
	mapping: ['targetField'],
};

/** The request, and the IDs of the record it is about. */
interface Target {
	request: VaultCall;
	ids: Record<string, string>;
}

/** An operation on one record. */
export function defineOperation<const P extends Params, T extends object>(definition: RecordDefinition<P, T>): Operation {
	return define(definition, async ({ ctx, params, target, show, invalid }) => {
		const send = async <R>(part: RequestPart = {}) => {
			checkNotRedacted(part.body, target.request.origins, invalid);
			return (await ctx.request<R>({ ...target.request, ...part })).data;
		};
		const record = definition.run ? await definition.run({ params, send, invalid }) : await send<T>();
		return show([record]);
	});
}

/** Maximum length of a field's name in an error. */
const MAX_NAME = 40;

/**
 * Refuses the masked value of an earlier output, because it would replace the real secret.
 * @throws what `invalid` creates, naming the field and where it comes from
 */
function checkNotRedacted(body: object | undefined, origins: Origins | undefined, invalid: ValueErrors['invalid']): void {
	const path = findRedacted(body)?.filter((key) => !/^\d+$/.test(key));
	if (path === undefined) return;
	const name = short(path.at(-1) ?? '', MAX_NAME);
	const origin = origins?.field?.(path);
	throw invalid(
		`'${name}' is masked: it contains ${REDACTED}`,
		`${origin === undefined ? '' : `'${name}' ${origin}. `}Remove it, or turn off ${REDACT_OPTION} in the node that it comes from.`,
	);
}

/** An operation that lists records. */
export function defineList<const P extends Params, T extends object>(definition: ListDefinition<P, T>): Operation {
	return define(definition, async ({ ctx, params, target, show, invalid }) => {
		const query = definition.query?.(params, { invalid });
		const limit = definition.limit?.(params) ?? Infinity;
		const request = { ...target.request, ...(query && { query }) };
		const { pagedBy } = definition;
		if (pagedBy) return await pagedRecords<T>(ctx, request, limit, (record) => pagedBy(record), show);
		const { data } = await ctx.request<T[]>({ ...request, list: true });
		const { includes, noneIncluded } = definition;
		const wanted = includes ? data.filter((record) => includes(record, params)) : data;
		if (noneIncluded !== undefined && data.length > 0 && wanted.length === 0) ctx.addHint(noneIncluded);
		return await listRecords(wanted.slice(0, limit), show);
	});
}

interface TaskDefinition<P extends Params, O extends Params, T extends object> extends Pick<Definition<P, T>, 'name' | 'value' | 'action' | 'description' | 'limits' | 'reveals' | 'params' | 'output'> {
	/** The endpoints it may call, depending on its parameters. */
	endpoints: readonly Endpoint[];
	/** Entries of 'Options' in addition to those of every operation. */
	options: O;
	/** @param show converts records to output, according to the item's output settings */
	run(ctx: OperationContext, params: NoInfer<Values<P> & { options: Values<O> }>, show: (records: NoInfer<T>[]) => OutputRecord[]): Promise<OutputRecord[]>;
}

/** An operation that needs more than one request, such as an audit. It controls its own requests. */
export function defineTask<const P extends Params, const O extends Params, T extends object>(definition: TaskDefinition<P, O, T>): Operation {
	const { endpoints, params, run } = definition;
	const options = optionsParam(traitsOf(definition), definition.options);
	return {
		...describeOperation(definition, endpoints, options),
		prepare(item) {
			const given = item.readParam('options', options);
			return {
				options: optionsOf(given),
				async execute(ctx) {
					const values = { ...item.readAll(params, ctx.vault.defaultConsumerId), options: given };
					return await run(ctx, values, prepareOutput(ctx, definition));
				},
			};
		},
	};
}

/** Whether an operation is about one record. The others read everything, so that running them for several input items is rare. */
function isPerItem(params: Params): boolean {
	return Object.values(params).some(({ property }: Param<unknown>) => property.type === 'resourceLocator' || property.required === true);
}

interface Execution<P extends Params, T> {
	ctx: OperationContext;
	params: Values<P>;
	target: Target;
	show: (records: T[]) => OutputRecord[];
	invalid: RunContext<P>['invalid'];
}

function define<P extends Params, T extends object>(
	definition: Definition<P, T>,
	execute: (execution: Execution<P, T>) => Promise<OutputRecord[]>,
): Operation {
	const { endpoint, params } = definition;
	const options = mapped(optionsParam(traitsOf(definition), {}), optionsOf);
	return {
		...describeOperation(definition, [endpoint], options, noticesOf(endpoint)),
		prepare: (item) => ({
			options: item.readParam('options', options),
			async execute(ctx) {
				const values = item.readAll(params, ctx.vault.defaultConsumerId);
				const target = targetOf(definition, values, originsOf(params, values, ctx));
				const show = prepareOutput(ctx, definition, target.ids);
				const invalid = (message: string, resolution: string) => item.invalid(message, resolution);
				return await execute({ ctx, params: values, target, show, invalid });
			},
		}),
	};
}

function traitsOf({ params, output }: Pick<Definition<Params, never>, 'params' | 'output'>): OptionTraits {
	return { isPerItem: isPerItem(params), mayHoldSecrets: output.mayHoldSecrets };
}

/** What n8n needs to know about an operation. */
function describeOperation(
	{ name, value = camelCase(name), action, description, params, output, limits, reveals }: Omit<Definition<Params, never>, 'endpoint'>,
	endpoints: readonly Endpoint[],
	options: Param<unknown>,
	notices: INodeProperties[] = [],
): Omit<Operation, 'prepare'> {
	return {
		option: { name, value, action, description },
		endpoints,
		properties: [...notices, ...propertiesOf(params), ...propertiesOf(output.params), ...propertiesOf({ options })],
		hasConcurrency: isPerItem(params),
		...(limits && { limits }),
		...(reveals && { reveals }),
	};
}

/**
 * Reads the item's output settings and returns the function that applies them. Call it before a request is sent, so that nothing is
 * changed when the settings are invalid.
 */
function prepareOutput<T extends object>(
	{ item, options: { redactSecrets } }: OperationContext,
	{ output, reveals = [] }: Pick<Definition<Params, T>, 'output' | 'reveals'>,
	ids?: Record<string, string>,
): (records: T[]) => OutputRecord[] {
	const selection = output.read(item);
	return (list) => output.show(list, { ...selection, ids, redactSecrets, reveals });
}

/** Where the values of an operation's request come from. Only parameters that the operation has are named. */
function originsOf(params: Params, values: Record<string, unknown>, { item, vault }: OperationContext): Origins {
	return {
		subject: (kind) => originOf(storedOf(params, item.raw, NAMED_BY[kind] ?? []), vault.defaultConsumer),
		field: (path) => originOfField(params, item.raw, values, path),
	};
}

function targetOf<P extends Params, T extends object>(definition: Definition<P, T>, params: Values<P>, origins: Origins): Target {
	const [method, path] = definition.endpoint.split(' /') as [VaultCall['method'], string];
	const values = placeholderValues(params);
	const ids: Record<string, string> = {};
	const fill = (placeholder: string): string => {
		const value = values[placeholder];
		if (typeof value !== 'string') throw new TypeError(`${definition.endpoint} needs a parameter for {${placeholder}}`);
		return (ids[placeholder] = value);
	};
	const { consumer_id: consumer } = values;
	const isInPath = path.includes('{consumer_id}');
	// Added first, so that it is first in the output.
	if (!isInPath && typeof consumer === 'string') ids['consumer_id'] = consumer;
	const segments = path.split('/').map((segment) => (segment.startsWith('{') ? fill(segment.slice(1, -1)) : segment));
	for (const [name, id] of Object.entries(definition.recordIds?.(params) ?? {})) {
		if (id === undefined) delete ids[name];
		else ids[name] = id;
	}
	const { idempotent, notFoundAfterRetryIsSuccess } = definition;
	const lockKey = definition.lockKey?.(params);
	return {
		ids,
		request: {
			method,
			path: segments,
			origins,
			...(!isInPath && typeof consumer === 'string' ? { consumerId: consumer } : {}),
			...(idempotent === undefined ? {} : { idempotent }),
			...(notFoundAfterRetryIsSuccess === undefined ? {} : { notFoundAfterRetryIsSuccess }),
			...(lockKey === undefined ? {} : { lockKey }),
		},
	};
}

/** `getRequestCounts` for `Get Request Counts`. */
function camelCase(name: string): string {
	const text = name.replaceAll(' ', '');
	return text.charAt(0).toLowerCase() + text.slice(1);
}

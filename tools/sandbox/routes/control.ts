import type { FastifyInstance } from 'fastify';

import { invalidParams, notFound } from '../errors';
import type { Fault, FaultEntry, FaultRule, Faults } from '../faults/faults';
import { CONTROL_PREFIX } from '../http/requestPipeline';
import type { RequestLog } from '../http/requestLog';
import { applyTransition, TRANSITIONS, type Transition } from '../webhooks/transition';
import type { ConnectionRecord } from '../wire';
import { ok, type RouteContext } from './route';
import { webhookControlRoutes } from './webhookControl';

export interface ControlContext extends RouteContext {
	faults: Faults;
	log: RequestLog;
	reset(): void;
}

interface ConnectionQuery {
	consumer_id?: string;
	unified_api?: string;
	service_id?: string;
}

/** A fault rule as JSON. `times: "Infinity"` stands for Infinity, `pathPattern` for a regular expression in `path`. */
interface FaultBody {
	match?: { method?: string; path?: string; pathPattern?: string; consumerId?: string };
	times?: number | 'Infinity';
	after?: number;
	fault: Fault;
}

const CONTROL = { config: { control: true } } as const;

const text = { type: 'string' };

const faultBody = {
	type: 'object',
	required: ['fault'],
	additionalProperties: false,
	properties: {
		match: {
			type: 'object',
			additionalProperties: false,
			properties: { method: text, path: text, pathPattern: { type: 'string', format: 'regex' }, consumerId: text },
		},
		times: { anyOf: [{ type: 'integer', minimum: 1 }, { const: 'Infinity' }] },
		after: { type: 'integer', minimum: 0 },
		fault: {
			type: 'object',
			minProperties: 1,
			additionalProperties: false,
			properties: {
				latencyMs: { type: 'number', minimum: 0 },
				status: { type: 'integer', minimum: 200, maximum: 599 },
				headers: { type: 'object', additionalProperties: text },
				body: {},
				contentType: text,
				reset: { enum: ['before', 'after'] },
				truncate: { const: true },
				redirect: text,
				hang: { const: true },
			},
		},
	},
};

const transitionBody = {
	type: 'object',
	required: ['event'],
	additionalProperties: false,
	properties: { event: { enum: TRANSITIONS }, target: text },
};

function ruleOf({ match, times, after, fault }: FaultBody): FaultRule {
	const { pathPattern, ...rest } = match ?? {};
	return {
		match: pathPattern === undefined ? rest : { ...rest, path: new RegExp(pathPattern) },
		...(times !== undefined && { times: times === 'Infinity' ? Infinity : times }),
		...(after !== undefined && { after }),
		fault,
	};
}

/** JSON supports neither Infinity nor regular expressions. */
const listed = ({ match, times, ...rest }: FaultEntry) => ({
	...rest,
	match: { ...match, ...(match?.path instanceof RegExp && { path: String(match.path) }) },
	times: times === Infinity ? 'Infinity' : (times ?? 1),
});

function keyOf({ consumer_id: consumerId, unified_api: unifiedApi, service_id: serviceId }: ConnectionQuery) {
	if (!consumerId || !unifiedApi || !serviceId)
		throw invalidParams('querystring needs consumer_id, unified_api and service_id');
	return { consumerId, unifiedApi, serviceId };
}

/** The control routes for other processes: faults, request log, reset, a connection's raw state and transitions. */
export function controlRoutes(app: FastifyInstance, context: ControlContext): void {
	const { faults, log } = context;

	app.get(CONTROL_PREFIX, CONTROL, () => {
		const { scenario } = context.vault();
		return ok({
			scenario: scenario.name,
			consumers: scenario.consumerCount,
			integrations: scenario.integrations.length,
			now: context.now(),
		});
	});

	app.post(`${CONTROL_PREFIX}/reset`, CONTROL, () => {
		context.reset();
		return ok({ reset: true });
	});

	app.get(`${CONTROL_PREFIX}/requests`, CONTROL, () => ok(log.entries));
	app.delete(`${CONTROL_PREFIX}/requests`, CONTROL, () => {
		log.clear();
		return ok({ cleared: true });
	});

	app.get(`${CONTROL_PREFIX}/faults`, CONTROL, () => ok(faults.list().map(listed)));
	app.post<{ Body: FaultBody }>(`${CONTROL_PREFIX}/faults`, { ...CONTROL, schema: { body: faultBody } }, (request) => {
		return ok({ id: faults.add(ruleOf(request.body)) });
	});
	app.delete(`${CONTROL_PREFIX}/faults`, CONTROL, () => {
		faults.clear();
		return ok({ cleared: true });
	});
	app.delete<{ Params: { id: string } }>(`${CONTROL_PREFIX}/faults/:id`, CONTROL, (request) => {
		if (!faults.remove(Number(request.params.id))) throw notFound('Fault', request.params.id);
		return ok({ removed: true });
	});

	app.get<{ Querystring: ConnectionQuery }>(`${CONTROL_PREFIX}/connection`, CONTROL, (request) =>
		ok(context.vault().connection(keyOf(request.query))),
	);
	app.post<{ Querystring: ConnectionQuery; Body: Partial<ConnectionRecord> }>(
		`${CONTROL_PREFIX}/connection`,
		{ ...CONTROL, schema: { body: { type: 'object' } } },
		(request) => ok(context.vault().set(keyOf(request.query), request.body)),
	);
	app.post<{ Querystring: ConnectionQuery; Body: { event: Transition; target?: string } }>(
		`${CONTROL_PREFIX}/connection/transition`,
		{ ...CONTROL, schema: { body: transitionBody } },
		({ query, body: { event, target } }) =>
			ok(applyTransition(context.vault(), keyOf(query), event, context.now(), { target })),
	);

	webhookControlRoutes(app, context);
}

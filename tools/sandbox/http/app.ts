import {
	fastify,
	type FastifyError,
	type FastifyInstance,
	type FastifyReply,
	type FastifySchemaValidationError,
} from 'fastify';
import { createServer, type RequestListener } from 'node:http';

import { ApideckError, errorBody, invalidParams } from '../errors';
import { ROUTES } from '../routes';
import { controlRoutes, type ControlContext } from '../routes/control';
import { authorize, type Credentials } from './authorize';
import { recordBody } from './requestPipeline';

const BODY_LIMIT = 8 * 1024 * 1024;
const MALFORMED = Symbol('malformed JSON');

function describe({ instancePath, message, params }: FastifySchemaValidationError, part: string): string {
	const where = instancePath === '' ? part : `${part}${instancePath.replace(/\//g, '.')}`;
	const extra = params.additionalProperty === undefined ? '' : `: ${String(params.additionalProperty)}`;
	return `${where} ${message ?? 'is not valid'}${extra}`;
}

function toApideckError(error: FastifyError): ApideckError {
	if (error instanceof ApideckError) return error;
	const [first] = error.validation ?? [];
	if (first) return invalidParams(describe(first, error.validationContext ?? 'request'));
	const status = error.statusCode ?? 500;
	if (status >= 500) return new ApideckError(500, 'UnexpectedError', 'Sandbox error', error.stack ?? error.message);
	return new ApideckError(status, 'RequestValidationError', 'Invalid Params', error.message);
}

/**
 * The Vault API as a fastify application whose raw requests first go through `wrap`. The routes' JSON schemas validate bodies strictly,
 * without coercing or dropping anything.
 */
export function buildApp(
	context: ControlContext,
	credentials: Credentials,
	wrap: (application: RequestListener) => RequestListener,
): FastifyInstance {
	const app = fastify({
		serverFactory: (handler) => createServer({ keepAliveTimeout: 30_000 }, wrap(handler)),
		forceCloseConnections: true,
		bodyLimit: BODY_LIMIT,
		routerOptions: { maxParamLength: 5_000 },
		ajv: { customOptions: { coerceTypes: false, removeAdditional: false, useDefaults: false, allowUnionTypes: true } },
		exposeHeadRoutes: false,
		frameworkErrors: (error, _request, reply: FastifyReply) => {
			const { body } = toApideckError(error);
			void reply.status(body.status_code).send(body);
		},
	});

	app.removeAllContentTypeParsers();
	app.addContentTypeParser('*', { parseAs: 'string' }, (request, body, done) => {
		const text = String(body);
		recordBody(request.raw, text);
		if (text === '') return done(null, undefined);
		try {
			return done(null, JSON.parse(text));
		} catch {
			// Checked after authorization, as in a real API.
			return done(null, MALFORMED);
		}
	});

	app.addHook('preValidation', async (request) => {
		authorize(request, context, credentials);
		const type = request.headers['content-type'];
		if (request.body != null && type !== undefined && !/^application\/([\w.+-]+\+)?json\b/i.test(type)) {
			throw invalidParams(`Content-Type must be application/json, not ${type}`);
		}
		if (request.body === MALFORMED) throw invalidParams('The request body is not valid JSON');
	});

	app.setErrorHandler((error: FastifyError, _request, reply) => {
		const { body } = toApideckError(error);
		return reply.status(body.status_code).send(body);
	});
	app.setNotFoundHandler((request, reply) =>
		reply
			.status(404)
			.send(errorBody(404, 'EntityNotFoundError', 'Unknown Route', `Could not find ${request.method} ${request.url}`)),
	);

	for (const register of ROUTES) register(app, context);
	controlRoutes(app, context);
	return app;
}

import { parseIncomingMessage } from '@n8n/backend-network';
import type { Request } from 'express';
import { jsonParse } from 'n8n-workflow';
import { parse } from 'node:querystring';
import { createGunzip, createInflate } from 'node:zlib';
import getRawBody from 'raw-body';

/** The default of N8N_PAYLOAD_SIZE_MAX, which applies to the decompressed size. */
const SIZE_LIMIT = '16mb';

/** n8n sends this response without calling the node. */
export class RejectedRequest extends Error {
	constructor(
		readonly status: number,
		readonly body: object,
	) {
		super(`n8n rejects the request with ${status}`);
	}
}

const PARSABLE = /^(application\/json|text\/plain|application\/x-www-form-urlencoded)|(\/|\+)xml$/;

const stripBom = (text: string) => (text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);

function bodyStream(request: Request) {
	switch (request.headers['content-encoding']) {
		case 'gzip':
			return { stream: request.pipe(createGunzip()), length: undefined };
		case 'deflate':
			return { stream: request.pipe(createInflate()), length: undefined };
		default:
			return { stream: request, length: request.headers['content-length'] };
	}
}

async function readRawBody(request: Request): Promise<void> {
	if (request.rawBody) return;
	const { stream, length } = bodyStream(request);
	request.rawBody = await getRawBody(stream, { length, limit: SIZE_LIMIT });
}

function parsedBody({ rawBody, contentType, encoding }: Request): unknown {
	const text = () => rawBody.toString(encoding as BufferEncoding);
	switch (contentType) {
		case 'application/json':
			return jsonParse(stripBom(text()));
		case 'application/x-www-form-urlencoded':
			return parse(stripBom(text()), undefined, undefined, { maxKeys: 1000 });
		case 'text/plain':
			return text();
		default:
			return undefined;
	}
}

/**
 * Puts `rawBody`, `body`, `contentType` and `encoding` on a request as n8n 2.41 does before it calls a node's webhook().
 * Which of them there are depends on the content type and on whether the node's version is above 1; `body` may be missing.
 * Unlike n8n: XML is not parsed, and multipart bodies are dropped. Throws RejectedRequest where n8n responds itself.
 */
export async function prepareBody(request: Request, nodeVersion: number): Promise<void> {
	parseIncomingMessage(request);
	request.readRawBody = async () => await readRawBody(request);
	const { contentType = '' } = request;
	if (contentType.startsWith('multipart/')) {
		request.resume();
		if (contentType === 'multipart/form-data') request.body = { data: {}, files: {} };
		return;
	}
	if (nodeVersion > 1 && !PARSABLE.test(contentType)) return;
	try {
		await request.readRawBody();
	} catch {
		// n8n does not pass on raw-body's 413 or zlib's error.
		throw new RejectedRequest(500, { code: 0, message: 'There was a problem executing the workflow' });
	}
	if (request.rawBody.length === 0) return;
	try {
		request.body = parsedBody(request);
	} catch (error) {
		const hint = (error as Error).message;
		throw new RejectedRequest(422, { code: 422, message: 'Failed to parse request body', hint });
	}
}

import { networkCode } from '../../../nodes/ApideckVault/transport/errors';

/** An error of n8n with the causes that it wraps, the outermost first. */
const chain = (...errors: object[]): unknown => errors.reduceRight((cause: unknown, error) => ({ ...error, cause }), undefined);

it.each<[string, unknown, string]>([
	['the code of the error itself', { code: 'ECONNREFUSED', cause: { code: 'ENOTFOUND' } }, 'ECONNREFUSED'],
	['the code of its fifth cause', chain({}, {}, {}, {}, { code: 'EPIPE' }), 'EPIPE'],
	['and of none below', chain({}, {}, {}, {}, {}, { code: 'EPIPE' }), 'UNKNOWN'],
	['a code with digits', { code: 'E2BIG' }, 'E2BIG'],
	['a code of two letters', { code: 'E2' }, 'E2'],
	['no single letter', { code: 'E' }, 'UNKNOWN'],
	['no status', { code: '502' }, 'UNKNOWN'],
	['no words', { code: 'Not a CODE' }, 'UNKNOWN'],
	['nothing around a code', { code: 'a ECONNRESET' }, 'UNKNOWN'],
	['nothing behind a code', { code: 'ECONNRESET!' }, 'UNKNOWN'],
	['not that a response was bad, but why', chain({ code: 'ERR_BAD_RESPONSE' }, { code: 'ECONNRESET' }), 'ECONNRESET'],
	['a stream that ended', { message: 'Error: Stream has been aborted', code: 'ECONNABORTED' }, 'BODY_ABORTED'],
	['a body that ended', { message: 'aborted while reading the body' }, 'BODY_ABORTED'],
	['a connection that ended', { message: 'Premature Close', code: 'ERR_STREAM' }, 'BODY_ABORTED'],
	['words that only sound like it', { message: 'the body was aborted', code: 'EPIPE' }, 'EPIPE'],
	['a socket that was hung up', { message: 'Socket Hang Up', code: 'ERR_SOMETHING' }, 'ECONNRESET'],
	['the inner message of a wrapped one', chain({ message: 'wrapped' }, { message: 'socket hang up' }), 'ECONNRESET'],
	['a message that is not text', { message: { toString: () => 'socket hang up' }, code: 'EPIPE' }, 'EPIPE'],
	['nor one that would be another', { message: { toString: () => 'premature close' }, code: 'EPIPE' }, 'EPIPE'],
	['a code that is not text', { code: { toString: () => 'EPIPE' } }, 'UNKNOWN'],
	["n8n's own field last", chain({ httpCode: 'ETIMEDOUT' }, { code: 'ECONNRESET' }), 'ECONNRESET'],
	["n8n's own field when nothing else tells", { httpCode: 'ETIMEDOUT' }, 'ETIMEDOUT'],
	['no field of n8n that is a status', { httpCode: '502' }, 'UNKNOWN'],
	['no field of n8n that is not text', { httpCode: { toString: () => 'ETIMEDOUT' } }, 'UNKNOWN'],
	["what n8n's SSRF protection blocked, whatever wraps it", chain({ message: 'wrapped' }, { name: 'SsrfBlockedIpError', message: 'blocked' }), 'BLOCKED_BY_N8N'],
	['no name that is not text', { name: { startsWith: () => true }, code: 'EPIPE' }, 'EPIPE'],
	['nothing of a text', 'ECONNRESET', 'UNKNOWN'],
	['nothing of nothing', undefined, 'UNKNOWN'],
])('reads %s', (_name, error, code) => {
	expect(networkCode(error)).toBe(code);
});

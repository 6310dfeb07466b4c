import { FIXTURES } from '../operations';
import { GIVEN, SECRET_TARGET, type SecretExpression } from '../operations/fixture';

export { GIVEN };

/** One operation with a secret wherever there can be one. */
export interface SecretCall {
	/** Of the node, including the resource and the operation. */
	parameters: Record<string, unknown>;
	/** How many secret texts its body contains. */
	texts: number;
	/** Whether its request names a consumer: then an input item can choose how the request fails. */
	byConsumer: boolean;
	/** Positions of the response that are returned because they are what the operation is for. */
	asksFor?: readonly string[];
}

/**
 * Every operation that takes or returns what could be secret.
 * @param secret the expression, without its braces, that returns the secret of a position when the workflow runs
 */
export function secretCalls(secret: SecretExpression): Record<string, SecretCall> {
	const calls: Record<string, SecretCall> = {};
	for (const [name, { parameters, secrets = {} }] of Object.entries(FIXTURES)) {
		if (secrets === 'omitted') continue;
		const [resource, operation] = name.split('.');
		// The same connection for all of them, with the consumer of the item.
		const target = Object.fromEntries(Object.entries(SECRET_TARGET).filter(([parameter]) => parameter in parameters));
		calls[name] = {
			parameters: { resource, operation, ...parameters, ...target, ...secrets.parameters?.(secret) },
			texts: secrets.texts ?? 0,
			byConsumer: 'consumer' in parameters,
			...(secrets.reveals && { asksFor: secrets.reveals }),
		};
	}
	return calls;
}

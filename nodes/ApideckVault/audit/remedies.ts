import type { Condition } from './condition';
import type { Actor } from './verdict';

export interface Remedy {
	actor: Actor;
	remedy: string;
}

/** Grants without a browser: your application can fetch a new token, nobody has to click through a consent page. */
const TOKEN_GRANTS = new Set(['client_credentials', 'password']);

/** Whether getting a connection authorized again differs by a grant type that this form of the connection does not tell. */
export function grantTypeMatters(condition: Condition): boolean {
	return condition.grantType === '' && !['apiKey', 'basic', 'none'].includes(condition.authType);
}

/**
 * How this connection gets valid credentials again. Decided by the grant type first: connectors with
 * `auth_type: custom` can have one, too.
 */
export function reauthorize(condition: Condition): Remedy {
	const { authType, grantType } = condition;
	if (TOKEN_GRANTS.has(grantType)) {
		return {
			actor: 'you',
			remedy: 'Run Connection > Authorize Access Token for it; if that fails, ask the consumer for new credentials.',
		};
	}
	if (authType === 'apiKey') return { actor: 'consumer', remedy: 'Send the consumer a Hosted Vault link to enter a new API key.' };
	if (authType === 'basic') return { actor: 'consumer', remedy: 'Send the consumer a Hosted Vault link to enter user name and password again.' };
	return { actor: 'consumer', remedy: 'Send the consumer a Hosted Vault link to authorize it again.' };
}

/** Where the owner of the Apideck application finds an integration. */
export function finishIntegration({ unifiedApi, serviceId }: Condition): Remedy {
	const path = [unifiedApi, serviceId].filter((part) => part !== '').join(' > ');
	return { actor: 'you', remedy: `Finish the integration in the Apideck dashboard (Configuration${path && ` > ${path}`}); no consumer can.` };
}

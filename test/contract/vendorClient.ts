import { Apideck } from '@apideck/unify';

import type { Sandbox } from '../../tools/sandbox';

/** Apideck's own client against a sandbox. It repeats failed calls for 15 minutes unless told not to. */
export const vendorClient = ({ credentials }: Pick<Sandbox, 'credentials'>) =>
	new Apideck({
		apiKey: credentials.apiKey,
		appId: credentials.appId,
		consumerId: credentials.consumerId,
		serverURL: credentials.baseUrl,
		retryConfig: { strategy: 'none' },
	});

/** A consumer id as a header can carry it: its UTF-8 bytes one character each. */
export const headerValue = (consumerId: string) => Buffer.from(consumerId, 'utf8').toString('latin1');

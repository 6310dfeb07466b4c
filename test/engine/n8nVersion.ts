import { version } from 'n8n-core/package.json';
import type { Failure } from 'n8n-workflow';

/** Whether the tests run on the engine of n8n 1 (npm test -- compat): its n8n-core has the same major version. */
const IN_N8N_1 = version.startsWith('1.');

/** Why n8n refuses to start a workflow. n8n 1 only says that it has issues. */
export const refusal = (words: RegExp): RegExp => (IN_N8N_1 ? /^The workflow has issues/ : words);

/**
 * What the test of a credential says about a refused request. n8n 1 never reaches the rules of the credential type, because its
 * NodeApiError loses the cause: it shows its own text for the status.
 */
export const ruleMessage = (words: string, ownTextOfN8n1: string): string => (IN_N8N_1 ? ownTextOfN8n1 : words);

/** What an error declares to n8n about its cause. n8n 1 takes no such declaration. */
export const declared = (failure: Failure | undefined): Failure | undefined => (IN_N8N_1 ? undefined : failure);

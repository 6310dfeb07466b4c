import { createHash } from 'node:crypto';

import type { ICredentialDataDecryptedObject, INode } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { normalizeAppId, requireApiKey } from '../secrets/apiKey';
import { parseBaseUrl } from './baseUrl';

/** Name of the credential type. */
export const CREDENTIAL = 'apideckApi';

/** The resolved and validated credential. */
export interface VaultCredential {
	baseUrl: string;
	/** Whether the base URL is this machine itself, as a sandbox's is. */
	isLocal: boolean;
	appId: string;
	/** In the form in which it is sent, so that it is found in a response that repeats it. */
	apiKey: string;
	/** Consumer of the credential, used when the node does not specify one. */
	defaultConsumerId: string;
	/** Short hash of base URL and app ID, for state that must not mix two applications. It stays the same when the key changes. */
	application: string;
	/** The credential as n8n resolved it. Passed with every request, so that n8n does not read and decrypt it again. */
	data: ICredentialDataDecryptedObject;
}

const FIELDS = { apiKey: 'API Key', appId: 'App ID', consumerId: 'Default Consumer ID' };

/**
 * Validates the credential that n8n resolved. Every field can be an expression, so an item can have no key, or a list as its consumer.
 * @param advice what to do besides correcting the credential
 * @throws NodeOperationError naming the field. Its value is not shown.
 */
export function checkCredential(node: INode, data: ICredentialDataDecryptedObject, advice = ''): VaultCredential {
	const invalid = (message: string, label: string) =>
		new NodeOperationError(node, message, {
			failure: { cause: 'credential-invalid' },
			description: [`Open the node's Apideck credential and correct '${label}'.`, advice, 'No request was sent.'].filter(Boolean).join(' '),
		});
	const text = (field: keyof typeof FIELDS): string => {
		const value = data[field] ?? '';
		if (typeof value === 'string') return value.trim();
		// A larger number may have been rounded, and would identify another consumer.
		if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
		throw invalid(`'${FIELDS[field]}' of the Apideck credential must be text`, FIELDS[field]);
	};
	const required = (field: keyof typeof FIELDS, value: string): string => {
		if (value !== '') return value;
		throw invalid(`'${FIELDS[field]}' of the Apideck credential is empty`, FIELDS[field]);
	};

	const parsed = <T>(label: string, parse: () => T): T => {
		try {
			return parse();
		} catch (error) {
			throw invalid((error as Error).message, label);
		}
	};
	const base = parsed('Base URL', () => parseBaseUrl(data['baseUrl']));
	const appId = required('appId', parsed(FIELDS.appId, () => normalizeAppId(text('appId'))));
	return {
		baseUrl: base.href,
		isLocal: base.loopback,
		apiKey: parsed(FIELDS.apiKey, () => requireApiKey(data['apiKey'])),
		appId,
		defaultConsumerId: text('consumerId'),
		application: createHash('sha256').update(JSON.stringify([base.href, appId])).digest('base64url').slice(0, 6),
		data,
	};
}

/** The limitation of expressions where there is no item. */
const NO_ITEM_LIMITATION = "outside a running workflow, its expressions can only use $vars and $secrets";

/** What to do about an invalid field where there is no item. */
export const NO_ITEM_ADVICE = 'Outside a running workflow, expressions in the credential can only use $vars and $secrets.';

/** Maximum length of n8n's own text, so that it fits in an error title. */
const MAX_REASON = 200;

/**
 * The error of a credential that n8n could not provide: it is missing, or one of its expressions fails.
 * @param hasItem whether expressions had an item to read
 */
export function unreadableCredential(node: INode, error: unknown, hasItem: boolean): NodeOperationError {
	const reason = (error instanceof Error ? error.message : String(error)).slice(0, MAX_REASON);
	if (!hasItem && isExpressionError(error)) {
		return new NodeOperationError(node, `The Apideck credential cannot be read here: ${NO_ITEM_LIMITATION}`, {
			description: `n8n says: ${reason}. Enter IDs or expressions instead of selecting from lists. No request was sent.`,
		});
	}
	return new NodeOperationError(node, `The Apideck credential cannot be read: ${reason}`, {
		description: isExpressionError(error)
			? "Correct the expression in the node's Apideck credential, or the item that it reads. No request was sent."
			: 'Check that the node has an Apideck credential that you are allowed to use, and that its expressions are valid. No request was sent.',
	});
}

function isExpressionError(error: unknown): boolean {
	return error instanceof Error && (error.name === 'ExpressionError' || error.message.includes('[Error resolving credentials]'));
}

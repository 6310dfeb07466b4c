import { createHash } from 'node:crypto';

import type { ICredentialDataDecryptedObject, INode } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { normalizeAppId, requireApiKey } from '../secrets/apiKey';
import { parseBaseUrl } from './baseUrl';

/** Name of the credential type. */
export const CREDENTIAL = 'apideckApi';

/** What n8n resolved of the credential, checked. */
export interface VaultCredential {
	baseUrl: string;
	/** Whether the base URL is this machine itself, as a sandbox's is. */
	isLocal: boolean;
	appId: string;
	/** As the credential sends it: only then is it found in a response that repeats it. */
	apiKey: string;
	/** Consumer of the credential, used when a node does not name one. */
	defaultConsumerId: string;
	/** Short name of base URL and app ID, for state that must not mix two applications. It outlives a change of the key. */
	application: string;
	/** As n8n resolved it. Handed back with every request, so that n8n does not read and decrypt it again. */
	data: ICredentialDataDecryptedObject;
}

const FIELDS = { apiKey: 'API Key', appId: 'App ID', consumerId: 'Consumer ID' };

/**
 * Checks what n8n resolved. Every field can be an expression, so an item can have no key, or a list in place of a consumer.
 * @param advice what to do beyond correcting the credential
 * @throws NodeOperationError naming the field. Its value is not shown.
 */
export function checkCredential(node: INode, data: ICredentialDataDecryptedObject, advice = ''): VaultCredential {
	const invalid = (message: string, label: string) =>
		new NodeOperationError(node, message, {
			description: [`Open the node's Apideck credential and correct '${label}'.`, advice, 'No request was sent.'].filter(Boolean).join(' '),
		});
	const text = (field: keyof typeof FIELDS): string => {
		const value = data[field] ?? '';
		if (typeof value === 'string') return value.trim();
		// A larger number may have been rounded, and would name another consumer.
		if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
		throw invalid(`'${FIELDS[field]}' of the Apideck credential is not text`, FIELDS[field]);
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

/** What only a running workflow has. */
const NO_ITEM = "outside a running workflow, its expressions can only use $vars and $secrets";

/** What to do when a field is wrong where there is no item. */
export const NO_ITEM_ADVICE = `If it is an expression: ${NO_ITEM}.`;

/** n8n's own text is kept to a length that fits an error's title. */
const MAX_REASON = 200;

/**
 * The error of a credential that n8n could not give: it is missing, or one of its expressions fails.
 * @param hasItem whether there was an item that expressions could read
 */
export function unreadableCredential(node: INode, error: unknown, hasItem: boolean): NodeOperationError {
	const reason = (error instanceof Error ? error.message : String(error)).slice(0, MAX_REASON);
	if (!hasItem && isExpressionError(error)) {
		return new NodeOperationError(node, `The Apideck credential cannot be opened here: ${NO_ITEM}`, {
			description: `n8n says: ${reason}. Enter IDs by hand or by expression where a list would need this credential. No request was sent.`,
		});
	}
	return new NodeOperationError(node, `The Apideck credential cannot be opened: ${reason}`, {
		description: isExpressionError(error)
			? "Correct the expression in the node's Apideck credential, or the item that it reads. No request was sent."
			: 'Check that the node has an Apideck credential that you may use, and that the expressions in it are valid. No request was sent.',
	});
}

function isExpressionError(error: unknown): boolean {
	return error instanceof Error && (error.name === 'ExpressionError' || error.message.includes('[Error resolving credentials]'));
}

import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { fitsHeader } from '../fields/consumer';
import type { RequestSettings } from '../transport/call';
import type { VaultClient } from '../transport/client';
import { EDITOR_LIMITS, RequestBudget } from '../transport/requestBudget';
import { pathIdProblem } from '../vault/pathId';

/** Someone is waiting in front of the editor: few and short retries, milliseconds; and one time limit for all requests of a list. */
export function lookupSettings(): RequestSettings {
	return {
		timeout: 15_000,
		maxRetries: 2,
		initialInterval: 300,
		maxInterval: 2_000,
		maxElapsedTime: 10_000,
		budget: new RequestBudget(EDITOR_LIMITS),
	};
}

/** ID chosen in a sibling parameter; '' when empty or when its expression cannot be resolved in the editor. */
export function chosen(context: ILoadOptionsFunctions, name: string): string {
	const value = context.getCurrentNodeParameter(name, { extractValue: true });
	const id = value === undefined || value === null || typeof value === 'object' ? '' : String(value).trim();
	return id.startsWith('=') ? '' : id;
}

/** Whether a sibling parameter is an expression that has no value in the editor. n8n then passes the expression itself, null or nothing. */
function isOpen(context: ILoadOptionsFunctions, name: string): boolean {
	const raw: unknown = context.getCurrentNodeParameter(name);
	if (raw === undefined) return false;
	const value: unknown = typeof raw === 'object' && raw !== null ? (raw as { value?: unknown }).value : raw;
	return value !== '' && chosen(context, name) === '';
}

/**
 * The consumer chosen in the node; the credential's default when the field was left empty.
 * @throws NodeOperationError that says what to choose first, also for an expression that is open: it means somebody else.
 */
export function chosenConsumer(context: ILoadOptionsFunctions, vault: VaultClient): string {
	if (isOpen(context, 'consumer')) {
		throw new NodeOperationError(context.getNode(), "The expression in 'Consumer' gives no ID here", {
			description: "Run the nodes before this one, so that the expression can be resolved, or choose a consumer while you set up this list.",
		});
	}
	const id = chosen(context, 'consumer') || vault.defaultConsumerId;
	if (id === '') throw chooseFirst(context, "a 'Consumer' (or a 'Consumer ID' in the credential)");
	if (!fitsHeader(id)) {
		throw new NodeOperationError(context.getNode(), `'Consumer' contains characters that an HTTP header cannot carry: "${id}"`, {
			description: 'Apideck takes the consumer from a header, so its ID must be of ASCII letters, digits and signs.',
		});
	}
	return id;
}

/** @throws NodeOperationError for an ID that cannot be part of a path */
export function checkPathId(context: ILoadOptionsFunctions, label: string, id: string): void {
	const problem = pathIdProblem(id);
	if (problem === undefined) return;
	throw new NodeOperationError(context.getNode(), `'${label}' ${problem}`, { description: `Correct the value of '${label}'. No request was sent.` });
}

/** The error of a list that depends on a parameter which is not filled in yet. */
export function chooseFirst(context: ILoadOptionsFunctions, what: string): NodeOperationError {
	return new NodeOperationError(context.getNode(), `Choose ${what} first`, {
		description: 'This list depends on it. A value can also be entered by ID or by an expression.',
	});
}

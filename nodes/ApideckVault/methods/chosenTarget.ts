import type { ILoadOptionsFunctions } from 'n8n-workflow';

import { VaultClient, type VaultAnswer, type VaultCall } from '../transport/client';
import { chooseFirst, chosen, chosenConsumer, LOOKUP_SETTINGS } from './lookup';

/** The connection that the node's parameters name, and how to ask for what belongs to it. */
export interface ChosenTarget {
	unifiedApi: string;
	service: string;
	get<T>(call: Pick<VaultCall, 'path' | 'list'>): Promise<VaultAnswer<T>>;
}

/** @throws NodeOperationError that says what to choose first */
export async function chosenTarget(context: ILoadOptionsFunctions): Promise<ChosenTarget> {
	const vault = await VaultClient.open(context);
	const consumerId = chosenConsumer(context, vault);
	const unifiedApi = chosen(context, 'unifiedApi');
	if (unifiedApi === '') throw chooseFirst(context, "a 'Unified API'");
	const service = chosen(context, 'service');
	if (service === '') throw chooseFirst(context, "a 'Service'");
	return {
		unifiedApi,
		service,
		get: async (call) => await vault.request({ ...call, method: 'GET', consumerId }, LOOKUP_SETTINGS),
	};
}

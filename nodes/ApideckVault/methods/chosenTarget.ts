import type { ILoadOptionsFunctions } from 'n8n-workflow';

import type { VaultAnswer, VaultCall } from '../transport/call';
import { openVault } from '../transport/session';
import { checkPathId, chooseFirst, chosen, chosenConsumer, lookupSettings } from './lookup';

/** The connection that the node's parameters name, and how to ask for what belongs to it. */
export interface ChosenTarget {
	unifiedApi: string;
	service: string;
	get<T>(call: Pick<VaultCall, 'path' | 'list'>): Promise<VaultAnswer<T>>;
}

/** @throws NodeOperationError that says what to choose first */
export async function chosenTarget(context: ILoadOptionsFunctions): Promise<ChosenTarget> {
	const vault = await openVault(context);
	const settings = lookupSettings();
	const consumerId = chosenConsumer(context, vault);
	const unifiedApi = chosen(context, 'unifiedApi');
	if (unifiedApi === '') throw chooseFirst(context, "a 'Unified API'");
	const service = chosen(context, 'service');
	if (service === '') throw chooseFirst(context, "a 'Service'");
	checkPathId(context, 'Unified API', unifiedApi);
	checkPathId(context, 'Service', service);
	return {
		unifiedApi,
		service,
		get: async (call) => await vault.request({ ...call, method: 'GET', consumerId }, settings),
	};
}

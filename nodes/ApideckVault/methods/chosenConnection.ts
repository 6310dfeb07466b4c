import type { ILoadOptionsFunctions } from 'n8n-workflow';

import { VaultClient } from '../transport/client';
import type { Connection } from '../vault/connection';
import { chooseFirst, chosen, chosenConsumer, LOOKUP_SETTINGS } from './lookup';

/** The connection that the node's parameters name; one that was never added answers too, with its empty form. */
export async function chosenConnection(context: ILoadOptionsFunctions): Promise<Connection> {
	const vault = await VaultClient.open(context);
	const consumerId = chosenConsumer(context, vault);
	const unifiedApi = chosen(context, 'unifiedApi');
	if (unifiedApi === '') throw chooseFirst(context, "a 'Unified API'");
	const service = chosen(context, 'service');
	if (service === '') throw chooseFirst(context, "a 'Service'");
	const { data } = await vault.request<Connection>(
		{ method: 'GET', path: ['vault', 'connections', unifiedApi, service], consumerId },
		LOOKUP_SETTINGS,
	);
	return data;
}

import type { ILoadOptionsFunctions } from 'n8n-workflow';

import type { Connection } from '../vault/connection';
import { chosenTarget } from './chosenTarget';

/** The connection that the node's parameters name; one that was never added answers too, with its empty form. */
export async function chosenConnection(context: ILoadOptionsFunctions): Promise<Connection> {
	const { unifiedApi, service, get } = await chosenTarget(context);
	const { data } = await get<Connection>({ path: ['vault', 'connections', unifiedApi, service] });
	return data;
}

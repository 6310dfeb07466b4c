import type { IDataObject } from 'n8n-workflow';

import type { Sandbox } from '../../tools/sandbox';
import { call } from '../tools/sandbox/call';
import { faultScenario } from './scenario';

/** The sandbox's consumers and connections by name, each as text. */
export type State = ReadonlyMap<string, string>;

const INTEGRATIONS = faultScenario(0).integrations.map(({ unified_api, service_id }) => ({ unifiedApi: unified_api, serviceId: service_id }));

export async function readState(sandbox: Sandbox): Promise<State> {
	const state = new Map<string, string>();
	const { data } = await call(sandbox, 'GET', '/vault/consumers?limit=200', { consumerId: null });
	for (const consumer of (data as { data: IDataObject[] }).data) {
		// The list of services is derived from the connections.
		state.set(`consumer ${String(consumer.consumer_id)}`, JSON.stringify({ ...consumer, services: undefined }));
	}
	for (const consumerId of sandbox.vault.consumerIds()) {
		for (const names of INTEGRATIONS) {
			const record = sandbox.vault.get({ consumerId, ...names });
			if (record) state.set(`connection ${consumerId} ${names.unifiedApi}+${names.serviceId}`, JSON.stringify(record));
		}
	}
	return state;
}

/** The new value of each changed record. Undefined for a deleted one. */
export function changes(before: State, after: State): Map<string, string | undefined> {
	const keys = new Set([...before.keys(), ...after.keys()]);
	return new Map([...keys].filter((key) => before.get(key) !== after.get(key)).map((key) => [key, after.get(key)]));
}

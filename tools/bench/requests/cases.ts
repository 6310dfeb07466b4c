import type { IDataObject, INode } from 'n8n-workflow';

export const CONCURRENCY = 10;

/** The usual latency of the server. */
export const LATENCY_MS = 100;

/** The path that every case requests once per item. */
export const PATH = '/vault/connections/crm/hubspot';

interface NodeCase {
	kind: 'node';
	/** Folder of the node's package, relative to the root. */
	packageDir: string;
	node: string;
	typeVersion?: number;
	parameters: INode['parameters'];
}

interface AxiosCase {
	kind: 'axios';
	keepAlive: boolean;
}

export type Case = (NodeCase | AxiosCase) & { label: string };

const id = (value: string) => ({ __rl: true, mode: 'id', value });

const getConnection = {
	resource: 'connection',
	operation: 'get',
	consumer: id('={{ $json.consumer }}'),
	connection: id('={{ $json.connection }}'),
};

/**
 * The compared cases. All do the same work: one Get Connection per item, with the consumer and the connection from the item.
 * @param latencyMs of the server
 */
export const casesAt = (latencyMs: number): Record<string, Case> => ({
	vault: {
		label: 'Apideck Vault (this node)',
		kind: 'node',
		packageDir: '.',
		node: 'apideckVault',
		parameters: { ...getConnection, options: { concurrency: CONCURRENCY } },
	},
	bare: { label: 'bare node (baseline)', kind: 'node', packageDir: 'tools/bench/fixtures/peers', node: 'bare', parameters: {} },
	'bare-parameters': {
		label: 'bare node, two parameters',
		kind: 'node',
		packageDir: 'tools/bench/fixtures/peers',
		node: 'bare',
		parameters: { consumer: '={{ $json.consumer }}', connection: '={{ $json.connection }}' },
	},
	declarative: {
		label: 'declarative copy',
		kind: 'node',
		packageDir: 'tools/bench/fixtures/peers',
		node: 'declarativeCopy',
		parameters: getConnection,
	},
	lean: {
		label: 'declarative, only this call',
		kind: 'node',
		packageDir: 'tools/bench/fixtures/peers',
		node: 'declarativeLean',
		parameters: { consumer: '={{ $json.consumer }}', connection: '={{ $json.connection }}' },
	},
	'http-request': {
		label: 'HTTP Request, batches of 10',
		kind: 'node',
		packageDir: 'tools/bench/fixtures/standard',
		node: 'httpRequest',
		typeVersion: 4.5,
		// The batches do not wait for responses, so an interval of one latency keeps ten requests open.
		parameters: {
			url: '={{ $json.baseUrl }}{{ $json.path }}',
			authentication: 'predefinedCredentialType',
			nodeCredentialType: 'apideckApi',
			sendHeaders: true,
			headerParameters: { parameters: [{ name: 'x-apideck-consumer-id', value: '={{ $json.consumer }}' }] },
			options: { batching: { batch: { batchSize: CONCURRENCY, batchInterval: latencyMs } } },
		},
	},
	axios: { label: 'axios, no keep-alive', kind: 'axios', keepAlive: false },
	'axios-keep-alive': { label: 'axios, keep-alive', kind: 'axios', keepAlive: true },
});

export const CASES = casesAt(LATENCY_MS);

/** The items of one round; `baseUrl` and `path` are for peers that build their own URL. */
export function itemsOf(count: number, baseUrl: string): Array<{ json: IDataObject }> {
	return Array.from({ length: count }, (_, index) => ({
		json: { baseUrl, path: PATH, connection: 'crm+hubspot', consumer: `consumer-${String(index).padStart(6, '0')}` },
	}));
}

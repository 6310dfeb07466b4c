import type { IConnections, INode } from 'n8n-workflow';

import type { WorkflowDefinition } from '../../engine';

/** Large enough to make the time between batches negligible, small enough to never exceed the limit in any second. */
const BATCH = 50;

/** Name of the last node, whose output contains the broken connections. */
export const RESULT_NODE = 'Not in order';

function httpRequest(name: string, parameters: INode['parameters'], extra: Partial<INode> = {}): INode {
	return {
		id: name,
		name,
		type: 'n8n-nodes-base.httpRequest',
		typeVersion: 4.5,
		position: [0, 0],
		credentials: { apideckApi: { id: 'bench', name: 'Sandbox' } },
		parameters: { authentication: 'predefinedCredentialType', nodeCredentialType: 'apideckApi', ...parameters },
		...extra,
	};
}

/**
 * The best possible audit with n8n's own nodes: the list of consumers by pagination, one small request per
 * consumer in batches just under the limit (the node neither reads Retry-After nor slows down), and a filter on `health`.
 * A consumer that cannot be read is skipped ("Continue").
 */
export function standardWorkflow(baseUrl: string, perSecond: number): WorkflowDefinition {
	const nodes: INode[] = [
		{ id: 'start', name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0], parameters: {} },
		httpRequest('Consumers', {
			url: `${baseUrl}/vault/consumers`,
			sendQuery: true,
			queryParameters: { parameters: [{ name: 'limit', value: '200' }] },
			options: {
				pagination: {
					pagination: {
						paginationMode: 'updateAParameterInEachRequest',
						parameters: { parameters: [{ type: 'qs', name: 'cursor', value: '={{ $response.body.meta.cursors.next }}' }] },
						paginationCompleteWhen: 'other',
						completeExpression: '={{ !$response.body.meta.cursors.next }}',
						limitPagesFetched: false,
						requestInterval: 0,
					},
				},
			},
		}),
		{ id: 'each', name: 'Each consumer', type: 'n8n-nodes-base.splitOut', typeVersion: 1, position: [0, 0], parameters: { fieldToSplitOut: 'data', options: {} } },
		httpRequest(
			'Consumer',
			{
				url: `=${baseUrl}/vault/consumers/{{ encodeURIComponent($json.consumer_id) }}`,
				options: { batching: { batch: { batchSize: BATCH, batchInterval: (BATCH * 1000) / perSecond } } },
			},
			{ onError: 'continueRegularOutput' },
		),
		{
			id: 'connections',
			name: 'Each connection',
			type: 'n8n-nodes-base.splitOut',
			typeVersion: 1,
			position: [0, 0],
			parameters: { fieldToSplitOut: 'data.connections', include: 'selectedOtherFields', fieldsToInclude: 'data.consumer_id', options: {} },
		},
		{
			id: 'filter',
			name: RESULT_NODE,
			type: 'n8n-nodes-base.filter',
			typeVersion: 2.3,
			position: [0, 0],
			parameters: {
				conditions: {
					combinator: 'and',
					options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 3 },
					conditions: [{ id: 'health', leftValue: "={{ $json['data.connections'].health }}", rightValue: 'ok', operator: { type: 'string', operation: 'notEquals' } }],
				},
				options: {},
			},
		},
	];
	const connections: IConnections = {};
	nodes.forEach(({ name }, index) => {
		const next = nodes[index + 1];
		if (next) connections[name] = { main: [[{ node: next.name, type: 'main', index: 0 }]] };
	});
	return { nodes, connections };
}

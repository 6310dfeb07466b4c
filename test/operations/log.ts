import { byId } from '../engine/byId';
import { FAULT_ITEMS, like, UNKNOWN_CONSUMER, type RequestFixture, type Wire } from './fixture';

const [START, END] = ['2026-01-01T00:00:00.000Z', '2026-01-31T00:00:00.000Z'];

export const LOG: Record<string, RequestFixture> = {
	getAll: {
		parameters: { consumer: byId('test-consumer'), limit: 3, filters: { httpMethods: ['GET', 'POST'], statusCodes: '500, 404' } },
		request: [
			'GET /vault/logs?filter%5Bhttp_methods%5D=GET&filter%5Bhttp_methods%5D=POST&filter%5Bstatus_codes%5D=500&filter%5Bstatus_codes%5D=404&limit=3',
		],
		preview: { parameters: { consumer: byId('={{ $json.consumer_id }}'), filters: {} }, itemsFrom: 'consumer.getAll', nullable: ['connection', 'service_id', 'operation_id'] },
		output: () => [3, like({ consumer_id: 'test-consumer', status_code: expect.any(Number) as unknown, operation_id: expect.any(String) as unknown })],
		perItem: {
			parameters: { consumer: byId('={{ $json.who }}'), limit: '={{ $json.many }}', filters: { path: { match: { text: '={{ $json.path }}' } } } },
			items: [{ who: 'test-consumer', many: 2, path: '/crm' }, { who: 'tidal-forge', many: 5, path: '/hris' }],
			requests: [
				['GET /vault/logs?filter%5Bpath%5D=%2Fcrm&filter%5Bpath_match_mode%5D=CONTAINS&limit=2'],
				['GET /vault/logs?filter%5Bpath%5D=%2Fhris&filter%5Bpath_match_mode%5D=CONTAINS&limit=5'],
			],
		},
		notFound: UNKNOWN_CONSUMER,
		idempotent: true,
		client: [
			{
				parameters: {
					limit: 7,
					filters: {
						path: { match: { mode: 'STARTS_WITH', text: '/crm/contacts' } }, httpMethods: ['GET', 'POST'],
						startDate: START, endDate: END, statusCodes: '500, 502', excludeUnifiedApis: ['vault', 'proxy'],
					},
				},
				call: async (client) =>
					await client.vault.logs.list({
						limit: 7,
						filter: {
							path: '/crm/contacts', pathMatchMode: 'STARTS_WITH', httpMethods: ['GET', 'POST'],
							startDate: new Date(START), endDate: new Date(END), statusCodes: [500, 502], excludeUnifiedApis: 'vault,proxy',
						},
					}),
			},
			{
				parameters: { limit: 20, filters: { httpMethods: ['GET'], statusCodes: '404' } },
				call: async (client) => await client.vault.logs.list({ limit: 20, filter: { httpMethod: 'GET', statusCode: 404 } }),
				// It names the default way of comparing paths even where there is no path to compare.
				normalize: (request: Wire) => ({ ...request, query: request.query.split('&').filter((pair) => !pair.includes('path_match_mode')).join('&') }),
			},
			{ parameters: { limit: 20, filters: {} }, call: async (client) => await client.vault.logs.list({ limit: 20 }) },
		],
		faults: {
			parameters: { limit: '={{ $json.many }}', filters: {} },
			// Every second consumer needs more than one page.
			items: FAULT_ITEMS.map((item, index) => ({ ...item, many: index % 2 === 0 ? 3 : 205 })),
		},
		secrets: { parameters: () => ({ limit: 5, filters: {} }) },
	},
};

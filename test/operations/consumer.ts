import { byId } from '../engine/byId';
import { CONSUMERS } from '../faults/scenario';
import { like, UNKNOWN_CONSUMER, type RequestFixture } from './fixture';

const METADATA = { accountName: 'New Co', userName: 'Jo', email: 'jo@new.example', image: 'https://x.example/i.png' };
const [START, END] = ['2026-01-01T00:00:00.000Z', '2026-01-31T00:00:00.000Z'];

/** One path segment, whatever its characters. */
const RETAIL = 'Blue Hill & Co / Retail';
const [BY_ID, IDS] = [byId('={{ $json.id }}'), [{ id: 'tidal-forge' }, { id: RETAIL }]];
const BY_ID_OF_ITEM = byId('={{ $json.consumer_id }}');
const AT_IDS = ['/vault/consumers/tidal-forge', '/vault/consumers/Blue%20Hill%20%26%20Co%20%2F%20Retail'];

export const CONSUMER: Record<string, RequestFixture> = {
	getAll: {
		parameters: { limit: 7, filters: { consumerPrefix: 't' } },
		request: ['GET /vault/consumers?filter%5Bconsumer_id%5D=t&limit=7'],
		preview: { parameters: { returnAll: true, filters: {} }, nullable: ['created', 'modified'] },
		output: () => [3, like({ consumer_id: 'test-consumer', services: expect.any(Array) as unknown })],
		perItem: {
			parameters: { limit: '={{ $json.many }}', filters: { search: '={{ $json.search }}' } },
			items: [{ many: 2, search: 'fjord' }, { many: 5, search: 'バ' }],
			requests: [['GET /vault/consumers?filter%5Bsearch%5D=fjord&limit=2'], ['GET /vault/consumers?filter%5Bsearch%5D=%E3%83%90&limit=5']],
		},
		idempotent: true,
		client: [
			{
				parameters: { filters: { consumerPrefix: 'blue', search: 'fjord & co' } },
				call: async (client) => await client.vault.consumers.list({ filter: { consumerId: 'blue', search: 'fjord & co' }, limit: 7 }),
			},
		],
		faults: {
			parameters: { returnAll: true, filters: { search: '={{ $json.search }}' } },
			items: [...CONSUMERS.map((id) => ({ search: id })), { search: 'company' }],
		},
		secrets: { parameters: () => ({ returnAll: true, filters: {} }) },
	},
	get: {
		parameters: { consumer: byId(RETAIL) },
		request: [`GET ${AT_IDS[1]}`],
		preview: { parameters: { consumer: BY_ID_OF_ITEM }, itemsFrom: 'consumer.getAll', nullable: ['created', 'modified'] },
		output: () => [1, like({ consumer_id: RETAIL, name: 'Blue Hill & Co (retail)' })],
		perItem: { parameters: { consumer: BY_ID }, items: IDS, requests: AT_IDS.map((path) => [`GET ${path}`]) },
		notFound: UNKNOWN_CONSUMER,
		idempotent: true,
		client: [{ call: async (client) => await client.vault.consumers.get({ consumerId: RETAIL }) }],
		faults: { parameters: { output: 'raw' } },
	},
	create: {
		parameters: { consumerId: 'new/co', consumerMetadata: { accountName: 'New Co', email: 'ops@new.example' } },
		request: ['POST /vault/consumers', { consumer_id: 'new/co', metadata: { account_name: 'New Co', email: 'ops@new.example' } }],
		preview: 'consumer.get',
		output: () => [1, like({ consumer_id: 'new/co', name: 'New Co', email: 'ops@new.example', services: [] })],
		perItem: {
			parameters: { consumerId: '={{ $json.id }}', consumerMetadata: { userName: '={{ $json.user }}' } },
			items: [{ id: 'first', user: '' }, { id: 4711, user: 'Jo' }],
			requests: [['POST /vault/consumers', { consumer_id: 'first' }], ['POST /vault/consumers', { consumer_id: '4711', metadata: { user_name: 'Jo' } }]],
		},
		idempotent: false,
		client: [
			{
				parameters: { consumerId: 'new co/1', consumerMetadata: METADATA },
				call: async (client) => await client.vault.consumers.create({ createConsumerRequest: { consumerId: 'new co/1', metadata: METADATA } }),
			},
			{
				parameters: { consumerId: 'plain', consumerMetadata: {} },
				call: async (client) => await client.vault.consumers.create({ createConsumerRequest: { consumerId: 'plain' } }),
			},
		],
		faults: {
			parameters: { consumerId: '={{ $json.who }}', consumerMetadata: { accountName: '={{ "New " + $json.who }}' } },
			items: CONSUMERS.map((id) => ({ who: `new/${id}` })),
		},
		secrets: 'omitted',
	},
	update: {
		parameters: { consumer: byId('blue-fjord-bakery'), consumerMetadata: { image: 'https://x.example/logo.png' } },
		request: ['PATCH /vault/consumers/blue-fjord-bakery', { metadata: { image: 'https://x.example/logo.png' } }],
		preview: 'consumer.get',
		output: () => [1, like({ consumer_id: 'blue-fjord-bakery', name: 'Blue Fjord Bakery' })],
		perItem: {
			parameters: { consumer: BY_ID, consumerMetadata: { accountName: '={{ $json.name }}' } },
			items: [{ id: 'お店-7', name: 'A' }, { id: 'tidal-forge', name: 'B' }],
			requests: [
				['PATCH /vault/consumers/%E3%81%8A%E5%BA%97-7', { metadata: { account_name: 'A' } }],
				['PATCH /vault/consumers/tidal-forge', { metadata: { account_name: 'B' } }],
			],
		},
		notFound: UNKNOWN_CONSUMER,
		idempotent: true,
		client: [
			{
				parameters: { consumer: byId(RETAIL), consumerMetadata: METADATA },
				call: async (client) => await client.vault.consumers.update({ consumerId: RETAIL, updateConsumerRequest: { metadata: METADATA } }),
			},
		],
		faults: { parameters: { consumerMetadata: { email: '={{ "ops@" + $json.who + ".example" }}' } } },
		secrets: 'omitted',
	},
	delete: {
		parameters: { consumer: byId('umber-field-farms') },
		request: ['DELETE /vault/consumers/umber-field-farms'],
		output: () => [1, { deleted: true, consumer_id: 'umber-field-farms' }],
		perItem: { parameters: { consumer: BY_ID }, items: IDS, requests: AT_IDS.map((path) => [`DELETE ${path}`]) },
		notFound: UNKNOWN_CONSUMER,
		idempotent: true,
		client: [{ parameters: { consumer: byId(RETAIL) }, call: async (client) => await client.vault.consumers.delete({ consumerId: RETAIL }) }],
		faults: { deletes: true },
		secrets: 'omitted',
	},
	getRequestCounts: {
		parameters: { consumer: byId('test-consumer'), startDate: '2026-01-01T00:00:00Z', endDate: '2026-01-31T00:00:00+01:00' },
		request: ['GET /vault/consumers/test-consumer/stats?start_datetime=2026-01-01T00%3A00%3A00.000Z&end_datetime=2026-01-30T23%3A00%3A00.000Z'],
		output: () => [
			1,
			like({
				consumer_id: 'test-consumer',
				start_datetime: '2026-01-01T00:00:00.000Z',
				end_datetime: '2026-01-30T23:00:00.000Z',
				aggregated_request_count: expect.any(Number) as unknown,
				request_counts: { unify: expect.any(Number) as unknown, proxy: expect.any(Number) as unknown, vault: expect.any(Number) as unknown },
			}),
		],
		perItem: {
			parameters: { consumer: BY_ID, startDate: '={{ $json.from }}', endDate: '={{ DateTime.fromISO("2026-02-01T00:00:00Z") }}' },
			items: [{ id: 'a', from: '2026-01-01T00:00:00Z' }, { id: 'b', from: 1_767_225_600_000 }],
			requests: ['a', 'b'].map((id) => [`GET /vault/consumers/${id}/stats?start_datetime=2026-01-01T00%3A00%3A00.000Z&end_datetime=2026-02-01T00%3A00%3A00.000Z`]),
		},
		notFound: UNKNOWN_CONSUMER,
		idempotent: true,
		client: [
			{
				parameters: { startDate: START, endDate: END },
				call: async (client) => await client.vault.consumerRequestCounts.list({ consumerId: 'test-consumer', startDatetime: START, endDatetime: END }),
			},
		],
		faults: { parameters: { endDate: '2026-02-01T00:00:00Z' } },
		secrets: 'omitted',
	},
};

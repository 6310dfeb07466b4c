import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { checkPrototypes } from './hostileCheck';
import { isBlank } from './hostileKinds';
import { exact, exactValue } from './hostileRequest';
import { tries } from './hostileRuns';
import { HostileServer } from './hostileServer';
import { value as anyValue } from './hostileValues';
import { setUpServer } from './setUp';
import { byId, CONTINUE, retries, run } from './support';

const { server, engine } = setUpServer(HostileServer);

const AT = { consumer: byId('one-co'), connection: byId('crm+one') };
const IN_ORDER = { concurrency: 1, ...retries({ maxRetries: 0 }) };

/** The form of a connection with one field of that type, filled by an expression. */
const form = (operation: string, id: string, type: string, value: unknown) => ({
	operation,
	...AT,
	settingsMode: 'fields',
	settings: { mappingMode: 'defineBelow', value: { [id]: value }, schema: [{ id, displayName: 'The Field', type, required: false, display: true, defaultMatch: false, canBeUsedToMatch: false, options: [{ name: 'A', value: 'a' }] }] },
	...(operation === 'update' ? { updateFields: { enabled: true } } : { [operation === 'import' ? 'credentials' : 'additionalFields']: operation === 'import' ? { accessToken: 'fake' } : { enabled: true } }),
	options: IN_ORDER,
});

/** What the form of one type makes of a value; undefined where the node must refuse it. */
function meant(type: string, value: unknown): unknown {
	if (type === 'string') return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : undefined;
	if (type === 'options') return typeof value === 'string' && value.trim() === 'a' ? 'a' : undefined;
	if (type === 'number') return typeof value === 'number' ? value : typeof value === 'string' ? Number(value) : undefined;
	return undefined;
}

describe.each(['update', 'create', 'import'])('the settings form of %s', (operation) => {
	it.each(['string', 'number', 'options'])('sends a value of type %s as it is, or refuses it', async (type) => {
		await fc.assert(
			fc.asyncProperty(fc.array(anyValue, { minLength: 8, maxLength: 12 }), async (values) => {
				server.take();
				const { status, json } = await run(engine, server, form(operation, 'field', type, '={{ $json.v }}'), { ...CONTINUE, items: values.map((v) => ({ v })) as IDataObject[] });
				expect([status, json.length]).toEqual(['success', values.length]);
				const sent = server.take().map(({ body }) => exact(body) as { settings?: Record<string, unknown> });
				for (const [index, value] of values.entries()) {
					const { message } = (json[index]!['error'] ?? {}) as { message?: string };
					if (message !== undefined) {
						expect(message).toMatch(/'The Field'|'field'|'Settings to Send'/);
						expect(message).not.toMatch(/TypeError|call stack|cannot read/i);
						continue;
					}
					const { settings } = sent.shift()!;
					if (settings === undefined) expect([isBlank(value), value]).toEqual([true, value]);
					else expect(settings).toEqual({ field: exactValue(meant(type, value)) });
				}
				expect(sent).toEqual([]);
				checkPrototypes();
			}),
			tries(`${operation} ${type}`, 2),
		);
	});

	it.each([['9007199254740993'], [9007199254740992], ['1e400']])('never rounds %p in a number field', async (value) => {
		const { json } = await run(engine, server, form(operation, 'field', 'number', '={{ $json.v }}'), { ...CONTINUE, items: [{ v: value }] });
		expect(json[0]).toHaveProperty('error');
		expect(server.take()).toEqual([]);
	});

	it.each(['__proto__', 'constructor', 'prototype', 'toString', 'a.b', 'a[0]', '', '=x'])('a field called %j pollutes nothing', async (id) => {
		await run(engine, server, form(operation, id, 'string', '={{ $json.v }}'), { ...CONTINUE, items: [{ v: 'x' }] });
		for (const { body } of server.take()) {
			const { settings } = JSON.parse(body) as { settings?: object };
			if (settings !== undefined) expect(Object.entries(settings)).toEqual([[id, 'x']]);
		}
		checkPrototypes();
	});
});

/** Collections as a whole, which only an expression can fill. */
const COLLECTIONS: Array<[string, object]> = [
	['options', { resource: 'consumer', operation: 'getAll' }],
	['filters', { resource: 'consumer', operation: 'getAll' }],
	['filters', { resource: 'log', operation: 'getAll', consumer: byId('one-co') }],
	['filters', { operation: 'getAll', consumer: byId('one-co') }],
	['consumerMetadata', { resource: 'consumer', operation: 'create', consumerId: 'new-co' }],
	['sessionSettings', { resource: 'session', operation: 'create', consumer: byId('one-co') }],
	['additionalFields', { resource: 'session', operation: 'create', consumer: byId('one-co') }],
	['updateFields', { operation: 'update', ...AT, settingsMode: 'json', settingsJson: '{"a":1}' }],
	['additionalFields', { operation: 'create', ...AT }],
	['credentials', { operation: 'import', ...AT, settingsMode: 'json', settingsJson: '{"a":1}' }],
	['defaults', { resource: 'settings', operation: 'update', ...AT, apiResource: byId('leads') }],
	['filters', { resource: 'audit', operation: 'getFindings' }],
	['options', { resource: 'audit', operation: 'getFindings' }],
];

/** n8n itself reads such a collection field by field, and finds none in the text of the expression: the node never sees it. */
it.each(COLLECTIONS)('%s as a whole by an expression ends in plain words, if in an error at all', async (name, parameters) => {
	const values: unknown[] = [5, true, 'text', [], [1], ['a'], { [name]: 1 }, { entries: 1 }, { entries: [1] }, { resources: 'x' }, { customMappings: { mappings: 7 } }, { configuration: [{}] }, { configuration: { values: { resources: { entries: [null, 5] } } } }, { toString: 1 }, null];
	const { status, json } = await run(engine, server, { ...parameters, [name]: '={{ $json.v }}' }, { ...CONTINUE, items: values.map((v) => ({ v })) as IDataObject[] });
	expect(status).toBe('success');
	const errors = json.map((one) => (one['error'] as { message?: string } | undefined)?.message);
	for (const message of errors) expect(message ?? '').not.toMatch(/could not be processed|cannot read|is not a|TypeError/i);
	checkPrototypes();
});

it('a run that stops at a hostile item says at which', async () => {
	const items = [{ v: 'a' }, { v: { toString: 1, valueOf: 1 } }, { v: 'c' }];
	const { error, status } = await run(engine, server, { resource: 'consumer', operation: 'create', consumerId: '={{ $json.v }}', options: IN_ORDER }, { items: items as unknown as IDataObject[] });
	expect([status, error?.message, (error as { context?: IDataObject }).context?.['itemIndex']]).toEqual(['error', "'Consumer ID' must be text, but is an object [item 1]", 1]);
	expect(server.take()).toHaveLength(1);
});

import { ExecuteContext } from 'n8n-core';
import type { IDataObject } from 'n8n-workflow';

import type { Engine } from '../../tools/engine';
import { startSandbox, type Sandbox } from '../../tools/sandbox';
import { CONTINUE, CRM_PIPEDRIVE, ERROR_OUTPUT, loadEngine, run, type RunOptions } from './support';

/** W1: whatever fails, and whenever, is an outcome of each item. */
let sandbox: Sandbox;
let engine: Engine;
beforeAll(async () => {
	[sandbox, engine] = await Promise.all([startSandbox(), loadEngine()]);
});
beforeEach(() => sandbox.reset());
afterEach(() => jest.restoreAllMocks());
afterAll(async () => await sandbox.close());

const GET = { operation: 'get', ...CRM_PIPEDRIVE };
const ITEMS = [{ id: 'a' }, { id: 'b' }, { id: 'c' }];

/** What fails before any item is read, and the beginning of the error. */
const CAUSES: Array<[string, object, RunOptions, string | RegExp]> = [
	['a base URL without a colon', GET, { credential: { baseUrl: 'localhost' } }, "'Base URL' of the Apideck credential is not valid: it is not a URL"],
	['an empty base URL', GET, { credential: { baseUrl: '' } }, "'Base URL' of the Apideck credential is not valid: it is empty"],
	['an empty key', GET, { credential: { apiKey: ' ' } }, "'API Key' of the Apideck credential is empty"],
	['an app ID that a header cannot carry', GET, { credential: { appId: 'app\u20131' } }, "'App ID' of the Apideck credential contains a space, a line break or another character"],
	['an app ID of two lines', GET, { credential: { appId: 'a\nb' } }, "'App ID' of the Apideck credential contains"],
	['no credential', GET, { node: { credentials: undefined } }, 'The Apideck credential cannot be read: Node does not have any credentials set'],
	// On n8n 1.123 it resolves to nothing.
	['a secret that does not resolve', GET, { credential: { apiKey: '={{ $secrets.vault.key }}' } }, /The Apideck credential cannot be read: Could not load secrets|'API Key' of the Apideck credential is empty/],
	['an expression of the credential that fails', GET, { credential: { apiKey: '={{ $("Gone").item.json.key }}' } }, "The Apideck credential cannot be read: Referenced node doesn't exist"],
	['an unknown operation', { ...GET, operation: 'getOne' }, {}, 'There is no operation "getOne" for the resource "connection"'],
	['an unknown resource', { ...GET, resource: 'constructor' }, {}, 'There is no resource "constructor"'],
];

const merge = (one: RunOptions, two: RunOptions): RunOptions => ({ ...one, ...two, node: { ...one.node, ...two.node } });
const messagesOf = (items: Array<{ json: IDataObject }>) => items.map(({ json }) => (json.error as IDataObject | undefined)?.message);

describe.each(CAUSES)('W1: %s', (_name, parameters, options, message) => {
	const starts = (typeof message === 'string' ? expect.stringContaining(message) : expect.stringMatching(message)) as unknown;

	it('becomes one error item per input when the node continues', async () => {
		const { items, status } = await run(engine, sandbox, parameters, { ...merge(options, CONTINUE), items: ITEMS });
		expect(status).toBe('success');
		expect(items.map(({ json }) => Object.keys(json))).toEqual([['error'], ['error'], ['error']]);
		expect(messagesOf(items)).toEqual([starts, starts, starts]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
		expect(sandbox.requests).toEqual([]);
	});

	it('goes to the error output where there is one, and nothing to the first', async () => {
		const { items, errorItems } = await run(engine, sandbox, parameters, { ...merge(options, ERROR_OUTPUT), items: ITEMS });
		expect(items).toEqual([]);
		expect(messagesOf(errorItems)).toEqual([starts, starts, starts]);
		expect(errorItems.map(({ json }) => json.id)).toEqual(['a', 'b', 'c']);
		expect(sandbox.requests).toEqual([]);
	});

	it('stops the workflow otherwise, with an error that names the item', async () => {
		const { status, error, run: record } = await run(engine, sandbox, parameters, { ...options, items: ITEMS });
		expect(status).toBe('error');
		expect(error!.message).toEqual(starts);
		expect(error!.message).toMatch(/\[item 0\]$/);
		expect(error!.context.itemIndex).toBe(0);
		expect(error!.description).toContain('No request was sent');
		expect(record.data.resultData.runData.Good).toBeUndefined();
	});

	it('is no failure when there are no items', async () => {
		const { status, json } = await run(engine, sandbox, parameters, { ...merge(options, CONTINUE), items: [] });
		expect([status, json]).toEqual(['success', []]);
	});
});

describe('W1: what fails after the last item', () => {
	const AUDIT = { resource: 'audit', operation: 'getFindings', return: 'changes' };

	it('leaves the output complete, and a hint says so', async () => {
		const real = ExecuteContext.prototype.getWorkflowStaticData;
		jest.spyOn(ExecuteContext.prototype, 'getWorkflowStaticData').mockImplementation(function (this: ExecuteContext, type) {
			return new Proxy(real.call(this, type), {
				set: () => {
					throw new Error('the static data is too large');
				},
			});
		});
		const { status, items, hints } = await run(engine, sandbox, AUDIT);
		expect(status).toBe('success');
		expect(items.length).toBeGreaterThan(10);
		expect(hints.map(({ message }) => message)).toContainEqual(
			expect.stringMatching(/^The results of this run could not be saved, so the next run will be compared with an earlier one: the static data is too large/),
		);
	});

	it('leaves the output whole when n8n takes no hints', async () => {
		jest.spyOn(ExecuteContext.prototype, 'addExecutionHints').mockImplementation(() => {
			throw new Error('no hints here');
		});
		const { status, items } = await run(engine, sandbox, AUDIT);
		expect(status).toBe('success');
		expect(items.length).toBeGreaterThan(10);
	});
});

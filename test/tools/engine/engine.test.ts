import path from 'node:path';
import type { INode, INodeParameters } from 'n8n-workflow';
import { Engine, inputOf, jsonOf, outputOf, type WorkflowDefinition } from '../../../tools/engine';
import { startServer } from './server';

let engine: Engine;
let server: Awaited<ReturnType<typeof startServer>>;

const credentials = () => ({
	functionApi: { key: 'sk_test_fake_1', baseUrl: server.url },
	genericApi: { token: 'sk_test_fake_2', baseUrl: server.url },
});

const node = (name: string, type: string, parameters: INodeParameters = {}): INode => ({
	id: name,
	name,
	type,
	typeVersion: 1,
	position: [0, 0],
	parameters,
});

const used = { functionApi: { id: 'any', name: 'Any' }, genericApi: { id: 'any', name: 'Any' } };

/** Start → Probe → (first output) Good, (error output) Bad. */
function workflow(parameters: INodeParameters, probe: Partial<INode> = {}): WorkflowDefinition {
	const to = (name: string) => [{ node: name, type: 'main' as const, index: 0 }];
	return {
		nodes: [
			node('Start', 'n8n-nodes-base.manualTrigger'),
			{ ...node('Probe', engine.type('probe'), parameters), credentials: used, ...probe },
			node('Good', 'n8n-nodes-base.noOp'),
			node('Bad', 'n8n-nodes-base.noOp'),
		],
		connections: { Start: { main: [to('Probe')] }, Probe: { main: [to('Good'), to('Bad')] } },
	};
}

beforeAll(async () => {
	server = await startServer();
	engine = await Engine.load(path.join(__dirname, 'fixture'));
});
afterAll(async () => await server.close());

describe('running a workflow', () => {
	it('resolves expressions for every item and keeps items paired', async () => {
		const items = [{ json: { id: 1 } }, { json: { id: 2 } }];
		const { run, status } = await engine.execute(workflow({ value: '={{ "n" + $json.id }}' }), { items });
		expect(status).toBe('success');
		expect(outputOf(run, 'Good')).toEqual([
			{ json: { value: 'n1', mode: 'trigger' }, pairedItem: { item: 0 } },
			{ json: { value: 'n2', mode: 'trigger' }, pairedItem: { item: 1 } },
		]);
		expect(inputOf(run, 'Probe').map((item) => item.json)).toEqual([{ id: 1 }, { id: 2 }]);
	});

	it('starts with one empty item by default, also in manual mode', async () => {
		const { run } = await engine.execute(workflow({ value: '={{ Object.keys($json).length }}' }), { mode: 'manual' });
		expect(jsonOf(run, 'Probe')).toEqual([{ value: 0, mode: 'manual' }]);
	});

	it('starts at the given node', async () => {
		const { run } = await engine.execute(workflow({}), { startNode: 'Good', items: [{ json: { a: 1 } }] });
		expect(Object.keys(run.data.resultData.runData)).toEqual(['Good']);
		expect(jsonOf(run, 'Good')).toEqual([{ a: 1 }]);
		expect(jsonOf(run, 'Probe')).toEqual([]);
	});

	it('runs an exported file with schedule trigger, sticky note, and a recording node that shows what would be sent', async () => {
		const exported: WorkflowDefinition = {
			nodes: [
				{ ...node('Every morning', 'n8n-nodes-base.scheduleTrigger', { rule: { interval: [{}] } }), typeVersion: 1.3 },
				node('Note', 'n8n-nodes-base.stickyNote', { content: 'read me' }),
				node('Tell', 'n8n-nodes-base.slack', { channelId: { __rl: true, mode: 'name', value: '#ops' }, text: '={{ $json.what }}' }),
			],
			connections: { 'Every morning': { main: [[{ node: 'Tell', type: 'main', index: 0 }]] } },
		};
		const { run, status } = await engine.execute(exported, { items: [{ json: { what: 'hello' } }] });
		expect(status).toBe('success');
		expect(jsonOf(run, 'Tell')).toMatchObject([{ text: 'hello', channelId: { mode: 'name', value: '#ops' } }]);
	});

	it('returns hints', async () => {
		const { hints } = await engine.execute(workflow({ operation: 'hint' }), { items: [{ json: {} }, { json: {} }] });
		expect(hints).toEqual([
			{ node: 'Probe', message: 'Item 0 was slow', location: 'outputPane', type: 'warning' },
			{ node: 'Probe', message: 'Item 1 was slow', location: 'outputPane', type: 'warning' },
		]);
	});

	it('rejects a workflow that cannot be started, with the reason', async () => {
		const unknown = workflow({}, { type: 'n8n-nodes-other.thing' });
		await expect(engine.execute(unknown)).rejects.toThrow('no node type "n8n-nodes-other.thing"');
		await expect(engine.execute(workflow({}), { startNode: 'Nobody' })).rejects.toThrow('no node "Nobody"');
		await expect(engine.execute(workflow({ operation: 'named' }))).rejects.toThrow('Parameter "Name" is required');
	});
});

describe('errors', () => {
	const items = [{ json: { path: '/ok' } }, { json: { path: '/missing' } }];
	const parameters = { operation: 'request', value: '={{ $json.path }}' };
	const run = async (onError?: INode['onError']) =>
		await engine.execute(workflow(parameters, { onError }), { credentials: credentials(), items });

	it('stop: the run fails with the node’s error, and no other node runs', async () => {
		const result = await run();
		expect(result.status).toBe('error');
		expect(result.error?.message).toBe('The resource you are requesting could not be found');
		expect(result.run.data.resultData.runData.Good).toBeUndefined();
	});

	it('continue: the error item stays in the output with the others', async () => {
		const result = await run('continueRegularOutput');
		expect(result.status).toBe('success');
		expect(jsonOf(result.run, 'Good')).toEqual([{ fine: true }, { error: expect.any(String) }]);
	});

	it('error output: n8n routes the error item there', async () => {
		const result = await run('continueErrorOutput');
		expect(jsonOf(result.run, 'Good')).toEqual([{ fine: true }]);
		expect(jsonOf(result.run, 'Bad')).toEqual([{ path: '/missing', error: expect.any(String) }]);
		expect(outputOf(result.run, 'Probe', 1)).toHaveLength(1);
	});
});

describe('cancel', () => {
	it.each(['handle', 'signal'])('by %s: the request is aborted and the run ends as cancelled', async (method) => {
		const parameters = { operation: 'request', value: '/hang' };
		const controller = new AbortController();
		const before = { seen: server.seen.length, dropped: server.dropped() };
		const execution = engine.execute(workflow(parameters, { onError: 'continueRegularOutput' }), {
			credentials: credentials(),
			items: [{ json: {} }, { json: {} }],
			signal: controller.signal,
		});
		while (server.seen.length === before.seen) await new Promise((resolve) => setTimeout(resolve, 5));
		if (method === 'handle') execution.cancel();
		else controller.abort();
		const { status } = await execution;
		expect(status).toBe('canceled');
		expect(server.seen.length - before.seen).toBe(1);
		while (server.dropped() === before.dropped) await new Promise((resolve) => setTimeout(resolve, 5));
	});
});

describe('static data', () => {
	it('is passed from one production run to the next', async () => {
		const counting = workflow({ operation: 'count' });
		const first = await engine.execute(counting);
		expect(first.staticData).toEqual({ 'node:Probe': { count: 1 } });
		const second = await engine.execute(counting, { staticData: first.staticData });
		expect(jsonOf(second.run, 'Probe')).toEqual([{ count: 2 }]);
		expect(first.staticData).toEqual({ 'node:Probe': { count: 1 } });
	});

	it('does not change in a manual run', async () => {
		const staticData = { 'node:Probe': { count: 5 } };
		const result = await engine.execute(workflow({ operation: 'count' }), { mode: 'manual', staticData });
		expect(jsonOf(result.run, 'Probe')).toEqual([{ count: 6 }]);
		expect(result.staticData).toEqual({ 'node:Probe': { count: 5 } });
	});
});

describe('dynamic parameters', () => {
	const probe = () => ({ type: engine.type('probe'), credentials: used });

	it('calls a list search with its arguments and the credential', async () => {
		const found = await engine.loadMethod('listSearch', 'things', probe(), credentials(), ['fil ter', 'p2']);
		expect(found).toEqual({ results: [{ name: 'One', value: '1' }], paginationToken: 'next' });
		expect(server.seen.at(-1)).toMatchObject({ path: '/things?filter=fil%20ter&page=p2', headers: { 'x-key': 'sk_test_fake_1' } });
	});

	it('passes the values of the open form to the method', async () => {
		const options = await engine.loadMethod('loadOptions', 'sections', probe(), {}, [], { value: 'north' });
		expect(options).toEqual([{ name: 'of north', value: 'north' }]);
	});

	it('reports a method that does not exist', async () => {
		await expect(engine.loadMethod('resourceMapping', 'fields', probe())).rejects.toThrow('no resourceMapping method "fields"');
	});
});

import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';

const PACKAGE = 'n8n-nodes-base';

type NodeStub = Pick<INodeTypeDescription, 'displayName' | 'name' | 'version'> & Partial<INodeTypeDescription>;

function describe(stub: NodeStub): INodeTypeDescription {
	return {
		group: ['transform'],
		description: `Stub of n8n's ${stub.displayName} node`,
		defaults: { name: stub.displayName },
		inputs: ['main'],
		outputs: ['main'],
		properties: [],
		...stub,
	};
}

class PassThrough implements INodeType {
	readonly description: INodeTypeDescription;

	constructor(stub: NodeStub) {
		this.description = describe(stub);
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [this.getInputData()];
	}
}

/** Starts with the items passed to execute(). Its `trigger` method makes the engine treat it as a trigger. */
class Trigger extends PassThrough {
	constructor(stub: NodeStub) {
		super({ group: ['trigger'], inputs: [], ...stub });
	}

	async trigger() {
		return undefined;
	}
}

/**
 * Replaces a node that sends something. Instead of sending, it outputs the resolved parameters and binary data of each input item. So
 * `outputOf(run, '<name of the node>')` is what would have been sent.
 */
class RecordingNode implements INodeType {
	readonly description: INodeTypeDescription;

	constructor(stub: NodeStub, parameters: INodeProperties[]) {
		this.description = describe({ ...stub, properties: parameters });
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const names = Object.keys(this.getNode().parameters);
		const sent = this.getInputData().map((item, index): INodeExecutionData => {
			const values = names.map((name) => [name, this.getNodeParameter(name, index)]);
			return { json: Object.fromEntries(values), binary: item.binary, pairedItem: { item: index } };
		});
		return [sent];
	}
}

/** The engine evaluates n8n's filter parameter. This node only keeps the matching items. */
class Filter implements INodeType {
	readonly description = describe({
		displayName: 'Filter',
		name: 'filter',
		version: [2, 2.1, 2.2, 2.3],
		properties: [
			{
				displayName: 'Conditions',
				name: 'conditions',
				type: 'filter',
				default: {},
				typeOptions: { filter: { caseSensitive: true, typeValidation: 'strict', version: 2 } },
			},
			{ displayName: 'Options', name: 'options', type: 'collection', default: {}, options: [] },
		],
	});

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const matching = this.getInputData().flatMap((item, index) =>
			this.getNodeParameter('conditions', index, false, { extractValue: true }) === true
				? [{ ...item, pairedItem: { item: index } }]
				: [],
		);
		return [matching];
	}
}

const text = (name: string): INodeProperties => ({ displayName: name, name, type: 'string', default: '' });
// Accepts any object, such as a collection or a resource locator.
const passesAnyType = (name: string): INodeProperties => ({ displayName: name, name, type: 'json', default: '' });

const nodeStubs: INodeType[] = [
	new Trigger({ displayName: 'Manual Trigger', name: 'manualTrigger', version: 1 }),
	new Trigger({
		displayName: 'Schedule Trigger',
		name: 'scheduleTrigger',
		version: [1, 1.1, 1.2, 1.3],
		properties: [passesAnyType('rule')],
	}),
	// n8n adds this parameter to every node that polls.
	new Trigger({ displayName: 'RSS Feed Trigger', name: 'rssFeedReadTrigger', version: 1, properties: [passesAnyType('pollTimes')] }),
	new Trigger({ displayName: 'Email Trigger (IMAP)', name: 'emailReadImap', version: [2, 2.1] }),
	new Filter(),
	new PassThrough({ displayName: 'No Operation, do nothing', name: 'noOp', version: 1 }),
	new PassThrough({
		displayName: 'Sticky Note',
		name: 'stickyNote',
		version: 1,
		inputs: [],
		outputs: [],
		properties: [text('content')],
	}),
	new RecordingNode({ displayName: 'Slack', name: 'slack', version: [2, 2.1, 2.2, 2.3, 2.4] }, [
		...['resource', 'operation', 'select', 'messageType', 'text'].map(text),
		...['channelId', 'user', 'blocksUi', 'otherOptions'].map(passesAnyType),
	]),
	new RecordingNode({ displayName: 'Send Email', name: 'emailSend', version: [2, 2.1] }, [
		...['resource', 'operation', 'fromEmail', 'toEmail', 'subject', 'emailFormat', 'text', 'html'].map(text),
		passesAnyType('options'),
	]),
];

/** The stubs by their full type name, as in a workflow file. */
export const stubbedNodeTypes: ReadonlyMap<string, INodeType> = new Map(
	nodeStubs.map((type) => [`${PACKAGE}.${type.description.name}`, type]),
);

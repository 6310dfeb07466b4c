import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';

const PACKAGE = 'n8n-nodes-base';

type Sketch = Pick<INodeTypeDescription, 'displayName' | 'name' | 'version'> & Partial<INodeTypeDescription>;

function describe(sketch: Sketch): INodeTypeDescription {
	return {
		group: ['transform'],
		description: `Stand-in for n8n's own ${sketch.displayName} node`,
		defaults: { name: sketch.displayName },
		inputs: ['main'],
		outputs: ['main'],
		properties: [],
		...sketch,
	};
}

class PassOn implements INodeType {
	readonly description: INodeTypeDescription;

	constructor(sketch: Sketch) {
		this.description = describe(sketch);
	}

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [this.getInputData()];
	}
}

/** Starts with the items that execute() is given. The engine takes it for a trigger by its `trigger` method, and runs its `execute`. */
class Trigger extends PassOn {
	constructor(sketch: Sketch) {
		super({ group: ['trigger'], inputs: [], ...sketch });
	}

	async trigger() {
		return undefined;
	}
}

/**
 * Takes the place of a node that sends something away: instead of sending, its output holds per input item every parameter as
 * n8n resolved it, and the item's binary data. So `outputOf(run, '<name of the node>')` is what would have been sent.
 */
class Sink implements INodeType {
	readonly description: INodeTypeDescription;

	constructor(sketch: Sketch, parameters: INodeProperties[]) {
		this.description = describe({ ...sketch, properties: parameters });
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

/** n8n's filter parameter is evaluated by the engine itself; this only keeps the items it holds for. */
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
		const kept = this.getInputData().flatMap((item, index) =>
			this.getNodeParameter('conditions', index, false, { extractValue: true }) === true
				? [{ ...item, pairedItem: { item: index } }]
				: [],
		);
		return [kept];
	}
}

const text = (name: string): INodeProperties => ({ displayName: name, name, type: 'string', default: '' });
// Takes any object as it stands, which is all a sink needs of a collection or a resource locator.
const anything = (name: string): INodeProperties => ({ displayName: name, name, type: 'json', default: '' });

const builtins: INodeType[] = [
	new Trigger({ displayName: 'Manual Trigger', name: 'manualTrigger', version: 1 }),
	new Trigger({
		displayName: 'Schedule Trigger',
		name: 'scheduleTrigger',
		version: [1, 1.1, 1.2, 1.3],
		properties: [anything('rule')],
	}),
	// n8n adds this parameter to every node that polls.
	new Trigger({ displayName: 'RSS Feed Trigger', name: 'rssFeedReadTrigger', version: 1, properties: [anything('pollTimes')] }),
	new Trigger({ displayName: 'Email Trigger (IMAP)', name: 'emailReadImap', version: [2, 2.1] }),
	new Filter(),
	new PassOn({ displayName: 'No Operation, do nothing', name: 'noOp', version: 1 }),
	new PassOn({
		displayName: 'Sticky Note',
		name: 'stickyNote',
		version: 1,
		inputs: [],
		outputs: [],
		properties: [text('content')],
	}),
	new Sink({ displayName: 'Slack', name: 'slack', version: [2, 2.1, 2.2, 2.3, 2.4] }, [
		...['resource', 'operation', 'select', 'messageType', 'text'].map(text),
		...['channelId', 'user', 'blocksUi', 'otherOptions'].map(anything),
	]),
	new Sink({ displayName: 'Send Email', name: 'emailSend', version: [2, 2.1] }, [
		...['resource', 'operation', 'fromEmail', 'toEmail', 'subject', 'emailFormat', 'text', 'html'].map(text),
		anything('options'),
	]),
];

/** The stand-ins by their full type name, as it is written in a workflow file. */
export const builtinNodeTypes: ReadonlyMap<string, INodeType> = new Map(
	builtins.map((type) => [`${PACKAGE}.${type.description.name}`, type]),
);

import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { FIXTURES } from '../../test/operations';
import type { PreviewSpec } from '../../test/operations/fixture';
import { outputOf, type Engine } from '../engine';
import type { Sandbox } from '../sandbox';

/** The part of JSON Schema that n8n shows. */
export interface Preview {
	type: string | string[];
	properties?: Record<string, Preview>;
	items?: Preview;
}

/** What the output of the same place looked like in all samples. */
interface Shape {
	types: Set<string>;
	properties: Map<string, Shape>;
	items?: Shape;
}

const newShape = (): Shape => ({ types: new Set(), properties: new Map() });

function typeOf(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'array';
	return Number.isInteger(value) ? 'integer' : typeof value;
}

function observe(shape: Shape, value: unknown): void {
	shape.types.add(typeOf(value));
	if (Array.isArray(value)) {
		shape.items ??= newShape();
		for (const entry of value) observe(shape.items, entry);
	} else if (typeof value === 'object' && value !== null) {
		for (const [key, own] of Object.entries(value)) {
			const known = shape.properties.get(key) ?? newShape();
			shape.properties.set(key, known);
			observe(known, own);
		}
	}
}

/** n8n shows the first type; null says that there may be none. */
const TYPE_ORDER = ['object', 'string', 'integer', 'number', 'boolean', 'array', 'null'];

function previewOf({ types, properties, items }: Shape): Preview {
	if (types.has('number')) types.delete('integer');
	// Null alone says nothing about the values.
	if (types.size === 1 && types.has('null')) types.add('string');
	const [first = 'string', ...others] = TYPE_ORDER.filter((type) => types.has(type));
	return {
		type: others.length === 0 ? first : [first, ...others],
		...(properties.size > 0 && { properties: Object.fromEntries([...properties].map(([key, shape]) => [key, previewOf(shape)])) }),
		...(items && items.types.size > 0 && { items: previewOf(items) }),
	};
}

/** The place of a field (`list.field` inside a list). */
function shapeAt(shape: Shape, name: string, field: string): Shape {
	let place: Shape | undefined = shape;
	for (const key of field.split('.')) place = (place?.items ?? place)?.properties.get(key);
	if (!place) throw new UserError(`The preview of ${name} in test/operations names a field that does not exist: ${field}`);
	return place;
}

/** Runs the operations that are sampled, each once. */
class Sampler {
	private readonly outputs = new Map<string, Promise<IDataObject[]>>();

	constructor(
		private readonly engine: Engine,
		private readonly sandbox: Sandbox,
	) {}

	async outputOf(name: string): Promise<IDataObject[]> {
		const known = this.outputs.get(name) ?? this.run(name, specOf(name));
		this.outputs.set(name, known);
		return await known;
	}

	private async run(name: string, { parameters: own, items: given, itemsFrom, again }: PreviewSpec): Promise<IDataObject[]> {
		const items = given ?? (itemsFrom === undefined ? [{}] : await this.outputOf(itemsFrom));
		this.sandbox.reset();
		const { parameters, prepare } = fixtureOf(name);
		const consumer = (parameters as { consumer?: { value: string } }).consumer?.value ?? this.sandbox.credentials.consumerId;
		const prepared = own === undefined ? await prepare?.(this.sandbox, [consumer]) : own;
		const all = { ...parameters, ...prepared };
		const { output, staticData } = await this.execute(name, all, items);
		return again === true ? (await this.execute(name, all, items, staticData)).output : output;
	}

	private async execute(name: string, parameters: object, items: IDataObject[], staticData: IDataObject = {}) {
		const [resource, operation] = name.split('.') as [string, string];
		const node = (id: string, type: string, own: object): INode => ({ id, name: id, type, typeVersion: 1, position: [0, 0], parameters: own as INodeParameters });
		const vault: INode = {
			...node('Vault', this.engine.type('apideckVault'), { resource, operation, ...parameters }),
			credentials: { apideckApi: { id: 'any', name: 'Apideck' } },
			// Some consumers of the sandbox only show an error.
			onError: 'continueRegularOutput',
		};
		const nodes = [node('Start', 'n8n-nodes-base.manualTrigger', {}), vault];
		const connections = { Start: { main: [[{ node: 'Vault', type: 'main' as const, index: 0 }]] } };
		const result = await this.engine.execute(
			{ nodes, connections },
			{ items: items.map((json) => ({ json })), credentials: { apideckApi: { ...this.sandbox.credentials } }, staticData },
		);
		const all = outputOf(result.run, 'Vault').map(({ json }) => json);
		const output = all.filter((json) => !('error' in json));
		if (output.length === 0) throw new UserError(`No preview of ${name}: ${JSON.stringify(all[0] ?? result.error?.message ?? 'no output')}`);
		return { output, staticData: result.staticData };
	}
}

function fixtureOf(name: string) {
	const fixture = FIXTURES[name];
	if (fixture === undefined) throw new UserError(`test/operations has no fixture of ${name}`);
	return fixture;
}

/** The operation whose output has the same shape. */
function sourceOf(name: string): string {
	const { preview } = fixtureOf(name);
	return typeof preview === 'string' ? sourceOf(preview) : name;
}

function specOf(name: string): PreviewSpec {
	const { preview = {} } = fixtureOf(sourceOf(name));
	return typeof preview === 'string' ? {} : preview;
}

/**
 * The JSON Schema of one output item of every operation, by `resource.operation`, from what the operations return in the sandbox.
 * @throws UserError for an operation without a fixture, and for a sample that fails
 */
export async function makePreviews(engine: Engine, sandbox: Sandbox, operations: string[]): Promise<Map<string, Preview & { version: number }>> {
	const sampler = new Sampler(engine, sandbox);
	const previews = new Map<string, Preview & { version: number }>();
	for (const name of operations) {
		const { open = [], nullable = [] } = specOf(name);
		const shape = newShape();
		for (const record of await sampler.outputOf(sourceOf(name))) observe(shape, record);
		for (const field of nullable) shapeAt(shape, name, field).types.add('null');
		const preview = previewOf(shape);
		for (const field of open) delete preview.properties?.[field]?.properties;
		previews.set(name, { ...preview, version: 1 });
	}
	return previews;
}

import { isDeepStrictEqual } from 'node:util';

import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Engine } from '../../tools/engine';
import type { Meaning } from './hostileKinds';
import { BASE, type Leaf } from './hostileModel';
import { decode, exactValue, substitute, type Decoded } from './hostileRequest';
import type { HostileServer } from './hostileServer';
import { byId, CONTINUE, retries, run } from './support';

/** The engine and the server that its requests go to. */
export interface World {
	engine: Engine;
	server: HostileServer;
}

/** One item at a time, because requests and items are matched by their order. */
const IN_ORDER = { concurrency: 1, ...retries({ maxRetries: 0 }) };

function set(parameters: Record<string, unknown>, key: string, value: unknown): void {
	const steps = key.split('.');
	let at = parameters;
	for (const [index, step] of steps.slice(0, -1).entries()) {
		at[step] ??= /^\d+$/.test(steps[index + 1] ?? '') ? [] : {};
		at = at[step] as Record<string, unknown>;
	}
	const last = steps.at(-1) ?? '';
	if (value === undefined) delete at[last];
	else at[last] = value;
}

/** The parameters of a leaf's operation with this value at the leaf; `undefined` leaves it out. */
export function parametersOf({ operation, key, property, shown, beside }: Leaf, value: unknown): object {
	const [resource, name] = operation.split('.');
	const parameters = structuredClone({ ...BASE[operation] }) as Record<string, unknown>;
	set(parameters, 'options', structuredClone(IN_ORDER));
	for (const [at, given] of Object.entries({ ...shown, ...beside })) set(parameters, at, given);
	set(parameters, key, property.type === 'resourceLocator' && value !== undefined ? byId(value) : value);
	return { resource, operation: name, ...parameters };
}

/** Runs the values as items of one run, one after the other. */
export async function send({ engine, server }: World, parameters: object, values: unknown[]) {
	server.take();
	const ran = await run(engine, server, parameters, { ...CONTINUE, credential: { consumerId: 'default-co' }, items: values.map((v) => ({ v })) as IDataObject[] });
	return { ...ran, sent: server.take().map(decode) };
}

export interface Reference {
	a: Decoded[];
	b: Decoded[];
	/** The requests without the parameter; none when it is needed. */
	without: Decoded[];
}

/** What leaves for two harmless values, and without any. */
export async function referenceOf(world: World, leaf: Leaf): Promise<Reference> {
	const [a, b] = leaf.kind.samples;
	const one = async (value: unknown) => (await send(world, parametersOf(leaf, '={{ $json.v }}'), [value])).sent;
	const without = leaf.property.required === true ? [] : (await send(world, parametersOf(leaf, undefined), [null])).sent;
	return { a: await one(a), b: await one(b), without };
}

/** Whether the parameter is seen in a request at all. */
const isOnWire = ({ a, b }: Reference) => JSON.stringify(a) !== JSON.stringify(b);

/** The requests that must leave for a value. */
export function expected(leaf: Leaf, reference: Reference, meaning: Extract<Meaning, { wire: unknown }>): Decoded[] {
	if (meaning.wire === 'absent') return reference.without;
	const { wire } = meaning;
	if (!isOnWire(reference)) return reference.a;
	// What has two values only, such as a switch, may change more than one place.
	for (const [index, request] of [reference.a, reference.b].entries()) {
		if (isDeepStrictEqual(wire.json, exactValue(leaf.kind.wires[index]))) return request;
	}
	return reference.a.map((request, index) => substitute(request, reference.b[index], leaf.kind.wires, wire) as Decoded);
}

/** Words of the machine and not of a person. */
const RAW = /TypeError|RangeError|SyntaxError|URIError|ERR_|ECONN|call stack|is not a function|cannot read|cannot convert|undefined \(|URI malformed|invalid character|circular|\n\s*at /i;

/** An error names the field and says how to fix it, in plain words, and does not repeat the value. */
export function checkRefusal(leaf: Leaf, item: INodeExecutionData): void {
	const { message, description } = item.json['error'] as { message: string; description: string };
	const { displayName } = leaf.property;
	const names = [displayName, displayName.replace(/ \(.*\)$/, ''), displayName.replace(' Name or ID', ' ID'), ...leaf.inside];
	expect(names.filter((name) => `${message} ${description}`.includes(name))).not.toEqual([]);
	expect(message).not.toMatch(RAW);
	expect(description).not.toMatch(RAW);
	expect(description).toMatch(/^\S.{10,}\. No request was sent for this item\.$/s);
	expect(message.length + description.length).toBeLessThan(700);
	expect(`${message}${description}`).not.toMatch(/\p{Cs}/u);
}

/** Runs all values as items of one run and looks at each: what left, or what the error says. */
export async function check(world: World, leaf: Leaf, reference: Reference, values: unknown[]): Promise<void> {
	const { items, sent, status, error } = await send(world, parametersOf(leaf, '={{ $json.v }}'), values);
	expect([status, error?.message]).toEqual(['success', undefined]);
	expect(items.map(({ pairedItem }) => (pairedItem as { item: number }).item)).toEqual(values.map((_value, index) => index));
	const left = [...sent];
	for (const [index, value] of values.entries()) {
		const item = items[index]!;
		const meaning = leaf.kind.means(value);
		const failed = 'error' in item.json;
		const outcome = (refused: boolean) => [index, refused ? 'refused' : 'sent', failed && item.json['error']];
		if (meaning.must !== 'any') expect(outcome(failed)).toEqual(outcome(meaning.must === 'refuse'));
		if (failed) {
			checkRefusal(leaf, item);
			continue;
		}
		if (meaning.must === 'refuse') throw new Error('it was sent');
		const wanted = expected(leaf, reference, meaning);
		expect(left.splice(0, wanted.length)).toEqual(wanted);
	}
	expect(left).toEqual([]);
	checkPrototypes();
}

/** Nothing has been added to what every object and list inherits. */
export function checkPrototypes(): void {
	expect(Object.keys(Object.prototype)).toEqual([]);
	expect(Object.keys(Array.prototype)).toEqual([]);
	expect('polluted' in {}).toBe(false);
}

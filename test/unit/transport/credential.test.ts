import { NodeOperationError, type ICredentialDataDecryptedObject, type INode } from 'n8n-workflow';

import { checkCredential, NO_ITEM_ADVICE, unreadableCredential } from '../../../nodes/ApideckVault/transport/credential';

const NODE: INode = { id: '1', name: 'Apideck Vault', type: 'apideckVault', typeVersion: 1, position: [0, 0], parameters: {} };
const KEY = 'sk_test_fake_unit_key';
const DATA = { apiKey: KEY, appId: 'app-1', baseUrl: 'https://unify.apideck.com', consumerId: 'acme' };

const check = (change: object, advice?: string) => checkCredential(NODE, { ...DATA, ...change } as ICredentialDataDecryptedObject, advice);
const errorOf = (action: () => unknown) => {
	try {
		action();
	} catch (error) {
		expect(error).toBeInstanceOf(NodeOperationError);
		return error as NodeOperationError;
	}
	throw new Error('nothing was thrown');
};

it('normalizes the resolved credential', () => {
	const data = { apiKey: ` Bearer ${KEY}\n`, appId: ' app-1 ', baseUrl: ' https://unify.apideck.com/ ', consumerId: ' acme ' };
	expect(checkCredential(NODE, data)).toEqual({
		baseUrl: 'https://unify.apideck.com',
		isLocal: false,
		appId: 'app-1',
		apiKey: KEY,
		defaultConsumerId: 'acme',
		application: expect.stringMatching(/^[\w-]{6}$/) as unknown,
		data,
	});
});

it.each([
	['', ''],
	['  ', ''],
	[undefined, ''],
	[null, ''],
	[4711, '4711'],
	[-1, '-1'],
])('W5: reads the default consumer %j as %j', (consumerId, expected) => {
	expect(check({ consumerId }).defaultConsumerId).toBe(expected);
});

it.each([[['acme']], [{}], [true], [2 ** 53], [1.5], [Number.NaN]])('S4: refuses the default consumer %j, which is not text', (consumerId) => {
	const { message, description } = errorOf(() => check({ consumerId }));
	expect([message, description]).toEqual([
		"'Default Consumer ID' of the Apideck credential must be text",
		"Open the node's Apideck credential and correct 'Default Consumer ID'. No request was sent.",
	]);
});

it.each([
	['App ID', { appId: '' }, "'App ID' of the Apideck credential is empty"],
	['App ID', { appId: undefined }, "'App ID' of the Apideck credential is empty"],
	['App ID', { appId: [] }, "'App ID' of the Apideck credential must be text"],
	['App ID', { appId: 'a\u00e9' }, "'App ID' of the Apideck credential contains"],
	['API Key', { apiKey: '' }, "'API Key' of the Apideck credential is empty."],
	['API Key', { apiKey: `${KEY}\u00e9` }, "'API Key' of the Apideck credential contains a line break"],
	['Base URL', { baseUrl: 'http://unify.apideck.com' }, "'Base URL' of the Apideck credential is not valid: it must start with https://"],
	['Base URL', { baseUrl: undefined }, "'Base URL' of the Apideck credential is not valid: it is empty"],
])('S4: rejects an invalid %s and names it: %j', (label, change, message) => {
	const error = errorOf(() => check(change));
	expect(error.message).toContain(message);
	expect(error.description).toBe(`Open the node's Apideck credential and correct '${label}'. No request was sent.`);
	expect(JSON.stringify([error.message, error.description])).not.toContain(KEY);
});

it('S4: adds advice where there is no item', () => {
	expect(errorOf(() => check({ appId: '' }, NO_ITEM_ADVICE)).description).toBe(
		"Open the node's Apideck credential and correct 'App ID'. Outside a running workflow, expressions in the credential can only use $vars and $secrets. No request was sent.",
	);
});

it('derives the name of an application from its base URL and app ID alone', () => {
	const { application } = check({});
	expect(check({ apiKey: 'sk_test_fake_other_key', consumerId: 'other', baseUrl: 'https://unify.apideck.com/' }).application).toBe(application);
	for (const change of [{ appId: 'app-2' }, { baseUrl: 'https://gateway.example' }]) expect(check(change).application).not.toBe(application);
});

it.each([
	['http://127.0.0.1:4010', true],
	['https://unify.apideck.com', false],
])('reports whether the base URL %s is this machine: %s', (baseUrl, isLocal) => {
	expect(check({ baseUrl })).toMatchObject({ baseUrl, isLocal });
});

const EXPRESSION = Object.assign(new Error('$json is not defined'), { name: 'ExpressionError' });
const RESOLVING = new Error('[Error resolving credentials] no access');

describe('an unreadable credential', () => {
	it.each([EXPRESSION, RESOLVING])('says to correct the expression or the item (%s)', (reason) => {
		const error = unreadableCredential(NODE, reason, true);
		expect([error.message, error.description]).toEqual([
			`The Apideck credential cannot be read: ${reason.message}`,
			"Correct the expression in the node's Apideck credential, or the item that it reads. No request was sent.",
		]);
	});

	it.each([EXPRESSION, RESOLVING])('says what expressions can use where there is no item (%s)', (reason) => {
		const error = unreadableCredential(NODE, reason, false);
		expect([error.message, error.description]).toEqual([
			'The Apideck credential cannot be read here: outside a running workflow, its expressions can only use $vars and $secrets',
			`n8n says: ${reason.message}. Enter IDs or expressions instead of selecting from lists. No request was sent.`,
		]);
	});

	it.each([true, false])('says to check access when the reason is not an expression (with an item: %s)', (hasItem) => {
		for (const reason of [new Error('not found'), 'not found']) {
			const error = unreadableCredential(NODE, reason, hasItem);
			expect([error.message, error.description]).toEqual([
				'The Apideck credential cannot be read: not found',
				'Check that the node has an Apideck credential that you are allowed to use, and that its expressions are valid. No request was sent.',
			]);
		}
	});

	it("shows at most 200 characters of n8n's own text", () => {
		expect(unreadableCredential(NODE, new Error('x'.repeat(300)), true).message).toBe(`The Apideck credential cannot be read: ${'x'.repeat(200)}`);
	});
});

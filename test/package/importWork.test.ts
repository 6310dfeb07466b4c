import { mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { importWork } from './importWork';

let folder: string;
beforeAll(() => {
	folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'apideck-vault-import-')));
	writeFileSync(path.join(folder, 'inner.js'), 'exports.inner = 1;');
});
afterAll(() => rmSync(folder, { recursive: true }));

const workOf = async (code: string) => {
	writeFileSync(path.join(folder, 'entry.js'), code);
	return await importWork({ folder, entries: ['entry.js'] });
};

it('reports nothing for a module with definitions only', async () => {
	const code = `
		const { createHmac } = require('node:crypto');
		const { inner } = require('./inner');
		const day = new Date(0).toISOString();
		const most = Math.max(1, 2);
		class Node { constructor() { this.description = { day, most, inner }; } async execute() { return createHmac('sha256', 'k'); } }
		exports.Node = Node;
		exports.constant = 1;`;
	expect(await workOf(code)).toEqual([]);
});

it.each([
	['reads a file', "require('node:fs').readFileSync('/dev/null')", ['calls fs.readFileSync', 'requires node:fs']],
	['reads a file of the package that is not a module', "require('fs').readFileSync(__filename.replace('.js', '.json'), { flag: 'a+' })", ['calls fs.readFileSync', 'requires fs']],
	['starts a timer', 'setTimeout(() => {}, 1).unref()', ['calls setTimeout', 'starts Timeout']],
	['leaves an interval running', 'setInterval(() => {}, 1000)', ['calls setInterval', 'leaves open Timeout', 'starts Timeout']],
	['waits for the next turn', 'queueMicrotask(() => {})', ['calls queueMicrotask', 'starts Microtask']],
	['makes a promise', 'Promise.resolve().then(() => {})', ['starts PROMISE']],
	['opens a server', "require('net').createServer().listen(0, '127.0.0.1').unref()", ['requires net']],
	['sends a request', "fetch('http://127.0.0.1:1').catch(() => {})", ['calls fetch']],
	['computes a hash', "require('node:crypto').createHash('sha256').update('x').digest('hex')", ['calls crypto.createHash']],
	['takes random bytes', "require('node:crypto').randomBytes(8)", ['calls crypto.randomBytes']],
	['reads the environment', 'exports.home = process.env.HOME', ['reads process.env']],
	['asks which variables there are', "'env' in process", ['reads process.env']],
	['listens to the process', "process.on('exit', () => {})", ['reads process.on', 'adds a listener of process for exit']],
	['asks for the time', 'exports.start = Date.now()', ['asks for the time']],
	['makes a date of now', 'exports.start = new Date()', ['asks for the time']],
	['draws a random number', 'exports.id = Math.random()', ['calls Math.random']],
	['prints', "console.log('ready')", ['calls console.log']],
	['leaves a global', 'globalThis.shared = {}', ['adds shared']],
	['changes a built-in', 'Array.prototype.last = function () {}', ['adds Array.prototype.last']],
	['loads a module from elsewhere', "require('node:os')", ['requires node:os']],
	['has side effects in a constructor', 'exports.Node = class { constructor() { setTimeout(() => {}, 1); } }', ['calls setTimeout']],
])('reports a module that %s', async (_, code, sentences) => {
	expect(await workOf(code)).toEqual(expect.arrayContaining(sentences));
});

it('rejects when a package cannot be loaded', async () => {
	await expect(workOf("throw new Error('not today')")).rejects.toThrow('not today');
});

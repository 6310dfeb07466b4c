import { readFileSync } from 'node:fs';
import path from 'node:path';
import Table from 'cli-table3';

import { figuresOf, replaceFigures } from '../../../tools/bench/figures';

const PAGE = readFileSync(path.join(__dirname, '../../../docs/figures.md'), 'utf8');

const table = new Table({ head: ['', 'time', 'memory'] });
table.push(['this node', '1.5 s', 20], ['a peer', '2.0 s', 30]);

describe('figuresOf', () => {
	it('turns every cell into text', () => {
		expect(figuresOf(table)).toEqual({ head: ['', 'time', 'memory'], rows: [['this node', '1.5 s', '20'], ['a peer', '2.0 s', '30']] });
	});

	it('keeps the first column and the named columns and rows', () => {
		expect(figuresOf(table, { columns: ['memory'], rows: ['a peer'] })).toEqual({ head: ['', 'memory'], rows: [['a peer', '30']] });
	});

	it.each([{ columns: ['disk'] }, { rows: ['disk'] }])('refuses a table without the column or row to show: %j', (shown) => {
		expect(() => figuresOf(table, shown)).toThrow('"disk"');
	});
});

describe('replaceFigures', () => {
	it.each(['requests', 'audit', 'limits'] as const)('replaces the section "%s" of docs/figures.md and nothing else', (section) => {
		const written = replaceFigures(PAGE, section, figuresOf(table), '2026-01-31 with Node 24');
		const [before, rest] = PAGE.split(`<!-- ${section} -->\n`) as [string, string];
		const after = rest.split(`<!-- /${section} -->`)[1]!;
		const expected = 'Measured 2026-01-31 with Node 24.\n\n|  | time | memory |\n| --- | --- | --- |\n| this node | 1.5 s | 20 |\n| a peer | 2.0 s | 30 |\n';
		expect(written).toBe(`${before}<!-- ${section} -->\n${expected}<!-- /${section} -->${after}`);
	});

	it('refuses a page without the section', () => {
		expect(() => replaceFigures('# Figures', 'audit', figuresOf(table), 'today')).toThrow('<!-- audit -->');
	});
});

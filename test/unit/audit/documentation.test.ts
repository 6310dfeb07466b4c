import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { disappearedFinding, unreadableFinding } from '../../../nodes/ApideckVault/audit/issues/finding';
import { RULES } from '../../../nodes/ApideckVault/audit/rules/classify';
import { DEFAULT_THRESHOLDS } from '../../../nodes/ApideckVault/audit/rules/verdict';

const PAGE = readFileSync(join(__dirname, '../../../docs/audit-rules.md'), 'utf8');
const cells = (line: string) => line.split('|').slice(1, -1).map((cell) => cell.trim().replaceAll('`', ''));
const rows = PAGE.split('\n').filter((line) => /^\| \d+ \|/.test(line)).map(cells);

describe('docs/audit-rules.md', () => {
	it('lists the rules with their severities and phases, in their order', () => {
		const documented = rows.map(([number, code, severity, phases]) => [Number(number), code, severity, phases]);
		const all = ['in_use', 'setting_up', 'disabled', 'not_added'];
		const phasesOf = (phases: readonly string[]) => (all.every((phase) => phases.includes(phase)) ? 'all' : phases.map((phase) => phase.replace('_', ' ')).join(', '));
		expect(documented).toEqual(RULES.map(({ code, severity, phases }, index) => [index + 1, code, severity, phasesOf(phases)]));
	});

	it('names the actor and a deadline where the rule has one', () => {
		for (const [index, rule] of RULES.entries()) {
			const [, , , , , , actor = '', deadline] = rows[index] ?? [];
			expect(actor).toBe(typeof rule.remedy === 'function' && rule.code !== 'integration_needs_configuration' ? 'consumer ¹' : (typeof rule.remedy === 'function' ? 'you' : rule.remedy.actor));
			expect(deadline !== '').toBe(rule.deadline !== undefined);
		}
	});

	it('states the default thresholds and the findings of the scan', () => {
		const bracketed = new Set(PAGE.match(/\((\d+)\) (hours|days|minutes)/g));
		const { purgeCriticalHours, degradedHours, unfinishedDays, refreshFailureHours, confirmationMinutes } = DEFAULT_THRESHOLDS;
		expect(bracketed).toEqual(new Set([`(${purgeCriticalHours}) hours`, `(${degradedHours}) hours`, `(${unfinishedDays}) days`, `(${refreshFailureHours}) hours`, `(${confirmationMinutes}) minutes`]));
		for (const { code, severity, actor } of [unreadableFinding({ id: 'a' }, 'it is gone'), disappearedFinding({ id: 'a' }, { unified_api: 'crm', service_id: 'x', connection_name: null }, 'ok')]) {
			expect(PAGE).toMatch(new RegExp(`\\| \`${code}\` \\| ${severity} \\|.*\\| ${actor} \\|`));
		}
	});
});

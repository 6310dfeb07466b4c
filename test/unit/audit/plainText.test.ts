import { assess } from '../../../nodes/ApideckVault/audit/rules/classify';
import { singleLine } from '../../../nodes/ApideckVault/audit/text';
import { DEFAULT_THRESHOLDS } from '../../../nodes/ApideckVault/audit/rules/verdict';
import type { Connection } from '../../../nodes/ApideckVault/api/connection';

const INVISIBLE = ['\u3164', '\u115f', '\u034f', '\u2800', '\u200b', '\ufe0f', '\u{e0041}', ' \u3164\n\u2800 '];

it.each(INVISIBLE)('treats a text of invisible characters as empty, however long: %j', (text) => {
	for (const times of [1, 3, 3_000]) expect(singleLine(text.repeat(times), 60)).toBe('');
});

it('replaces hidden characters by a space, and keeps the others', () => {
	expect(singleLine('pay\u3164pal', 60)).toBe('pay pal');
	expect(singleLine('\u115fAcme\u2800 \u034f Inc\u3164', 60)).toBe('Acme Inc');
	expect(singleLine('\u26a0\ufe0f Acme', 60)).toBe('\u26a0 Acme');
	expect(singleLine('김치 Zoë', 60)).toBe('김치 Zoë');
});

it.each(INVISIBLE)('names a connection with an invisible name by its service: %j', (name) => {
	const connection = { state: 'callable', health: 'revoked', name, service_id: 'xero' } as unknown as Connection;
	expect(assess(connection, { now: Date.UTC(2026, 0, 1), thresholds: DEFAULT_THRESHOLDS }).verdict.reason).toContain('xero');
});

import { assess } from '../../../nodes/ApideckVault/audit/classify';
import { plain } from '../../../nodes/ApideckVault/audit/plainText';
import { DEFAULT_THRESHOLDS } from '../../../nodes/ApideckVault/audit/thresholds';
import type { Connection } from '../../../nodes/ApideckVault/vault/connection';

const INVISIBLE = ['\u3164', '\u115f', '\u034f', '\u2800', '\u200b', '\ufe0f', '\u{e0041}', ' \u3164\n\u2800 '];

it.each(INVISIBLE)('W20: a text of invisible characters counts as empty, however long: %j', (text) => {
	for (const times of [1, 3, 3_000]) expect(plain(text.repeat(times), 60)).toBe('');
});

it('W20: shows a gap where a character was hidden, and the rest as it is', () => {
	expect(plain('pay\u3164pal', 60)).toBe('pay pal');
	expect(plain('\u115fAcme\u2800 \u034f Inc\u3164', 60)).toBe('Acme Inc');
	expect(plain('\u26a0\ufe0f Acme', 60)).toBe('\u26a0 Acme');
	expect(plain('김치 Zoë', 60)).toBe('김치 Zoë');
});

it.each(INVISIBLE)('W20: a connection whose name cannot be seen is called by its service: %j', (name) => {
	const connection = { state: 'callable', health: 'revoked', name, service_id: 'xero' } as unknown as Connection;
	expect(assess(connection, { now: Date.UTC(2026, 0, 1), thresholds: DEFAULT_THRESHOLDS }).verdict.reason).toContain('xero');
});

import type { Severity } from '../../nodes/ApideckVault/audit/rules/verdict';

const CODES: Record<Severity, number> = { critical: 31, warning: 33, info: 36, ok: 32 };

/** The text in the terminal color of its severity. Unchanged when `useColor` is false. */
export function color(text: string, severity: Severity, useColor: boolean): string {
	return useColor ? `\u001b[${CODES[severity]}m${text}\u001b[39m` : text;
}

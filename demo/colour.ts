import type { Severity } from '../nodes/ApideckVault/audit/verdict';

const CODES: Record<Severity, number> = { critical: 31, warning: 33, info: 36, ok: 32 };

/** The text in its severity's terminal colour; as it stands when `colours` is false. */
export function colour(text: string, severity: Severity, colours: boolean): string {
	return colours ? `\u001b[${CODES[severity]}m${text}\u001b[39m` : text;
}

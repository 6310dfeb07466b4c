import type { Item } from './item';
import { quoted } from './quoted';

const UNITS: Record<string, number> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };
const WEEK = 604_800_000;

/** How long a Vault session lasts. */
export interface SessionLength {
	/** As Apideck takes it, such as 24h. */
	text: string;
	ms: number;
}

/**
 * A lifetime such as 30m, 24h or 7d.
 * @throws NodeOperationError for anything else, and for more than the week that Apideck allows
 */
export function readSessionLength(item: Item, label: string, value: unknown): SessionLength {
	const given = typeof value === 'string' ? value.trim() : '';
	const [, amount, unit] = /^(\d+)\s*([smhdw])$/.exec(given) ?? [];
	const ms = Number(amount) * (UNITS[unit ?? ''] ?? NaN);
	if (!(ms > 0 && ms <= WEEK)) {
		throw item.invalid(
			`'${label}' cannot be ${quoted(value)}`,
			`Write a number with m, h, d or w in '${label}', such as 24h; a week is the most.`,
		);
	}
	return { text: `${Number(amount)}${unit}`, ms };
}

import type { Item } from './item';
import { readText } from './text';

/** A URL for a browser, undefined when it is empty. @throws NodeOperationError when it is none. */
export function readWebAddress(item: Item, label: string, value: unknown): string | undefined {
	const address = readText(item, label, value)?.trim();
	if (address === undefined || address === '') return undefined;
	if (!/^https?:\/\/[^\s\p{Cc}]+$/u.test(address) || !URL.canParse(address)) {
		throw item.invalid(`'${label}' is not a web address`, `Start '${label}' with https://.`);
	}
	return address;
}

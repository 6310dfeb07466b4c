import type { Item } from './item';
import { filledText } from './text';

/** A URL for a browser, undefined when it is empty. @throws NodeOperationError when it is none. */
export function readWebAddress(item: Item, label: string, value: unknown): string | undefined {
	const address = filledText(value)?.trim();
	if (address === undefined || address === '') return undefined;
	if (!/^https?:\/\/\S+$/.test(address)) {
		throw item.invalid(`'${label}' is not a web address`, `Start '${label}' with https://.`);
	}
	return address;
}

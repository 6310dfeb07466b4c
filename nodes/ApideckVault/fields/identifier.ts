import type { Item } from './item';
import { quoted } from './quoted';

/**
 * An ID as it may be sent: no white space round it, no control characters, whole Unicode, not a path trick.
 * Where it goes (path segment or header) is checked by the caller.
 * @throws NodeOperationError naming the field.
 */
export function checkIdentifier(item: Item, label: string, id: string): string {
	const say = (what: string) => item.invalid(`'${label}' ${what}`, `Correct the value of '${label}'.`);
	if (/\p{Cc}/u.test(id)) throw say('contains a line break or another control character');
	if (id.trim() !== id) throw say('starts or ends with a space');
	if (/^\.{1,2}$/.test(id)) throw say(`cannot be ${quoted(id)}`);
	if (/\p{Cs}/u.test(id)) throw say('contains a broken Unicode character');
	if (id.length > MAX_LENGTH) throw say(`is longer than ${MAX_LENGTH} characters`);
	return id;
}

const MAX_LENGTH = 512;

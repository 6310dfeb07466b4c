import type { Item } from './item';
import { quoted } from './quoted';

/** Apideck's own IDs are lowercase words with hyphens; digits, dots and underscores cost nothing to allow. */
const SERVICE_ID = /^[a-z0-9][a-z0-9._-]{0,127}$/;

/** The ID that a name such as "Google Drive" probably means; '' when there is no good guess. */
function probableId(name: string): string {
	const id = name.slice(0, 64).trim().toLowerCase().replace(/[^a-z0-9._-]+/g, '-').replace(/^[._-]+/, '');
	let end = id.length;
	while (end > 0 && '._-'.includes(id[end - 1]!)) end--;
	return id.slice(0, end);
}

/**
 * The entry of a filter by service. A name that cannot be an ID would match nothing, which looks like nothing being wrong.
 * @throws NodeOperationError naming the field and, where it can be guessed, the ID to use. The value is in the description only: the
 * trigger logs the message.
 */
export function checkServiceId(errors: Pick<Item, 'invalid'>, label: string, value: string): string {
	if (SERVICE_ID.test(value)) return value;
	const id = probableId(value);
	throw errors.invalid(
		`'${label}' contains a value that is not a service ID`,
		`${quoted(value)} is not a service ID. ${id === '' ? 'Service IDs look like hubspot or google-drive.' : `Use ${id} instead.`}`,
	);
}

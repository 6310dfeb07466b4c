/** A permission of a field; some servers write a switch as a number or a text. */
function isGranted(permission: unknown): boolean {
	return permission === true || permission === 1 || (typeof permission === 'string' && permission.toLowerCase() === 'true');
}

function valuesOf(value: unknown): unknown[] {
	return typeof value === 'object' && value !== null ? Object.values(value) : [];
}

/**
 * Whether data scopes are on and permit anything: every field of every resource (`*`), or one field to be read or written.
 * Without a permission there is nothing to consent to, and Hosted Vault shows no consent page.
 * @param scopes `application_data_scopes` of a connection, or anything else
 */
export function grantsAnything(scopes: unknown): boolean {
	if (typeof scopes !== 'object' || scopes === null) return false;
	const { enabled, resources } = scopes as { enabled?: unknown; resources?: unknown };
	if (enabled !== true) return false;
	if (resources === '*') return true;
	return valuesOf(resources).some((fields) => valuesOf(fields).some(permits));
}

function permits(field: unknown): boolean {
	if (typeof field !== 'object' || field === null) return false;
	const { read, write } = field as { read?: unknown; write?: unknown };
	return isGranted(read) || isGranted(write);
}

/** The files that a package brings beside its code: icons, codex files, output previews. */

/** Makes the output previews in nodes/ApideckVault/__schema__ from the sources, which takes a few seconds. */
export function writePreviews(): Promise<void>;

/** Copies all of them from the checkout into `into` (dist/ or its like), at the same relative paths. */
export function copyAssets(into: string): NodeJS.ReadWriteStream;

/**
 * Copies each of them again when it changes, and package.json into the folder that holds `into`.
 * @param report the file's path from the root of the checkout, with the error when it could not be copied
 */
export function watchAssets(into: string, report: (file: string, error?: Error) => void): { close(): Promise<void> };

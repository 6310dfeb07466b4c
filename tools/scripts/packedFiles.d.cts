/**
 * Compares an unpacked tarball with what n8n loads from it. `folder` is the unpacked package, `sources` the project it was packed
 * from; the paths that come back lie inside the package and are sorted.
 */
export declare function checkPackedFiles(
	folder: string,
	sources: string,
): { missing: string[]; unneeded: string[]; files: string[] };

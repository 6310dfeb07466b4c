import path from 'node:path';

/** A version of n8n and its dependencies, pinned by the package.json and package-lock.json of a folder. */
export interface N8nVersion {
	/** The folder with the two files and an .npmrc. */
	folder: string;
	/** The environment variable that overrides the installation folder. */
	variable: string;
	/** The size of its modules. */
	modulesBytes: number;
	/** The disk space that an installation needs for modules, npm's downloads and compiler output. */
	neededBytes: number;
}

/** The n8n of the demo and of the end-to-end tests. */
export const CURRENT: N8nVersion = {
	folder: __dirname,
	variable: 'APIDECK_VAULT_E2E_DIR',
	modulesBytes: 2.9e9,
	neededBytes: 4.5e9,
};

/** The oldest supported n8n: the 1.x line, which n8n still patches. */
export const OLDEST: N8nVersion = {
	folder: path.join(__dirname, 'oldest'),
	variable: 'APIDECK_VAULT_COMPAT_DIR',
	modulesBytes: 1.8e9,
	neededBytes: 3e9,
};

/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- development only: never runs inside n8n */
import path from 'node:path';

/** One version of n8n with everything it needs, pinned by a folder's package.json and package-lock.json. */
export interface Pin {
	/** The folder with the two files and an .npmrc. */
	folder: string;
	/** The environment variable that names another folder to install into. */
	variable: string;
	/** Size of its modules. */
	modulesBytes: number;
	/** Free space that an installation needs: the modules, npm's downloads, what the compiler writes. */
	neededBytes: number;
}

/** The n8n of the demo and of the end-to-end tests. */
export const CURRENT: Pin = {
	folder: __dirname,
	variable: 'APIDECK_VAULT_E2E_DIR',
	modulesBytes: 2.9e9,
	neededBytes: 4.5e9,
};

/** The 1.x line, which n8n still patches: the oldest n8n that the package is tested with. */
export const OLDEST: Pin = {
	folder: path.join(__dirname, 'compat'),
	variable: 'APIDECK_VAULT_COMPAT_DIR',
	modulesBytes: 1.8e9,
	neededBytes: 3e9,
};

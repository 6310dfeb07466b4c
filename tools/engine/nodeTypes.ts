import { PackageDirectoryLoader } from 'n8n-core';
import type { ICredentialType, INodeType, INodeTypes, IVersionedNodeType } from 'n8n-workflow';
import { NodeHelpers, UserError } from 'n8n-workflow';
import { stubbedNodeTypes } from './nodeStubs';

/** The node and credential types of one package, loaded by the class that n8n uses for an installed community package. */
export class PackageTypes implements INodeTypes {
	private constructor(private readonly loader: PackageDirectoryLoader) {}

	/** `packageDir` contains the package.json whose `n8n` block lists the files. Throws when one of them cannot be loaded. */
	static async load(packageDir: string): Promise<PackageTypes> {
		const loader = new PackageDirectoryLoader(packageDir);
		await loader.loadAll();
		return new PackageTypes(loader);
	}

	get packageName(): string {
		return this.loader.packageName;
	}

	getByName(type: string): INodeType | IVersionedNodeType {
		const builtin = stubbedNodeTypes.get(type);
		if (builtin) return builtin;
		const prefix = `${this.packageName}.`;
		const name = type.startsWith(prefix) ? type.slice(prefix.length) : '';
		if (!Object.hasOwn(this.loader.nodeTypes, name)) {
			const known = [...Object.keys(this.loader.nodeTypes).map((own) => prefix + own), ...stubbedNodeTypes.keys()];
			throw new UserError(`The embedded engine has no node type "${type}". Known types: ${known.join(', ')}`);
		}
		return this.loader.getNode(name).type;
	}

	getByNameAndVersion(type: string, version?: number): INodeType {
		return NodeHelpers.getVersionedNodeType(this.getByName(type), version);
	}

	getKnownTypes() {
		return {};
	}

	/** Throws when the package has no such credential type. */
	credentialType(name: string): ICredentialType {
		return this.loader.getCredential(name).type;
	}
}

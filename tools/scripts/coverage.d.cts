/** The part of the operation table that the page is made of. */
interface ResourceTable {
	[name: string]: {
		label: string;
		value: string;
		operations: Record<string, { option: { name: string; value: string }; endpoints: readonly string[] }>;
	};
}

/** The text of docs/coverage.md. */
export declare function coveragePage(resources: ResourceTable): string;

/** Where the operations and Apideck's OpenAPI description disagree, a sentence each. Without `spec` only the operations are checked. */
export declare function coverageProblems(resources: ResourceTable, spec?: object): string[];

/** The operation table, outside jest. */
export declare function loadResources(): ResourceTable;

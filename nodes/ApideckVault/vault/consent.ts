/** Every resource and field (`*`), or resource -> field path -> what is allowed. */
export type DataScopesResources = '*' | Record<string, Record<string, { read?: boolean; write?: boolean }>>;

/** One decision of a consumer about their data. */
export interface ConsentRecord {
	id?: string;
	/** ISO 8601. */
	created_at?: string;
	granted?: boolean;
	resources?: DataScopesResources;
}

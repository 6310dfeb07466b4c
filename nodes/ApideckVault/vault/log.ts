/** One request that Apideck carried out for a consumer (`Log` of vault.yml). */
export interface LogRecord {
	id?: string;
	/** Set when the request belongs to another one. */
	parent_id?: string | null;
	/** ISO 8601. */
	timestamp?: string;
	consumer_id?: string;
	unified_api?: string;
	service?: { id?: string; name?: string };
	operation?: { id?: string; name?: string };
	http_method?: string;
	base_url?: string;
	path?: string;
	status_code?: number;
	success?: boolean;
	error_message?: string | null;
	/** Milliseconds; `latency` is what Apideck added, `execution` the whole. */
	duration?: number;
	latency?: number;
	execution?: number;
	api_style?: string;
	child_request?: boolean;
	has_children?: boolean;
	sandbox?: boolean;
	source_ip?: string | null;
}

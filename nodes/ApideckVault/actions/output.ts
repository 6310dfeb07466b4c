import { connectionIdOf } from '../api/ids';
import type { RecordIds } from '../api/records';
import type { ItemParameters } from '../parameters/itemParameters';
import { mapped, type Param, type Params, shownWhen, type ValueContext } from '../parameters/param';
import { quoted } from '../parameters/jsonSafety';
import { options, readList } from '../parameters/scalars';
import { redactRecord } from '../secrets/redact';
import type { VaultCall } from '../transport/call';
import { TimeSlice } from '../transport/cancel';
import { paginate } from '../transport/paginate';
import { type OperationContext, type OutputRecord, records } from './operation';

type Mode = 'raw' | 'selected' | 'simplified';

/** The output settings of one item. */
interface OutputSelection {
	mode: Mode;
	/** The fields to return in `selected` mode. */
	fields: readonly string[];
}

/** How to return the records of one item. */
export interface OutputShape extends OutputSelection {
	/**
	 * The IDs of the request. Every record contains them, because the response must not decide whose record it is. Undefined for records
	 * that the node has made itself.
	 */
	ids: Record<string, string> | undefined;
	redactSecrets: boolean;
	/** Top-level fields that are never masked. */
	reveals: readonly string[];
}

/** The output of an operation, declared once: its parameters and their effect. */
export interface Output<T extends object> {
	params: Params;
	/** Whether a record may contain secrets other than those that the operation returns on purpose. */
	mayHoldSecrets: boolean;
	/**
	 * Reads the item's output settings. Call it before the request is sent: nothing must be changed if the result cannot be shown.
	 * @throws NodeOperationError for an unknown mode, and for an empty or unknown selection of fields
	 */
	read(item: ItemParameters): OutputSelection;
	show(list: T[], shape: OutputShape): OutputRecord[];
}

/** Unmodified records with the IDs of the request. */
export const plainOutput: Output<object> = {
	params: {},
	mayHoldSecrets: true,
	read: () => ({ mode: 'raw', fields: [] }),
	show: (list, { ids }) => records(list.map((record) => identify(record, ids))),
};

/** A result of known fields, such as `deleted`, with the IDs of the request. */
export const statusOutput: Output<object> = { ...plainOutput, mayHoldSecrets: false };

const OUTPUT = 'Output';
const RAW = 'Raw';
const SIMPLIFIED = 'Simplified';

interface OutputSettings<T> {
	/** Top-level fields that can be selected. */
	fields: readonly string[];
	/** Fields that are always returned, to identify the record. */
	ids: readonly string[];
	/** The name of the record's connection. Defaults to its unified API and service. */
	connectionOf?(record: T & RecordIds): string | null;
	/** Whether the simplified record contains settings: without their form fields, it would not show which of them are secret. */
	simplifiedHasSettings?: boolean;
	simplify(record: T & RecordIds): object;
}

/** Records that are returned simplified, raw, or with selected fields, as the item's settings say. */
export function recordOutput<T extends object>({ fields, ids, connectionOf, simplifiedHasSettings = false, simplify }: OutputSettings<T>): Output<T> {
	const params = {
		output: options(
			OUTPUT,
			[
				{ name: RAW, value: 'raw', description: 'All fields, with secrets masked' },
				{ name: 'Selected Fields', value: 'selected', description: 'Only the fields you select, and the IDs' },
				{ name: SIMPLIFIED, value: 'simplified', description: 'The fields that most workflows need' },
			],
			{ default: 'simplified', description: 'Which fields of each record to return' },
		),
		fields: shownWhen({ output: ['selected'] }, fieldNames(fields)),
	};
	return {
		params,
		mayHoldSecrets: true,
		read(item) {
			const mode = item.readParam('output', params.output);
			return { mode, fields: mode === 'selected' ? (item.readParam('fields', params.fields) ?? []) : [] };
		},
		show(list, { mode, fields: selected, ids: requestedIds, redactSecrets, reveals }) {
			const complete = list.map((record) => identify(record, requestedIds, connectionOf));
			if (mode === 'raw') return records(complete);
			// The item loop masks the secrets of the output. Without the other fields, it could not see which settings are declared as harmless.
			const isMaskedHere = redactSecrets && (mode === 'selected' || simplifiedHasSettings);
			const masked = isMaskedHere ? complete.map((record) => redactRecord(record, reveals)) : complete;
			if (mode === 'simplified') return records(masked.map((record) => simplify(record)));
			const names = new Set([...ids, ...selected]);
			return records(masked.map((record) => pick(record as Record<string, unknown>, names)));
		},
	};
}

/** First in every record, in this order: n8n's table shows the columns in the order of the fields. */
const LEADING = ['name', 'state', 'health', 'consumer_id', 'connection', 'unified_api', 'service_id'];

/** A record with the IDs of the request, which replace those of the response, and with the name of its connection if it has one. */
function identify<T extends object>(record: T, ids: Record<string, string> | undefined, connectionOf: (record: T & RecordIds) => string | null | undefined = namedConnection): T & RecordIds {
	if (!ids) return record;
	const identified = { ...record, ...ids };
	const connection = connectionOf(identified);
	const complete: Record<string, unknown> = connection === undefined ? identified : { ...identified, connection };
	const order = new Set([...LEADING, ...Object.keys(ids), ...Object.keys(complete)]);
	return Object.fromEntries([...order].filter((name) => Object.hasOwn(complete, name)).map((name) => [name, complete[name]])) as T & RecordIds;
}

/** Undefined for a record that is not about a connection. */
function namedConnection({ unified_api: unifiedApi, service_id: serviceId }: RecordIds): string | null | undefined {
	return unifiedApi === undefined || serviceId === undefined ? undefined : connectionIdOf(unifiedApi, serviceId);
}

/** Fields in the order of the record. */
function pick(record: Record<string, unknown>, names: ReadonlySet<string>): object {
	const present = Object.keys(record).filter((name) => names.has(name));
	return Object.fromEntries([...new Set([...present, ...names])].map((name) => [name, Object.hasOwn(record, name) ? record[name] : undefined]));
}

/**
 * The selected fields, without duplicates. Unknown names are rejected, because their columns would be empty. Fields that are new in the
 * API are in the raw output.
 */
function fieldNames(fields: readonly string[]): Param<string[]> {
	const raw: Param<unknown> = {
		property: {
			displayName: 'Fields',
			type: 'multiOptions',
			options: [...fields].sort().map((name) => ({ name: toLabel(name), value: name })),
			default: [],
			description: 'The fields to return. IDs are always included.',
		},
		read: (value) => value,
	};
	return mapped(raw, (value, context) => {
		const { label } = context;
		const names = readList(context, label, value, { mayBeEmpty: true });
		if (names.length === 0) {
			throw context.invalid(`'${label}' is empty`, `Select at least one field in '${label}', or set '${OUTPUT}' to ${SIMPLIFIED}.`);
		}
		const known = new Map(fields.map((name) => [name.toLowerCase(), name]));
		return [...new Set(names.map((name) => known.get(name.toLowerCase()) ?? rejectField(name, fields, context)))];
	});
}

function rejectField(name: string, fields: readonly string[], { label, invalid }: ValueContext): never {
	throw invalid(
		`'${label}' cannot contain ${quoted(name)}`,
		`Select fields from the list of '${label}', such as ${suggestFields(name.toLowerCase(), fields).join(', ')}. For other fields, set '${OUTPUT}' to ${RAW}.`,
	);
}

/** Maximum number of names that an error suggests. */
const MAX_SUGGESTIONS = 12;

/** Some of the fields, the most similar ones first. */
function suggestFields(name: string, fields: readonly string[]): string[] {
	const words = name.split(/[^a-z0-9]+/).filter((word) => word.length > 1);
	const isSimilar = (field: string) => words.some((word) => field.includes(word));
	return [...fields].sort((a, b) => Number(isSimilar(b)) - Number(isSimilar(a))).slice(0, MAX_SUGGESTIONS);
}

const ACRONYMS = new Set(['api', 'html', 'http', 'id', 'ip', 'url']);
/** Words whose spelling in Title Case is not their capitalized form. */
const SPELLINGS: Record<string, string> = { for: 'for', oauth: 'OAuth' };

function toLabel(name: string): string {
	return name
		.split('_')
		.map((word) => SPELLINGS[word] ?? (ACRONYMS.has(word) ? word.toUpperCase() : word.charAt(0).toUpperCase() + word.slice(1)))
		.join(' ');
}

/** Number of records to process before yielding. */
const BATCH_SIZE = 200;

/**
 * The output of a paginated list, up to the limit. Each page is converted as it arrives, so only the output is kept in memory. Pages
 * overlap when records are added or deleted during pagination, so duplicates are dropped.
 * @param idOf the key that identifies a record
 */
export async function pagedRecords<T>(
	ctx: OperationContext,
	list: VaultCall,
	limit: number,
	idOf: (record: T) => unknown,
	shape: (page: T[]) => OutputRecord[],
): Promise<OutputRecord[]> {
	const found: OutputRecord[] = [];
	const slice = new TimeSlice();
	const seen = new Set<unknown>();
	const isNew = (record: T) => {
		const id = idOf(record);
		if (id === undefined || id === null || id === '') return true;
		return !seen.has(id) && seen.add(id).size > 0;
	};
	let unusable = 0;
	for await (const whole of paginate<T>(ctx.vault, list, ctx.options.request, limit, (count) => (unusable += count))) {
		const page = whole.filter(isNew);
		await appendInBatches(found, page, shape, slice);
	}
	if (unusable > 0) ctx.addHint(`${unusable} ${unusable === 1 ? 'entry' : 'entries'} in Apideck's list could not be read and ${unusable === 1 ? 'is' : 'are'} not in the output.`);
	return found;
}

/** The output of a list without pagination, which may contain any number of records. */
export async function listRecords<T>(list: T[], shape: (batch: T[]) => OutputRecord[]): Promise<OutputRecord[]> {
	const found: OutputRecord[] = [];
	await appendInBatches(found, list, shape, new TimeSlice());
	return found;
}

/** Yields to n8n between batches, because a server may return more records than requested. */
async function appendInBatches<T>(found: OutputRecord[], list: T[], shape: (batch: T[]) => OutputRecord[], slice: TimeSlice): Promise<void> {
	for (let from = 0; from < list.length; from += BATCH_SIZE) {
		// Not a spread, because the number of arguments of a call is limited.
		for (const record of shape(list.slice(from, from + BATCH_SIZE))) found.push(record);
		await slice.yieldIfDue();
	}
}

import type { Finding } from '../../audit/finding';
import type { AuditTracker } from '../../audit/tracker';
import type { ItemCall } from '../operation';
import type { AuditSettings } from './parameters';
import type { Turns } from './turns';

/** How far a scan has come. */
export interface ScanCounts {
	consumers: number;
	connections: number;
	unreadable: number;
	/** Consumers whose connections were judged by their summary, although a rule asked for more. */
	detailsUnread: number;
	/** The values of the filters that a connection matched. */
	matched: Set<string>;
}

/** Gets each verdict as it is made, the healthy ones too; `finding` carries its change since the last run. */
export type Sink = (finding: Finding) => void;

export interface ScanContext {
	call: ItemCall;
	settings: AuditSettings;
	tracker: AuditTracker;
	/** Unix milliseconds. */
	now: number;
	turns: Turns;
	sink: Sink;
}

/** Process of one measured audit. Only the engine and the workflow use its memory and CPU time. */
import path from 'node:path';
import { constants, performance, PerformanceObserver, type PerformanceEntry } from 'node:perf_hooks';

import type { IDataObject, INodeExecutionData, IRun } from 'n8n-workflow';

import { Engine, jsonOf, type WorkflowDefinition } from '../../engine';
import { SANDBOX_CREDENTIALS } from '../../sandbox';
import { startExpressionEngine } from '../expressionEngine';
import type { EngineName } from '../flags';
import { root } from '../fixtures/built';
import { singleNode } from '../singleNode';
import { serve } from '../worker';
import { keyOf } from './expected';
import { RESULT_NODE, standardWorkflow } from './standardWorkflow';

export interface AuditRun {
	/** This node, the workflow of n8n's own nodes, or the bare node, which discards its responses. */
	by: 'vault' | 'standard' | 'bare';
	consumers: number;
	baseUrl: string;
	perSecond: number;
	engine: EngineName;
}

export interface AuditMeasure {
	wallMs: number;
	cpuMs: number;
	/** Resident memory before the run and its peak during the run, including garbage. */
	idleBytes: number;
	peakBytes: number;
	/** Memory in use before the run, and the peak after full garbage collections. */
	idleInUse: number;
	peakInUse: number;
	/** Keys of the findings, see keyOf. */
	found: string[];
	/** Output pane hints of the run. */
	hints: string[];
}

const SAMPLE_MS = 25;

// Source maps would make every error slower.
process.setSourceMapsEnabled(false);

interface Audit {
	engine: Engine;
	workflow: WorkflowDefinition;
	found: (run: IRun) => string[];
}

async function auditOf({ by, baseUrl, perSecond }: AuditRun): Promise<Audit> {
	if (by === 'bare') {
		const engine = await Engine.load(path.join(root, 'tools/bench/fixtures/peers'));
		return { engine, workflow: singleNode(engine.type('bare'), {}), found: () => [] };
	}
	if (by === 'standard') {
		return {
			engine: await Engine.load(path.join(root, 'tools/bench/fixtures/standard')),
			workflow: standardWorkflow(baseUrl, perSecond),
			found: (run) =>
				jsonOf(run, RESULT_NODE).map((json) => {
					const connection = json['data.connections'] as IDataObject;
					const consumer = json.data as IDataObject | undefined;
					const consumerId = json['data.consumer_id'] ?? consumer?.consumer_id ?? connection.consumer_id;
					return keyOf(String(consumerId), String(connection.unified_api), String(connection.service_id));
				}),
		};
	}
	const engine = await Engine.load(root);
	return {
		engine,
		workflow: singleNode(engine.type('apideckVault'), { resource: 'audit', operation: 'getFindings' }),
		found: (run) =>
			jsonOf(run, 'Node').map(({ consumer_id: id, connection }) => {
				const [api = '', service = ''] = String(connection).split('+');
				return keyOf(String(id), api, service);
			}),
	};
}

function inUse(): number {
	const { heapUsed, external } = process.memoryUsage();
	return heapUsed + external;
}

/** Calls back after each full garbage collection of V8. */
function onFullCollection(callback: () => void): PerformanceObserver {
	const isFull = (entry: PerformanceEntry) => (entry as { detail?: { kind?: number } }).detail?.kind === constants.NODE_PERFORMANCE_GC_MAJOR;
	const observer = new PerformanceObserver((list) => {
		if (list.getEntries().some(isFull)) callback();
	});
	observer.observe({ entryTypes: ['gc'] });
	return observer;
}

/** One item per consumer for the bare node, one empty item for the others. */
function itemsOf({ by, baseUrl, consumers }: AuditRun): INodeExecutionData[] {
	if (by !== 'bare') return [{ json: {} }];
	return Array.from({ length: consumers }, (_, index) => {
		const consumer = `consumer-${String(index + 1).padStart(6, '0')}`;
		return { json: { baseUrl, consumer, path: `/vault/consumers/${consumer}`, discard: true } };
	});
}

async function run(question: AuditRun): Promise<AuditMeasure> {
	await startExpressionEngine(question.engine);
	const { engine, workflow, found } = await auditOf(question);
	const items = itemsOf(question);
	globalThis.gc?.();
	const idleBytes = process.memoryUsage.rss();
	const idleInUse = inUse();
	let peakBytes = idleBytes;
	let peakInUse = idleInUse;
	const sample = () => (peakBytes = Math.max(peakBytes, process.memoryUsage.rss()));
	const sampleInUse = () => (peakInUse = Math.max(peakInUse, inUse()));
	const timer = setInterval(sample, SAMPLE_MS);
	const observer = onFullCollection(sampleInUse);
	const cpu = process.cpuUsage();
	const start = performance.now();
	const credentials = { apideckApi: { ...SANDBOX_CREDENTIALS, baseUrl: question.baseUrl } };
	const { run: record, status, error, hints } = await engine.execute(workflow, { credentials, items });
	const wallMs = performance.now() - start;
	const { user, system } = process.cpuUsage(cpu);
	sample();
	clearInterval(timer);
	observer.disconnect();
	globalThis.gc?.();
	sampleInUse();
	if (status !== 'success') throw error ?? new Error(`The run ended as ${status}`);
	return {
		wallMs,
		cpuMs: (user + system) / 1000,
		idleBytes,
		peakBytes,
		idleInUse,
		peakInUse,
		found: found(record),
		hints: hints.map(({ message }) => message),
	};
}

serve<AuditRun>(run);

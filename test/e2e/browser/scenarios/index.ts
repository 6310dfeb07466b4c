import type { Scenario } from '../scenario';
import { addingTheNode } from './addingTheNode';
import { auditState } from './auditState';
import { credential } from './credential';
import { examples } from './examples';
import { failures } from './failures';
import { fieldsOfOperations } from './fieldsOfOperations';
import { humanReview } from './humanReview';
import { output } from './output';
import { pickers } from './pickers';
import { settingsForm } from './settingsForm';
import { themes } from './themes';
import { tool } from './tool';
import { trigger } from './trigger';

/** The scenarios in order. The second one creates the credential that all later ones use. */
export const SCENARIOS: Scenario[] = [
	addingTheNode,
	credential,
	fieldsOfOperations,
	pickers,
	settingsForm,
	output,
	failures,
	tool,
	humanReview,
	examples,
	themes,
	trigger,
	auditState,
];

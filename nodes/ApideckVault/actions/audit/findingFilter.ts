import type { INodeProperties } from 'n8n-workflow';

import type { Finding } from '../../audit/finding';
import { ACTORS, SEVERITIES, severityRank } from '../../audit/verdict';
import { readAdded } from '../../fields/added';
import type { Item } from '../../fields/item';
import { readList } from '../../fields/list';
import { quoted } from '../../fields/quoted';
import { readText } from '../../fields/text';

/** Which findings are returned; what is audited, counted and remembered does not depend on it. */
export const findingFilterField: INodeProperties = {
	displayName: 'Findings to Return',
	name: 'findingFilter',
	type: 'collection',
	placeholder: 'Add filter',
	default: {},
	options: [
		{
			displayName: 'Severity at Least',
			name: 'minSeverity',
			type: 'options',
			options: [
				{ name: 'Critical', value: 'critical' },
				{ name: 'Info', value: 'info' },
				{ name: 'Warning', value: 'warning' },
			],
			default: 'warning',
			description: 'Leave out findings that are less severe; what is resolved or gone counts as severe as it was',
		},
		{
			displayName: 'Who Must Act',
			name: 'actors',
			type: 'multiOptions',
			options: [
				{ name: 'Apideck', value: 'apideck', description: 'Only waiting, or asking Apideck, helps' },
				{ name: 'Consumer', value: 'consumer', description: 'Your customer must authorize again or enter something' },
				{ name: 'Nobody', value: 'nobody', description: 'For information only' },
				{ name: 'You', value: 'you', description: 'The owner of the Apideck application' },
			],
			default: [],
			description: 'Only findings that these have to act on. Empty means all.',
		},
	],
};

/** The condition of one item. @throws NodeOperationError for a severity or an actor that does not exist */
export function readFindingFilter(item: Item): (finding: Finding) => boolean {
	const given = readAdded(item, findingFilterField);
	const actors = readList(item, 'Who Must Act', given['actors']);
	const unknown = actors.find((actor) => !(ACTORS as readonly string[]).includes(actor));
	if (unknown !== undefined) {
		throw item.invalid(`'Who Must Act' cannot hold ${quoted(unknown)}`, `Use ${ACTORS.join(', ')} in 'Who Must Act'.`);
	}
	const minSeverity = readText(item, 'Severity at Least', given['minSeverity']) ?? 'ok';
	if (!(SEVERITIES as readonly string[]).includes(minSeverity)) {
		throw item.invalid(`'Severity at Least' cannot be ${quoted(minSeverity)}`, `Use ${SEVERITIES.join(', ')} in 'Severity at Least'.`);
	}
	return ({ severity, actor, change, previous_severity: before }) => {
		// A resolved finding counts with the severity it had, so its end is reported only where its start was.
		const over = change === 'resolved' || change === 'disappeared';
		const rank = severityRank(over ? (before ?? 'critical') : severity);
		return (actors.length === 0 || actors.includes(actor)) && rank >= severityRank(minSeverity);
	};
}

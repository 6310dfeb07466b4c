import type { Param } from '../parameters/param';
import { options } from '../parameters/scalars';

type SettingsMode = 'fields' | 'json';

/** How to enter settings: in a form or as JSON. Show the form and the JSON field with `inFields` and `inJson`. */
export const settingsMode = (what: { fields: string; json: string; description: string }): Param<SettingsMode> =>
	options(
		'Settings',
		[
			{ name: 'Using Fields Below', value: 'fields', description: what.fields },
			{ name: 'Using JSON', value: 'json', description: what.json },
		],
		{ default: 'fields', description: what.description },
	);

/** The values of `settingsMode` with which a form is shown. */
export const inFields: Record<'settingsMode', SettingsMode[]> = { settingsMode: ['fields'] };

/** The values of `settingsMode` with which a JSON field is shown. */
export const inJson: Record<'settingsMode', SettingsMode[]> = { settingsMode: ['json'] };

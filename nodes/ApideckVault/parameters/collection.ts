import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { alphabetical, fieldsOf, type Param, type Params, propertiesOf, rowsOf, type ValueContext, type Values } from './param';
import { isBlank, isShown } from './itemParameters';

interface CollectionSettings {
	description?: string;
	/** Text of the button, such as `Add Field`. */
	placeholder: string;
	/**
	 * Whether an added field must have a value. Required where fields narrow something, such as filters or permissions: there, an
	 * empty field must not count as one that was never added.
	 */
	mustBeFilled?: boolean;
	/** Fields for which an empty list is a value, such as "allow nothing". */
	emptyLists?: readonly string[];
}

/** The fields of a collection that were added. The others are undefined, or what their parameter reads from undefined. */
export function collection<P extends Params>(label: string, fields: P, { description, placeholder, ...rules }: CollectionSettings): Param<Values<P>> {
	return {
		property: {
			displayName: label,
			type: 'collection',
			placeholder,
			default: {},
			...(description === undefined ? {} : { description }),
			options: propertiesOf(fields).sort(byLabel),
		},
		read(value, context) {
			const given = fieldsOf(value, context);
			for (const [name, { property }] of rules.mustBeFilled ? Object.entries(fields) : []) {
				const field = context.part(property.displayName, name);
				const isEmptyList = Array.isArray(given[name]) && given[name].length === 0;
				// n8n omits fields whose expression returned undefined.
				const wasAdded = Object.hasOwn(given, name) || field.isExpression;
				if (wasAdded && isBlank(given[name]) && !(isEmptyList && rules.emptyLists?.includes(name))) throw emptyFieldError(field, label);
			}
			return readAll(fields, given, context);
		},
	};
}

interface GroupSettings {
	description?: string;
	/** Key under which the workflow stores the fields. */
	name: string;
	/**
	 * Whether an added group must contain its fields, and an expression must return a value. Required where the defaults grant more than a
	 * value would: n8n passes on an empty group if the fields were stored in the wrong place.
	 */
	mustBeFilled?: boolean;
}

/** Fields that are shown and added together. Those that are not stored read as if they were not added. */
export function group<P extends Params>(label: string, fields: P, { description, name, mustBeFilled = false }: GroupSettings): Param<Values<P>> {
	const defaults = Object.entries(fields).map(([field, { property }]) => [field, property.default] as const);
	return {
		property: {
			displayName: label,
			type: 'fixedCollection',
			// Stated explicitly, because n8n otherwise drops an empty group, which would then count as never added.
			typeOptions: { multipleValues: false },
			placeholder: `Add ${label}`,
			// With this default, n8n shows the fields as soon as the group is added. Without it, n8n first shows a button.
			default: { [name]: Object.fromEntries(defaults) },
			...(description === undefined ? {} : { description }),
			options: [{ displayName: label, name, values: propertiesOf(fields) }],
		},
		read(value, context) {
			const inner = context.part(label, name);
			const stored = fieldsOf(value, context);
			if (mustBeFilled && value !== undefined && !Object.hasOwn(stored, name)) throw context.invalid(`'${label}' is empty`, `Add the fields of '${label}', or remove it.`);
			const given = fieldsOf(stored[name], inner);
			for (const [key, { property }] of mustBeFilled ? Object.entries(fields) : []) {
				const field = inner.part(property.displayName, key);
				if (field.isExpression && isBlank(given[key])) throw emptyFieldError(field, label);
			}
			return readAll(fields, given, inner);
		},
	};
}

interface RowSettings {
	description?: string;
	/** Label of one row, such as `Mapping`. */
	row: string;
	/** Key under which the workflow stores the rows. */
	name: string;
	/** Whether an empty row is an error. By default it is skipped. Set this where skipping it would change something else. */
	mustBeFilled?: boolean;
}

/** The rows of a repeated form. Empty rows are skipped, because spreadsheets often end with some. */
export function rows<P extends Params>(label: string, fields: P, { description, row, name, mustBeFilled = false }: RowSettings): Param<Array<Values<P>>> {
	return {
		property: {
			displayName: label,
			type: 'fixedCollection',
			typeOptions: { multipleValues: true, multipleValueButtonText: `Add ${row}` },
			placeholder: `Add ${row}`,
			default: {},
			...(description === undefined ? {} : { description }),
			options: [{ displayName: row, name, values: propertiesOf(fields) }],
		},
		read(value, context) {
			const filled = rowsOf(fieldsOf(value, context)[name], context).filter((entry) => mustBeFilled || !isBlank(entry));
			return filled.map((entry) => readAll(fields, entry, context));
		},
	};
}

const byLabel = (a: INodeProperties, b: INodeProperties) => alphabetical(a.displayName, b.displayName);

function readAll<P extends Params>(fields: P, given: IDataObject, context: ValueContext): Values<P> {
	const values: Record<string, unknown> = {};
	for (const [name, param] of Object.entries(fields)) {
		values[name] = isShown(param, values) ? param.read(given[name], context.part(param.property.displayName, name)) : undefined;
	}
	return values as Values<P>;
}

function emptyFieldError({ label, isExpression, invalid }: ValueContext, collectionLabel: string): Error {
	return isExpression
		? invalid(`The expression in '${label}' returned no value`, `Make sure the expression returns a value, or remove '${label}' from '${collectionLabel}'.`)
		: invalid(`'${label}' is empty`, `Enter a value in '${label}' under '${collectionLabel}', or remove it.`);
}

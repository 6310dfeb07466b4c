import { isPlainObject, isSafeNumber } from './jsonSafety';
import { checkIdentifier, checkPathId } from './text';
import type { Param, ValueContext, ValueErrors } from './param';

interface LocatorSettings {
	description: string;
	/** Name of the list's method, such as `searchConsumers`. */
	search: string;
	/** Placeholder of the list, such as `Select a resource…`. */
	select: string;
	/** Example ID, for placeholders and errors. */
	example: string;
	/** Label of the second mode, if it does not take an ID. */
	byId?: string;
	/** The values that the list depends on, such as `consumer.value`. The editor clears the parameter when one of them changes. */
	dependsOn?: readonly string[];
}

function locatorProperty(label: string, { description, search, select, example, byId = 'By ID', dependsOn }: LocatorSettings): Param<unknown>['property'] {
	return {
		displayName: label,
		type: 'resourceLocator',
		...(dependsOn === undefined ? {} : { typeOptions: { loadOptionsDependsOn: [...dependsOn] } }),
		default: { mode: 'list', value: '' },
		description,
		modes: [
			{ displayName: 'From List', name: 'list', type: 'list', placeholder: select, typeOptions: { searchListMethod: search, searchable: true } },
			{ displayName: byId, name: 'id', type: 'string', placeholder: `e.g. ${example}` },
		],
	};
}

/** One of Apideck's own IDs, selected from a list or entered. */
export function locator(label: string, settings: LocatorSettings): Param<string> {
	return requiredLocator(label, settings, checkPathId);
}

/** Free text, such as a consumer's ID, selected from a list or entered. */
export function textLocator(label: string, settings: LocatorSettings): Param<string> {
	return requiredLocator(label, settings, checkIdentifier);
}

/**
 * A record, selected from a list or entered.
 * @param check reads the ID; throws for an invalid one
 */
export function requiredLocator<T>(label: string, settings: LocatorSettings, check: (errors: ValueErrors, label: string, id: string) => T): Param<T> {
	return {
		property: { ...locatorProperty(label, settings), required: true },
		extractValue: true,
		read(value, context) {
			const id = readLocator(value, context);
			if (id === '') throw context.invalid(`'${label}' is empty`, `Select '${label}' from the list, or enter a value such as ${settings.example}.`);
			return check(context, label, id);
		},
	};
}

/**
 * The consumer of the item, or the credential's default consumer when it is left empty. An expression that returns nothing is an
 * error, because it should have selected another consumer.
 */
export function defaultedLocator(label: string, settings: LocatorSettings): Param<string> {
	return {
		property: locatorProperty(label, settings),
		extractValue: true,
		read(value, context) {
			const given = readLocator(value, context);
			if (given === '' && context.isExpression) throw missingIdError(context);
			const id = given || context.defaultConsumerId;
			if (id !== '') return checkIdentifier(context, context.label, id);
			throw context.invalid(
				`'${context.label}' is empty and the credential has no default consumer`,
				`Select a consumer in '${context.label}', or enter a 'Default Consumer ID' in the Apideck credential.`,
			);
		},
	};
}

/** A locator as a field of a collection or of rows. There n8n passes the locator itself instead of its value. */
export function nestedLocator(param: Param<string>): Param<string> {
	return { ...param, read: (given, context) => param.read(isPlainObject(given) && given['__rl'] === true ? given['value'] : given, context) };
}

/** The ID, or '' when nothing is selected. Numbers that may have been rounded are rejected, as they could name another record. */
function readLocator(value: unknown, context: ValueContext): string {
	if (typeof value === 'string') return value;
	if (typeof value === 'number' && isSafeNumber(value)) return String(value);
	if ((value === null || value === undefined) && !context.isExpression) return '';
	throw missingIdError(context);
}

function missingIdError({ label, invalid }: ValueContext): Error {
	return invalid(`The expression in '${label}' did not return an ID`, `Make the expression return the ID as text, or select a value in '${label}'.`);
}

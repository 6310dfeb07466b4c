import { type INodeParameters, type INodeProperties, NodeHelpers } from 'n8n-workflow';

/** What the editor shows of a node's parameters, derived from their declarations. */
export interface Form {
	/** Labels in the order of the form. */
	labels: string[];
	/** Names of the required parameters that have no default. */
	unfilled: string[];
	/** Labels of the fields that are not required and do not select the record. */
	additional: string[];
}

/** Select the operation. */
const LISTS = ['resource', 'operation'];

/** The form of a node with default parameters except these. */
export function formOf(properties: INodeProperties[], changed: INodeParameters): Form {
	const node = { typeVersion: 1 };
	const values = NodeHelpers.getNodeParameters(properties, changed, true, false, node, null) ?? changed;
	const shown = properties.filter((property) => hasLabel(property) && NodeHelpers.displayParameter(values, property, node, null));
	const additional = shown.filter(({ name, type, required }) => !required && type !== 'resourceLocator' && !LISTS.includes(name));
	return {
		labels: shown.map(({ displayName }) => displayName),
		unfilled: shown.filter((property) => property.required && isEmpty(property.default)).map(({ name }) => name),
		additional: additional.map(({ displayName }) => displayName),
	};
}

/** A notice has no label, and the form of a connection's settings appears when the connection is selected. */
const hasLabel = ({ type }: INodeProperties) => type !== 'notice' && type !== 'resourceMapper';

function isEmpty(value: INodeProperties['default']): boolean {
	const content = typeof value === 'object' && value !== null && 'value' in value ? value.value : value;
	return content === '' || (Array.isArray(content) && content.length === 0);
}

/** A collection or a group with every field added, each with its default. */
export function everyField({ type, options = [], default: value }: INodeProperties): INodeParameters {
	if (type === 'fixedCollection') return value as INodeParameters;
	const fields = options.filter((option): option is INodeProperties => 'type' in option);
	return Object.fromEntries(fields.map((field) => [field.name, /ollection$/.test(field.type) ? everyField(field) : field.default]));
}

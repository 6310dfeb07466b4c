import type { ICredentialType, INodeProperties, INodePropertyCollection, INodePropertyModeValidation, INodePropertyOptions, INodeTypeDescription } from 'n8n-workflow';

/** A text that the editor shows, and where. */
export interface EditorText {
	place: string;
	kind: string;
	text: string;
}

type Entry = INodeProperties | INodePropertyCollection | INodePropertyOptions;

const labelOf = (entry: Entry) => ('displayName' in entry ? entry.displayName : entry.name);

const kindOfLabel = (entry: Entry) => (!('displayName' in entry) ? 'option' : 'type' in entry && entry.type === 'notice' ? 'notice' : 'label');

/** Everything that is shown of one entry and of what is inside it. */
function textsOf(entry: Entry, outer: string): EditorText[] {
	const label = labelOf(entry);
	const place = `${outer} > ${label.length > 40 ? `${label.slice(0, 40)}…` : label}`;
	const own: Array<[string, unknown]> = [
		[kindOfLabel(entry), label],
		['description', 'description' in entry ? entry.description : undefined],
		['action', 'action' in entry ? entry.action : undefined],
		['placeholder', 'placeholder' in entry ? entry.placeholder : undefined],
		['hint', 'hint' in entry ? entry.hint : undefined],
		['button', 'typeOptions' in entry ? entry.typeOptions?.multipleValueButtonText : undefined],
	];
	const modes = 'modes' in entry ? (entry.modes ?? []) : [];
	const inner: Entry[] = [...('options' in entry ? (entry.options ?? []) : []), ...('values' in entry ? entry.values : [])];
	return [
		...own.filter((pair): pair is [string, string] => typeof pair[1] === 'string' && pair[1] !== '').map(([kind, text]) => ({ place, kind, text })),
		...modes.flatMap(({ displayName, hint, placeholder, validation = [] }) => [
			{ place: `${place} > ${displayName}`, kind: 'option', text: displayName },
			...[placeholder, hint].filter((text): text is string => Boolean(text)).map((text) => ({ place: `${place} > ${displayName}`, kind: 'placeholder', text })),
			...(validation as INodePropertyModeValidation[]).map(({ properties }) => ({ place: `${place} > ${displayName}`, kind: 'error', text: (properties as { errorMessage: string }).errorMessage })),
		]),
		...inner.flatMap((each) => textsOf(each, place)),
	];
}

/** Where a parameter belongs: the resource that shows it. */
const sectionOf = ({ displayOptions }: INodeProperties) => {
	const resources = displayOptions?.show?.resource ?? [];
	return resources.length === 1 ? ` > ${String(resources[0])}` : '';
};

/** The texts of a node or a credential; a parameter that several operations have comes once. */
export function editorTexts(described: INodeTypeDescription | ICredentialType): EditorText[] {
	const { displayName, properties } = described;
	const own = ['description', 'subtitle', 'eventTriggerDescription', 'activationMessage'].flatMap((kind) => {
		const text = (described as unknown as Record<string, unknown>)[kind];
		return typeof text === 'string' ? [{ place: displayName, kind, text }] : [];
	});
	const all = [{ place: displayName, kind: 'label', text: displayName }, ...own, ...properties.flatMap((each) => textsOf(each, displayName + sectionOf(each)))];
	return [...new Map(all.map((each) => [JSON.stringify(each), each])).values()];
}

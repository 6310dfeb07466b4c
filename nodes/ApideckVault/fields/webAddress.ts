import type { Item } from './item';
import { quoted } from './quoted';
import { readText } from './text';

/** Schemes that run code, open local data or show a page of the browser itself, instead of going somewhere. */
const DANGEROUS = new Set(['about', 'blob', 'chrome', 'data', 'file', 'filesystem', 'intent', 'jar', 'javascript', 'resource', 'vbscript', 'view-source', 'ws', 'wss', 'ftp']);

/** A scheme, and a slash at least: `mailto:` and `tel:` are not places to send somebody to. */
const URL_FORM = /^([a-z][a-z0-9+.-]*):\/[^\s\p{C}\p{Z}\\]+$/iu;

/**
 * A URL that a consumer is sent to afterwards, undefined when it is empty: a web address, or one that an app has registered, such as
 * `myapp://callback`.
 * @throws NodeOperationError when it is neither, or would run code in the browser.
 */
export function readWebAddress(item: Item, label: string, value: unknown): string | undefined {
	const url = readText(item, label, value)?.trim();
	if (url === undefined) return undefined;
	// Read without what a browser skips in a scheme, so that the message fits "java\tscript:" as well.
	const scheme = /^([a-z][a-z0-9+.-]*):/i.exec(url.slice(0, 200).replace(/[\s\p{C}\p{Z}]+/gu, ''))?.[1]?.toLowerCase();
	if (scheme !== undefined && DANGEROUS.has(scheme)) {
		throw item.invalid(`'${label}' must not be a ${quoted(`${scheme}:`)} URL`, `Enter the address of a page, such as https://app.example.com/done, or of an app, such as myapp://done.`);
	}
	const isWeb = scheme === 'http' || scheme === 'https';
	if (!URL_FORM.test(url) || (isWeb && !/^https?:\/\/[^/?#]/i.test(url)) || !URL.canParse(url)) {
		throw item.invalid(`'${label}' is not a full URL`, `Write '${label}' like https://app.example.com/done or myapp://done.`);
	}
	return url;
}

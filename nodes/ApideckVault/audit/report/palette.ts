import type { Severity } from '../rules/verdict';

/** Colors of one severity: `ink` on `paper` is readable text, `fill` is for shapes. */
export interface Tone {
	ink: string;
	paper: string;
	fill: string;
}

export interface Palette extends Record<Severity, Tone> {
	page: string;
	card: string;
	line: string;
	text: string;
	muted: string;
}

/** Written inline, because some mail clients drop style sheets. */
export const LIGHT: Palette = {
	page: '#f3f4f7',
	card: '#ffffff',
	line: '#e3e6ec',
	text: '#1a2233',
	muted: '#5b6579',
	critical: { ink: '#b3261e', paper: '#fdeeec', fill: '#d93a2f' },
	warning: { ink: '#8f4a00', paper: '#fff4e0', fill: '#f0a020' },
	info: { ink: '#1d4fa8', paper: '#ebf2fe', fill: '#5b93ea' },
	ok: { ink: '#1c6b43', paper: '#e9f7ef', fill: '#4fb27c' },
};

/** For prefers-color-scheme: dark, by class names that outrank the inline styles. */
export const DARK: Palette = {
	page: '#10141c',
	card: '#181e29',
	line: '#2b3342',
	text: '#e8ecf4',
	muted: '#9aa5b8',
	critical: { ink: '#ff9c92', paper: '#3a1a1a', fill: '#e5564b' },
	warning: { ink: '#ffc46b', paper: '#35270f', fill: '#e09a2b' },
	info: { ink: '#9cc3ff', paper: '#182a47', fill: '#5b93ea' },
	ok: { ink: '#7fd6a6', paper: '#14301f', fill: '#45a571' },
};

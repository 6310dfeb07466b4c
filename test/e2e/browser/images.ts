import { mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { UserError } from 'n8n-workflow';
import type { Page } from './playwright';
import type { PictureArea } from './scenario';

const FOLDER = path.join(__dirname, '..', '..', '..', 'docs', 'images');
const MAX_BYTES = 200_000;

/** The README's screenshots, taken while the scenarios run. */
export class Images {
	constructor(private readonly wanted: boolean) {}

	/** Writes docs/images/<name>.png. @throws UserError when the file is too large for the README */
	async capture(page: Page, name: string, clip: PictureArea): Promise<void> {
		if (!this.wanted) return;
		mkdirSync(FOLDER, { recursive: true });
		const file = path.join(FOLDER, `${name}.png`);
		await page.screenshot({ path: file, clip, animations: 'disabled', caret: 'hide' });
		const { size } = statSync(file);
		if (size > MAX_BYTES) throw new UserError(`${file} has ${size} bytes, more than ${MAX_BYTES}. Choose a smaller area.`);
		console.log(`        docs/images/${name}.png (${Math.round(size / 1000)} kB)`);
	}
}

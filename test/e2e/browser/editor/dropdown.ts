import type { Locator, Page } from '../playwright';
import { eventually } from '../eventually';

/** Opens a field's dropdown list and waits for its entries, which n8n renders outside the field. */
export async function openDropdown(page: Page, field: Locator): Promise<Locator> {
	const box = field.getByRole('combobox').first();
	const id = await box.getAttribute('aria-controls');
	const entries = page.locator(`[id="${id}"] .el-select-dropdown__item`);
	await eventually('the list', async () => {
		if ((await box.getAttribute('aria-expanded')) !== 'true') await box.click();
		return await entries.first().isVisible();
	});
	return entries;
}

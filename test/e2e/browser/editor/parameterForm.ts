import type { Locator } from '../playwright';
import type { PictureArea } from '../scenario';

/** Space below the last field in a picture, in CSS pixels. */
const MARGIN = 24;

/** The fields of a node's panel, from the credential to the options. */
export class ParameterForm {
	constructor(private readonly parameters: Locator) {}

	/** The visible labels that the panel cuts off, and the placeholders that are longer than their field. */
	async cutTexts(): Promise<string[]> {
		return await this.parameters.evaluate((form) => {
			const labels = Array.from(form.querySelectorAll<HTMLElement>('[data-test-id="input-label"], [data-test-id="input-label"] .n8n-text, .notice'));
			const cutLabels = labels.filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth).map(({ innerText }) => innerText.split('\n')[0] ?? '');
			const canvas = document.createElement('canvas').getContext('2d');
			const fields = Array.from(form.querySelectorAll('input')).filter(({ clientWidth }) => clientWidth > 0);
			const cutTexts = fields.filter((field) => {
				const { font, paddingLeft, paddingRight } = getComputedStyle(field);
				if (canvas) canvas.font = font;
				const width = canvas?.measureText(field.value || field.placeholder).width ?? Infinity;
				// Within a pixel, nothing is missing.
				return width > field.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight) + 1;
			});
			return [...cutLabels, ...cutTexts.map(({ value, placeholder }) => value || placeholder)];
		});
	}

	/** The names of the parameters with an error mark. */
	async marked(): Promise<string[]> {
		const marks = this.parameters.getByTestId('parameter-issues').filter({ visible: true });
		return await marks.evaluateAll((elements) =>
			elements.map((mark) => mark.closest('[data-test-id="parameter-item"]')?.querySelector('[data-parameter-path]')?.getAttribute('data-parameter-path')?.replace('parameters.', '') ?? 'unknown'),
		);
	}

	/** The area of the panel that contains all fields. */
	async area(): Promise<PictureArea> {
		return await this.parameters.evaluate((form, margin) => {
			const { left: x, width } = form.getBoundingClientRect();
			const { top: y } = (form.closest('.node-settings') ?? form).getBoundingClientRect();
			const bottoms = Array.from(form.querySelectorAll('[data-test-id="parameter-item"], .notice')).map((item) => item.getBoundingClientRect().bottom);
			return { x, y, width, height: Math.max(...bottoms) - y + margin };
		}, MARGIN);
	}
}

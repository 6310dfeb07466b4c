/** An ID such as `purchase-orders` as a person would write it: Purchase Orders. */
export function title(id: string): string {
	return id
		.split(/[-_]/)
		.map((word) => word.charAt(0).toUpperCase() + word.slice(1))
		.join(' ');
}

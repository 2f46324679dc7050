type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

const isTick = (field: Field): field is HTMLInputElement => field.type === 'checkbox' || field.type === 'radio';

/**
 * What somebody typed or ticked before the page's script was there: taking over, Svelte sets each field to what the server
 * wrote. Called when the script begins to take over; what it returns, called afterwards, puts the fields back.
 */
export function keepTyped(root: Document): () => void {
	const fields = [...root.querySelectorAll<Field>('input:not([type=hidden]):not([type=file]), textarea, select')];
	const kept = fields.map((field) =>
		isTick(field) ? { field, checked: field.checked } : { field, value: field.value }
	);
	return () => {
		for (const { field, ...was } of kept) Object.assign(field, was);
	};
}

import type * as v from 'valibot';

type Json = Readonly<Record<string, unknown>>;
/** The parts of valibot's schemas and actions that the exam file uses, as they stand at run time. */
interface Node {
	readonly kind: string;
	readonly type: string;
	readonly entries?: Readonly<Record<string, Node>>;
	readonly item?: Node;
	readonly wrapped?: Node;
	readonly options?: readonly unknown[];
	readonly literal?: unknown;
	readonly default?: unknown;
	readonly pipe?: readonly Node[];
	readonly requirement?: unknown;
	readonly metadata?: Json;
}

const word: Readonly<Record<string, string>> = {
	min_value: 'minimum',
	max_value: 'maximum',
	min_length: 'minItems',
	max_length: 'maxLength'
};

function action(node: Node, isArray: boolean): Json {
	if (node.type === 'metadata') return node.metadata ?? {};
	if (node.type === 'integer') return { type: 'integer' };
	if (node.type === 'non_empty') return isArray ? { minItems: 1 } : { minLength: 1 };
	const name = word[node.type];
	return name ? { [name]: node.requirement } : {};
}

function shape(node: Node): Json {
	switch (node.type) {
		case 'strict_object': {
			const entries = Object.entries(node.entries ?? {});
			return {
				type: 'object',
				additionalProperties: false,
				required: entries.flatMap(([name, entry]) => (entry.type === 'optional' ? [] : [name])),
				properties: Object.fromEntries(entries.map(([name, entry]) => [name, convert(entry)]))
			};
		}
		case 'array':
			return { type: 'array', items: node.item ? convert(node.item) : {} };
		case 'union':
		case 'variant':
			return { anyOf: (node.options ?? []).map((option) => convert(option as Node)) };
		case 'nullable':
			return { anyOf: [node.wrapped ? convert(node.wrapped) : {}, { type: 'null' }] };
		case 'picklist':
			return { enum: node.options };
		case 'literal':
			return { const: node.literal };
		default:
			return { type: node.type };
	}
}

function convert(node: Node): Json {
	if (node.type === 'optional') {
		const inner = node.wrapped ? convert(node.wrapped) : {};
		return node.default === undefined ? inner : { ...inner, default: node.default };
	}
	if (!node.pipe) return shape(node);
	// A list is no object: the first step only says that (exam-file.ts).
	const [first, ...rest] = node.pipe.filter((each) => each.type !== 'custom' || each.pipe);
	// A pipe may hold a whole schema first, which has a pipe of its own.
	let result: Json = first ? convert(first) : {};
	const isArray = result.type === 'array';
	for (const each of rest) if (each.kind !== 'transformation') result = { ...result, ...action(each, isArray) };
	return result;
}

/** The JSON Schema (draft 2020-12) of a valibot schema built of the kinds above. */
export function jsonSchemaOf(schema: v.GenericSchema, about: Json): Json {
	return { $schema: 'https://json-schema.org/draft/2020-12/schema', ...about, ...convert(schema as unknown as Node) };
}

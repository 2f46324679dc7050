/**
 * The expected failure is a value with a closed union of reasons; the unexpected throws.
 * `detail` carries what the message to the person needs (names, numbers), never prose.
 */
export type Outcome<Value, Reason extends string> =
	| { readonly ok: true; readonly value: Value }
	| { readonly ok: false; readonly reason: Reason; readonly detail?: Readonly<Record<string, string | number>> };

export const done = <Value>(value: Value): { readonly ok: true; readonly value: Value } => ({ ok: true, value });

export const refused = <Reason extends string>(
	reason: Reason,
	detail?: Readonly<Record<string, string | number>>
): { readonly ok: false; readonly reason: Reason; readonly detail?: Readonly<Record<string, string | number>> } =>
	detail === undefined ? { ok: false, reason } : { ok: false, reason, detail };

/** For exhaustive switches: a new member of the union fails the type check here. */
export function never(value: never): never {
	throw new Error(`unreachable: ${JSON.stringify(value)}`);
}

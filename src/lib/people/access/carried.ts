/**
 * What a plain form held that could not be taken. The page that says why carries it on, with a button that sends it again:
 * the browser's own way back opens the page anew, without what was ticked.
 */
export interface Carried {
	/** Path and query that the form was sent to. */
	readonly action: string;
	readonly fields: readonly (readonly [string, string])[];
}

/**
 * The largest sitting, 500 questions with five choices each, all ticked and flagged, posts 3,000 fields in some 40 kB. What
 * is more is no sitting, and is not made into a page: whoever sends it need not even be signed in.
 */
const most = { bytes: 100_000, fields: 4000 };

const sitting = '/(candidate)/attempts/[attempt]';

/** Whether a request that is turned away is a posted sitting, whose fields are read and carried on. */
export function carriesOn(routeId: string | null, method: string, headers: Pick<Headers, 'get'>): boolean {
	const plain = headers.get('content-type')?.startsWith('application/x-www-form-urlencoded') === true;
	const length = Number(headers.get('content-length') ?? Infinity);
	return method === 'POST' && routeId?.startsWith(sitting) === true && plain && length <= most.bytes;
}

/**
 * The fields of a form, in order; undefined when they are more than any sitting has.
 * @param url where the form was sent
 */
function carried({ pathname, search }: URL, form: FormData): Carried | undefined {
	const fields: [string, string][] = [];
	let bytes = 0;
	for (const [name, value] of form) {
		if (typeof value !== 'string') continue;
		bytes += name.length + value.length;
		if (fields.length >= most.fields || bytes > most.bytes) return undefined;
		fields.push([name, value]);
	}
	return { action: pathname + search, fields };
}

/** What the page of an error is given: why, and the form where there is one to carry on. */
export function refusalOf(message: string, url: URL, form: FormData): { message: string; carried?: Carried } {
	const kept = carried(url, form);
	return { message, ...(kept && { carried: kept }) };
}

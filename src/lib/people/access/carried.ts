/**
 * What a plain form held that could not be taken. The page that says why carries it on, with a button that sends it again:
 * the browser's own way back opens the page anew, without what was ticked.
 */
export interface Carried {
	/** Path and query that the form was sent to. */
	readonly action: string;
	readonly fields: readonly (readonly [string, string])[];
}

/** A sitting of 200 questions posts some 10 kB; nobody who is not signed in is read further. */
const most = 200_000;

const sitting = '/(candidate)/attempts/[attempt]';

/** Whether a request that is turned away is a posted sitting, whose fields are read and carried on. */
export function carriesOn(routeId: string | null, method: string, headers: Pick<Headers, 'get'>): boolean {
	const plain = headers.get('content-type')?.startsWith('application/x-www-form-urlencoded') === true;
	const length = Number(headers.get('content-length') ?? Infinity);
	return method === 'POST' && routeId?.startsWith(sitting) === true && plain && length <= most;
}

/** @param url where the form was sent */
export const carried = ({ pathname, search }: URL, form: FormData): Carried => ({
	action: pathname + search,
	fields: [...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value] as const] : []))
});

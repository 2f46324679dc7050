import { problem, type PlanProblem } from './plan-problem.ts';

/**
 * What an exam may ask for beyond the account, all off by default and shown to candidates before they start. None of it
 * proves who sits there: it makes sitting for somebody else less easy, and no answer is ever refused because of it.
 */
export interface Safeguards {
	/** The attempt stays on the device that opened it until the bureau releases it. */
	readonly singleDevice: boolean;
	/** Starting asks for the code that the bureau's room page shows. */
	readonly roomCode: boolean;
	/** Starting and opening the paper are possible from these networks only (CIDR); empty: from anywhere. */
	readonly networks: readonly string[];
	/** Config Key of Safe Exam Browser, 64 hex digits; null: any browser. */
	readonly safeBrowserKey: string | null;
	/** Name and unit stand faintly behind the questions, on screen and in print. */
	readonly watermark: boolean;
}

export const noSafeguards: Safeguards = {
	singleDevice: false,
	roomCode: false,
	networks: [],
	safeBrowserKey: null,
	watermark: false
};

/** Schemes written before there were safeguards have none. */
export const safeguardsOf = (scheme: { readonly safeguards?: Safeguards }): Safeguards =>
	scheme.safeguards ?? noSafeguards;

export const mostNetworks = 100;

/** An address as a number and its width in bits. */
interface Address {
	readonly bits: 32 | 128;
	readonly value: bigint;
}

function ipv4(text: string): bigint | undefined {
	// No leading zeros: some read them as octal, and one text must not be two addresses.
	if (!/^(?:(?:0|[1-9]\d{0,2})\.){3}(?:0|[1-9]\d{0,2})$/.test(text)) return undefined;
	const parts = text.split('.').map(Number);
	return parts.every((part) => part <= 255) ? parts.reduce((sum, part) => sum * 256n + BigInt(part), 0n) : undefined;
}

function ipv6(text: string): bigint | undefined {
	const tail = /^(.*:)([\d.]+)$/.exec(text);
	if (tail?.[2]?.includes('.')) {
		const low = ipv4(tail[2]);
		if (low === undefined) return undefined;
		return ipv6(`${tail[1]}${(low >> 16n).toString(16)}:${(low & 0xffffn).toString(16)}`);
	}
	const halves = text.split('::');
	if (halves.length > 2) return undefined;
	const groups = (half: string | undefined) => (half ? half.split(':') : []);
	const [front, back] = [groups(halves[0]), groups(halves[1])];
	const missing = 8 - front.length - back.length;
	if (halves.length === 2 ? missing < 1 : missing !== 0) return undefined;
	const all = [...front, ...Array<string>(missing).fill('0'), ...back];
	if (!all.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
	return all.reduce((sum, group) => sum * 65_536n + BigInt(`0x${group}`), 0n);
}

/** IPv4 within IPv6 (`::ffff:10.0.0.1`, as servers that listen on both see it) is the IPv4 address. */
function addressOf(text: string): Address | undefined {
	const four = ipv4(text);
	if (four !== undefined) return { bits: 32, value: four };
	const six = ipv6(text.replace(/%.*$/, ''));
	if (six === undefined) return undefined;
	return six >> 32n === 0xffffn ? { bits: 32, value: six & 0xffff_ffffn } : { bits: 128, value: six };
}

interface Network extends Address {
	/** How many leading bits name the network. */
	readonly prefix: number;
}

/** `10.20.0.0/16`, `2001:db8::/32`, or one address. Bits behind the prefix are no fault and do not count. */
export function networkOf(text: string): Network | undefined {
	const [, address = '', prefix] = /^([^/]+)(?:\/(\d{1,3}))?$/.exec(text.trim()) ?? [];
	const found = addressOf(address);
	if (!found) return undefined;
	const length = prefix === undefined ? found.bits : Number(prefix);
	return length <= found.bits ? { ...found, prefix: length } : undefined;
}

/** Whether an address lies in one of the networks; one that cannot be read lies in none. No networks: everywhere. */
export function admitsAddress(networks: readonly string[], address: string): boolean {
	if (networks.length === 0) return true;
	const from = addressOf(address);
	return networks.some((text) => {
		const network = networkOf(text);
		if (!network || from?.bits !== network.bits) return false;
		const shift = BigInt(network.bits - network.prefix);
		return from.value >> shift === network.value >> shift;
	});
}

/** A text field of networks: one to a line, or parted by commas or blanks, Chinese ones included. */
export const splitNetworks = (text: string): readonly string[] =>
	text.split(/[\s,，;；、]+/).filter((part) => part !== '');

export function safeguardProblems({ networks, safeBrowserKey }: Safeguards): PlanProblem[] {
	const path = 'scheme.safeguards.networks';
	const problems = networks
		.filter((text) => !networkOf(text))
		.map((text) => problem(path, 'notANetwork', { found: text.slice(0, 60) }));
	if (networks.length > mostNetworks) problems.push(problem(path, 'outOfRange', { most: mostNetworks }));
	if (safeBrowserKey !== null && !/^[0-9a-f]{64}$/.test(safeBrowserKey))
		problems.push(problem('scheme.safeguards.safeBrowserKey', 'notAConfigKey'));
	return problems;
}

/** One opening of an attempt's page on one device. */
export interface Place {
	/** Opaque mark of the browser. */
	readonly device: string;
	readonly at: number;
	/** Whether the paper was shown there. */
	readonly admitted: boolean;
}

/**
 * Whether the attempt may go on on this device when only one is allowed: on the first one that opened it, and after a
 * release on the first one that opens it then.
 * @param releasedAt when the bureau last let the device go; null when never
 */
export function admitsDevice(places: readonly Place[], releasedAt: number | null, device: string): boolean {
	const holding = places.filter(({ admitted, at }) => admitted && (releasedAt === null || at > releasedAt));
	return holding.length === 0 || holding.some((place) => place.device === device);
}

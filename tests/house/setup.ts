/** Runs once before all tests; the bootstrap has installed and built already. */
export default function setup(): void {
	process.env.TZ = 'UTC';
}

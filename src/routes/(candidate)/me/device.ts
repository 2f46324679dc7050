/** Browser and system in a few words, from the User-Agent; the text itself where it says nothing known; undefined where there is none. */
export function describeDevice(userAgent: string): string | undefined {
	const browsers: [RegExp, string][] = [
		[/MicroMessenger/, '微信 WeChat'],
		[/Edg\/(\d+)/, 'Edge'],
		[/Firefox\/(\d+)/, 'Firefox'],
		[/Chrome\/(\d+)/, 'Chrome'],
		[/Version\/(\d+).*Safari/, 'Safari']
	];
	const systems: [RegExp, string][] = [
		[/Android/, 'Android'],
		[/iPhone|iPad/, 'iOS'],
		[/HarmonyOS|OpenHarmony/, 'HarmonyOS'],
		[/Windows/, 'Windows'],
		[/Mac OS X/, 'macOS'],
		[/Linux/, 'Linux']
	];
	const browser = browsers.find(([pattern]) => pattern.test(userAgent));
	const version = browser && browser[0].exec(userAgent)?.[1];
	const system = systems.find(([pattern]) => pattern.test(userAgent))?.[1];
	const name = browser && [browser[1], version].filter(Boolean).join(' ');
	return [name, system].filter(Boolean).join(' · ') || userAgent.slice(0, 60) || undefined;
}

/**
 * The header of a file to save (RFC 6266): its name, Chinese or not (RFC 5987), and a plain one for programs that cannot
 * read that. The name carries the extension.
 */
export function attachment(name: string): string {
	const extension = /\.[a-z\d]{1,8}$/i.exec(name)?.[0] ?? '';
	return `attachment; filename="file${extension}"; filename*=UTF-8''${encodeURIComponent(name)}`;
}

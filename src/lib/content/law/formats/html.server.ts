import { Parser } from 'htmlparser2';
import PostalMime from 'postal-mime';

/** Elements that begin a line and end one. */
const blocks = new Set(
	`address article aside blockquote body br caption center dd div dl dt fieldset figure footer form h1 h2 h3 h4 h5 h6
	header hr html legend li main nav ol p pre section table tbody td tfoot th thead title tr ul`.split(/\s+/)
);
/** What a browser does not show as text. */
const unseen = new Set('head script style noscript template select button textarea svg iframe object'.split(' '));

/** The text that a page shows, line by line; never run, never fetched. */
export function htmlLines(html: string): readonly string[] {
	const lines: string[] = [];
	let line = '';
	let hidden = 0;
	const flush = () => {
		if (line.trim() !== '') lines.push(line);
		line = '';
	};
	const parser = new Parser({
		onopentag(name) {
			if (unseen.has(name)) hidden++;
			if (blocks.has(name)) flush();
		},
		ontext(text) {
			// A line's end in the source is only a space, and between Chinese characters not even that.
			if (hidden === 0) line += text.replace(/\s*\n\s*/g, line === '' ? '' : '\n');
		},
		onclosetag(name) {
			if (unseen.has(name)) hidden--;
			if (blocks.has(name)) flush();
		}
	});
	parser.end(html);
	flush();
	return lines.map((text) => text.replace(/(\P{ASCII})\n(?=\P{ASCII})/gu, '$1').replaceAll('\n', ' '));
}

/** The text of the page inside an archive of a web page (.mht), as Word packs text that it has taken over. */
export async function mhtLines(bytes: Uint8Array): Promise<readonly string[]> {
	const { html, text } = await PostalMime.parse(bytes);
	return html === undefined ? (text ?? '').split('\n') : htmlLines(html);
}

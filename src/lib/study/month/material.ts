import { cleanCell } from '#lib/base/core/text.ts';

/** What a month's page offers beside the guide and the text of the law. */
export type Material =
	| { readonly id: number; readonly kind: 'text'; readonly title: string; readonly body: string }
	| {
			readonly id: number;
			readonly kind: 'article';
			readonly title: string;
			readonly lawId: number;
			readonly lawTitle: string;
			/** As people write it: 第三十三条, 第三十条之一. */
			readonly article: string;
	  }
	| {
			readonly id: number;
			readonly kind: 'file';
			readonly title: string;
			readonly fileName: string;
			readonly fileType: string;
			/** Bytes. */
			readonly fileSize: number;
	  };

export const materialLimits = { title: 80, body: 20_000, perMonth: 20, fileBytes: 20 * 1024 * 1024 } as const;

interface FileKind {
	readonly extensions: readonly string[];
	readonly type: string;
	/** The first bytes that tell such a file; null where any text will do. */
	readonly begins: readonly number[] | null;
}

const zip = [0x50, 0x4b, 0x03, 0x04];

/** Files that offices hand out and that no browser runs: they are always downloaded, never shown in the page. */
const fileKinds: readonly FileKind[] = [
	{ extensions: ['pdf'], type: 'application/pdf', begins: [0x25, 0x50, 0x44, 0x46] },
	{
		extensions: ['docx'],
		type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
		begins: zip
	},
	{ extensions: ['xlsx'], type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', begins: zip },
	{
		extensions: ['pptx'],
		type: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
		begins: zip
	},
	{ extensions: ['png'], type: 'image/png', begins: [0x89, 0x50, 0x4e, 0x47] },
	{ extensions: ['jpg', 'jpeg'], type: 'image/jpeg', begins: [0xff, 0xd8, 0xff] },
	{ extensions: ['txt'], type: 'text/plain; charset=utf-8', begins: null }
];

export const fileExtensions: readonly string[] = fileKinds.flatMap(({ extensions }) => extensions);

/** `type`: not of the kinds above · `content`: the bytes are not what the name says · `empty` · `tooLarge` */
export type FileFault = 'type' | 'content' | 'empty' | 'tooLarge';

/** The media type of a file to attach, by its name and proved by its first bytes. */
export function fileTypeOf(name: string, bytes: Uint8Array): { readonly type: string } | FileFault {
	if (bytes.length === 0) return 'empty';
	if (bytes.length > materialLimits.fileBytes) return 'tooLarge';
	const extension = /\.([^.]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
	const kind = fileKinds.find(({ extensions }) => extensions.includes(extension));
	if (!kind) return 'type';
	const { begins } = kind;
	if (begins === null) return bytes.includes(0) ? 'content' : { type: kind.type };
	return begins.every((byte, index) => bytes[index] === byte) ? { type: kind.type } : 'content';
}

/** A file's name as it is kept: without folders and without what breaks headers or file systems. */
export const keptFileName = (name: string): string =>
	cleanCell(name.split(/[/\\]/).at(-1) ?? '')
		.replace(/["<>|:*?\p{Cc}]/gu, '')
		.slice(-120) || 'file';

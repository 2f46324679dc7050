import type { Generated } from 'kysely';
import type { AccountId, LawEditionId } from '../core/ids.ts';

/** Tables of migrations/0012_laws.ts but the index `law_search`, which content/law/law-search.server.ts alone asks. Lists are JSON text; `…At` milliseconds since 1970. */
export interface LawTables {
	lawImport: {
		id: Generated<number>;
		actor: string;
		accountId: AccountId | null;
		at: number;
		undoneAt: number | null;
	};
	lawText: {
		lawEditionId: LawEditionId;
		importId: number;
		fileName: string;
		fileHash: string;
		notes: string;
		preamble: string;
		/** Annexes as { title, paragraphs }. */
		annexes: string;
	};
	lawArticle: {
		id: Generated<number>;
		lawEditionId: LawEditionId;
		/** Place in the text, from 1. */
		no: number;
		number: number;
		/** 之一, 之二 …; 0 when it is none. */
		inserted: number;
		headings: string;
		paragraphs: string;
	};
	/** `before` and `after` as content/law/law-import.server.ts writes them. */
	lawImportChange: {
		importId: number;
		n: number;
		lawEditionId: LawEditionId;
		addedLaw: number;
		addedEdition: number;
		before: string;
		after: string;
	};
	lawUpload: {
		id: Generated<number>;
		accountId: AccountId | null;
		createdAt: number;
		/** LawChoices of content/law/law-plan.ts by the file's hash. */
		choices: string;
		importId: number | null;
	};
	/** `read`: the lines of the file, or its refusal. */
	lawUploadFile: { uploadId: number; n: number; fileName: string; fileHash: string; read: string };
}

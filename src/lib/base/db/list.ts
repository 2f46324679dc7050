import type { Generated } from 'kysely';
import type { ListEntryId, ListId } from '../core/ids.ts';

/** Tables of migrations/0016_lists.ts. `…At` are milliseconds since 1970; `categories` and `posts` lists of words as JSON text. */
export interface ListTables {
	lawList: {
		id: Generated<ListId>;
		title: string;
		titleKey: string;
		tier: 'common' | 'specific';
		categories: string;
		posts: string;
		madeAt: number;
		activatedAt: number | null;
		retiredAt: number | null;
	};
	listEntry: {
		id: Generated<ListEntryId>;
		listId: ListId;
		n: number;
		lawId: number | null;
		title: string | null;
		kind:
			| 'constitution'
			| 'statute'
			| 'adminRegulation'
			| 'localRegulation'
			| 'rule'
			| 'interpretation'
			| 'partyRegulation'
			| null;
		fromArticle: number | null;
		/** 之一, 之二 …; 0 when it is none. */
		fromInserted: number | null;
		toArticle: number | null;
		toInserted: number | null;
		note: string;
		addedAt: number;
		retiredAt: number | null;
	};
}

import type { Generated } from 'kysely';
import type { BlueprintId, ItemBankId, ItemId, ItemVersionId, LawEditionId, PaperId } from '../core/ids.ts';

/** Tables of migrations/0002_content.ts. Points are hundredths; JSON columns are text. */
export interface ContentTables {
	law: {
		id: Generated<number>;
		title: string;
		shortTitle: string;
		kind:
			| 'constitution'
			| 'statute'
			| 'adminRegulation'
			| 'localRegulation'
			| 'rule'
			| 'interpretation'
			| 'partyRegulation';
		/** Who made it, as the text names them; migrations/0012_laws.ts. */
		issuedBy: Generated<string | null>;
	};
	lawEdition: {
		id: Generated<LawEditionId>;
		lawId: number;
		label: string;
		adoptedOn: string | null;
		inForceOn: string | null;
		repealedOn: string | null;
		checkedOn: string | null;
	};
	itemBank: {
		id: Generated<ItemBankId>;
		code: string;
		name: string;
		purpose: 'exam' | 'practice';
		shipped: Generated<number>;
		createdAt: number;
	};
	item: {
		id: Generated<ItemId>;
		bankId: ItemBankId;
		code: string;
		retiredAt: number | null;
		currentVersionId: ItemVersionId | null;
	};
	itemVersion: {
		id: Generated<ItemVersionId>;
		itemId: ItemId;
		no: number;
		kind: 'judge' | 'single' | 'multiple' | 'case';
		/** ItemContent of content/item/item.ts: what a candidate may see. */
		content: string;
		stemKey: string;
		lawEditionId: LawEditionId | null;
		article: string;
		difficulty: number;
		tags: string;
		/** PartLabel[] of content/item/item.ts: each part's own number, citation, difficulty, tags and lock. */
		partLabels: string;
		lockOptionOrder: Generated<number>;
		parts: number;
		contentHash: string;
		createdAt: number;
		usedAt: number | null;
	};
	itemKey: { itemVersionId: ItemVersionId; part: number; correct: string; explanation: string };
	blueprint: {
		id: Generated<BlueprintId>;
		title: string;
		/** Blueprint of content/paper/blueprint.ts: banks and rows. */
		definition: string;
		createdAt: number;
		frozenAt: number | null;
	};
	paper: {
		id: Generated<PaperId>;
		blueprintId: BlueprintId;
		seed: string;
		/** Slot[] of content/paper/paper.ts. */
		slots: string;
		totalPoints: number;
		hash: string;
		assembledAt: number;
	};
	/** Items from which papers are drawn one by one, as they stood at publish, and how often each was drawn. */
	paperPool: {
		blueprintId: BlueprintId;
		itemVersionId: ItemVersionId;
		kind: 'judge' | 'single' | 'multiple' | 'case';
		lawId: number | null;
		difficulty: number;
		parts: number;
		stemKey: string;
		uses: Generated<number>;
	};
}

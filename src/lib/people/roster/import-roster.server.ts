import type { UnitId } from '#lib/base/core/ids.ts';
import { done, type Outcome, refused } from '#lib/base/core/outcome.ts';
import { may, type Viewer } from '#lib/base/core/permit.ts';
import type { Db } from '#lib/base/db/schema.ts';
import { confirmRoster, type ConfirmRefusal, type RosterImported } from './confirm.server.ts';
import { noChoices, type RosterChoices } from './draft.ts';
import { judgeRoster } from './judge.server.ts';
import type { RosterReading } from './staged.ts';
import { type Progress, type RosterFile, stageRoster } from './upload.server.ts';
import type { SheetRefusal } from '#lib/base/sheet/sheet.ts';

export interface RosterPreview {
	readonly uploadId: number;
	readonly reading: RosterReading;
}

/** Reads a file and judges its rows; changes nothing about people. */
export async function previewRoster(
	db: Db,
	secret: Buffer,
	viewer: Viewer,
	file: RosterFile,
	choices: RosterChoices,
	now: number,
	progress?: Progress
): Promise<Outcome<RosterPreview, SheetRefusal | 'forbidden'>> {
	if (!may(viewer, 'roster.import')) return refused('forbidden');
	const staged = await stageRoster(db, secret, viewer, file, now, progress);
	if (!staged.ok) return staged;
	const reading = await judgeRoster(db, viewer, staged.value, choices, progress);
	return done({ uploadId: staged.value, reading });
}

/** Reads and imports a roster in one step, for callers that have no one to ask; rows that ask stop it. */
export async function importRosterFile(
	db: Db,
	secret: Buffer,
	viewer: Viewer,
	bytes: Uint8Array,
	now: number,
	choices: Partial<RosterChoices> & { readonly unit?: UnitId | null } = {}
): Promise<Outcome<RosterImported, SheetRefusal | ConfirmRefusal>> {
	const file = { source: { bytes }, fileName: 'roster.csv' };
	const preview = await previewRoster(db, secret, viewer, file, { ...noChoices, ...choices }, now);
	return preview.ok ? confirmRoster(db, viewer, preview.value.uploadId, {}, now) : preview;
}

import { asId } from '#lib/base/core/ids.ts';
import type { Role, Viewer } from '#lib/base/core/permit.ts';

const viewer = (role: Role, name: string): Viewer => ({
	accountId: asId(1),
	personId: null,
	name,
	grants: [{ role, unitId: null }]
});

export const editor = viewer('itemEditor', '命题员');
export const officer = viewer('examOfficer', '考务员');
export const auditor = viewer('auditor', '审计员');

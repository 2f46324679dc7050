import { expect, test } from 'vitest';
import { findHeader } from '#lib/base/sheet/header.ts';
import { rosterColumns } from '#lib/people/roster/columns.ts';

test.each(['内设科室', '内设部门', '内设处室', '内设股室', '所属科室', '所在处室', '部门/科室', '科室/部门'])(
	'the column %s is the section of a person',
	(label) => {
		const cells = ['所在单位', label, '姓名', '人员编号'];
		expect(findHeader([{ row: 1, cells }], rosterColumns, ['name'])?.columns.section).toBe(1);
	}
);

import { area } from './area.ts';

/** Names of the roles. */
export const roleNames = area(
	{
		unitAdmin: '单位管理员',
		examOfficer: '考务员',
		itemEditor: '命题员',
		auditor: '审计员',
		systemAdmin: '系统管理员'
	},
	{
		unitAdmin: 'unit administrator',
		examOfficer: 'exam officer',
		itemEditor: 'item editor',
		auditor: 'auditor',
		systemAdmin: 'system administrator'
	}
);

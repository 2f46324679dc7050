import type { ColumnNames } from '#lib/base/sheet/header.ts';

/** What a roster may say about a person. */
export const rosterFields = [
	'name',
	'unit',
	'section',
	'staffNo',
	'mobile',
	'idNumber',
	'post',
	'rank',
	'staffing',
	'joinedOn',
	'secondedTo',
	'note'
] as const;
export type RosterField = (typeof rosterFields)[number];

/**
 * What units really write above these columns; the first names are preferred when a file has several. The establishment
 * unit stands before the unit of work: people count where their establishment is.
 */
export const rosterColumns: readonly ColumnNames<RosterField>[] = [
	{
		field: 'name',
		names: [
			'姓名',
			'人员姓名',
			'考生姓名',
			'职工姓名',
			'干部姓名',
			'参考人员',
			'参考人员姓名',
			'名字',
			'姓名全称',
			'name',
			'full name'
		]
	},
	{
		field: 'unit',
		names: [
			...[
				'编制所在单位',
				'编制单位',
				'单位',
				'单位名称',
				'所在单位',
				'工作单位',
				'所属单位',
				'单位全称',
				'单位简称',
				'现工作单位'
			],
			...[
				'任职单位',
				'参考单位',
				'报考单位',
				'填报单位',
				'隶属单位',
				'人员单位',
				'机构',
				'机构名称',
				'所属机构',
				'单位代码'
			],
			...['单位信息', '工作单位名称', '现单位', 'unit', 'organisation', 'organization', 'work unit']
		]
	},
	{
		field: 'section',
		names: [
			...['内设机构', '内设科室', '内设部门', '内设处室', '内设股室', '科室', '部门', '所属科室', '所在处室'],
			...['部门/科室', '科室/部门'],
			'所在科室',
			'所在部门',
			'科室名称',
			'部门名称',
			'股室',
			'处室',
			'所属部门',
			'部门(科室)',
			'科(股)室',
			'section',
			'department'
		]
	},
	{
		field: 'staffNo',
		names: [
			...[
				'工号',
				'人员编号',
				'职工号',
				'职工编号',
				'员工号',
				'员工编号',
				'工作证号',
				'人员编码',
				'干部编号',
				'编号',
				'人员工号'
			],
			...[
				'工作编号',
				'警号',
				'教工号',
				'人事编号',
				'用户名',
				'账号',
				'登录账号',
				'登录名',
				'准考证号',
				'staff no',
				'staff no.',
				'staff number'
			],
			...['staffno', 'employee no', 'employee id', 'id']
		]
	},
	{
		field: 'mobile',
		names: [
			...[
				'手机号',
				'手机号码',
				'手机',
				'移动电话',
				'联系手机',
				'本人手机',
				'联系电话',
				'电话',
				'电话号码',
				'联系方式',
				'联系号码'
			],
			...['手机(联系电话)', '联系电话(手机)', 'mobile', 'mobile phone', 'phone', 'phone number', 'telephone']
		]
	},
	{
		field: 'idNumber',
		names: [
			'身份证号',
			'身份证号码',
			'证件号码',
			'证件号',
			'身份证',
			'居民身份证号',
			'居民身份证号码',
			'公民身份号码',
			'身份号码',
			'id number',
			'id card'
		]
	},
	{
		field: 'post',
		names: [
			'职务',
			'现任职务',
			'领导职务',
			'岗位',
			'职务名称',
			'现任职务(职级)',
			'职务/职级',
			'职务及职级',
			'职务职级',
			'职位',
			'工作岗位',
			'岗位名称',
			'post',
			'position',
			'title'
		]
	},
	{
		field: 'rank',
		names: [
			'职级',
			'职务层次',
			'级别',
			'行政级别',
			'职务级别',
			'现任职级',
			'职级层次',
			'干部级别',
			'rank',
			'grade',
			'level'
		]
	},
	{
		field: 'staffing',
		names: [
			'编制',
			'人员类别',
			'编制类别',
			'编制性质',
			'人员性质',
			'身份类别',
			'编制类型',
			'人员类型',
			'用工性质',
			'人员身份',
			'身份',
			'staffing',
			'staff type'
		]
	},
	{
		field: 'joinedOn',
		names: [
			'入职时间',
			'入职日期',
			'参加工作时间',
			'参加工作日期',
			'到岗时间',
			'调入时间',
			'到单位时间',
			'工作时间',
			'进入本单位时间',
			'joined',
			'joined on',
			'date joined'
		]
	},
	{
		field: 'secondedTo',
		names: [
			'借调单位',
			'借调至',
			'借调到',
			'现借调单位',
			'借调(挂职)单位',
			'挂职单位',
			'借用单位',
			'抽调单位',
			'借调去向',
			'seconded to',
			'secondment'
		]
	},
	{
		field: 'note',
		names: [
			'备注',
			'说明',
			'备注说明',
			'其他说明',
			'是否应考',
			'参考情况',
			'是否参考',
			'免考原因',
			'note',
			'notes',
			'remarks'
		]
	}
];

/** Columns that only number the rows: never stored, never compared. */
export const serialNames = ['序号', '序 号', '编 号', '行号', 'no', 'no.', '#', '序', '顺序号', '排序', '序列'];

import { area } from './area.ts';

/** Names of the schemes of src/lib/exam/plan/presets.ts, by id. */
export const presetNames = area(
	{
		recommended: '推荐方案（60 分钟，判断 20、单选 40、多选 20，两次取最高）',
		shaanxi2020: '陕西 2020（90 分钟，三次取最高，60/80/90）',
		jining2019: '济宁 2019（60 分钟，单选 40、多选 20、判断 20，80 分合格）',
		innerMongolia2016: '内蒙古 2016（120 分钟，单选 25、多选 10、判断 15，五次）',
		xinjiang2017: '新疆 2017（90 分钟，单选 25、多选 10、判断 10，两次取最高）',
		guangxi2015: '广西 2015（90 分钟，单选 25、多选 10、判断 20，次数不限）',
		hunan2019: '湖南 2019（90 分钟，判断 20、单选 30、多选 15，开考 30 分钟后不得入场）',
		qinghai2020: '青海 2020（90 分钟，三次，60 分合格）'
	},
	{
		recommended: 'Recommended (60 min, 20 true/false, 40 single, 20 multiple, best of two)',
		shaanxi2020: 'Shaanxi 2020 (90 min, best of three, 60/80/90)',
		jining2019: 'Jining 2019 (60 min, 40 single, 20 multiple, 20 true/false, pass 80)',
		innerMongolia2016: 'Inner Mongolia 2016 (120 min, 25 single, 10 multiple, 15 true/false, five attempts)',
		xinjiang2017: 'Xinjiang 2017 (90 min, 25 single, 10 multiple, 10 true/false, best of two)',
		guangxi2015: 'Guangxi 2015 (90 min, 25 single, 10 multiple, 20 true/false, unlimited attempts)',
		hunan2019: 'Hunan 2019 (90 min, 20 true/false, 30 single, 15 multiple, entry closes after 30 min)',
		qinghai2020: 'Qinghai 2020 (90 min, three attempts, pass 60)'
	}
);

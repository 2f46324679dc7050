import { area } from './area.ts';

/** Words of the page that stands where the wanted one cannot; every page loads them beforehand, so they are few. */
export const refusal = area(
	{
		errorTitle: '出错了',
		notFoundTitle: '没有这个页面',
		notFound: '页面不存在，或您没有查看它的权限。请核对网址，或返回首页。',
		signedOutTitle: '登录已失效',
		lost: '您的登录已失效，刚才提交的内容没有保存。请在新窗口中登录，再回到原页面（浏览器“后退”）重新提交。',
		originTitle: '请求被拒绝',
		origin:
			'提交的内容不是从本系统的页面发出的，没有执行。请从本系统的页面重做；一直这样时，请管理员核对 ORIGIN 设置。',
		tooLargeTitle: '内容太大',
		tooLarge: '提交的内容超过上限（一般 6 MB，学习材料 20 MB）。请减小文件后再试。',
		unexpected: '系统出现意外错误，刚才的操作可能没有完成。请稍后重试；若仍出错，请把下面的编号告诉管理员。',
		refusedRequest: '这个请求无法处理。请返回上一页核对后重试。',
		errorId: '编号：',
		openLogin: '去登录',
		home: '返回首页'
	},
	{
		errorTitle: 'Something went wrong',
		notFoundTitle: 'No such page',
		notFound: 'The page does not exist, or you may not see it. Check the address or go to the start page.',
		signedOutTitle: 'You are no longer signed in',
		lost: 'Your sign-in has ended, so what you just sent was not saved. Sign in in a new window, then go back in the browser and send it again.',
		originTitle: 'Request refused',
		origin:
			'What was sent did not come from a page of this system; nothing was done. Start again from our own page; if this keeps happening, let the administrator check ORIGIN.',
		tooLargeTitle: 'Too large',
		tooLarge:
			'What was sent is larger than is taken (6 MB; study materials 20 MB). Make the file smaller and try again.',
		unexpected:
			'An unexpected error: what you just did may not be complete. Try again later; if it fails again, give the administrator this number.',
		refusedRequest: 'This request cannot be handled. Go back, check, and try again.',
		errorId: 'Number: ',
		openLogin: 'Sign in',
		home: 'Start page'
	}
);

import { area } from './area.ts';

/** Words of the page that stands where the wanted one cannot; every page loads them beforehand, so they are few. */
export const refusal = area(
	{
		errorTitle: '出错了',
		notFoundTitle: '没有这个页面',
		notFound: '页面不存在，或您没有查看它的权限。请核对网址，或返回首页。',
		signedOutTitle: '登录已失效',
		lost: '您的登录已失效，刚才提交的内容没有保存。请在新窗口中登录，再回到原页面（浏览器“后退”）重新提交。',
		unkeptTitle: '还没有存上',
		laterTitle: '现在办不了',
		carried: '您刚才提交的内容还没有保存，但都留在本页上，没有丢失。保存之前请不要关闭或刷新本页。',
		signInFirst: '您的登录已失效：请先在新窗口中登录，再回到本页按“再次提交”。',
		otherPerson: '这台机器上现在登录的是另一个人：请在新窗口中退出，由本人登录，再回到本页按“再次提交”。',
		again: '再次提交',
		tryAgain: '再试一次',
		busy: '服务器正忙，请过几秒再试。',
		diskFull: '服务器的磁盘已满。请马上告诉监考员或管理员，过一会儿再试。',
		storageFailed: '服务器的磁盘出了故障。请马上告诉监考员或管理员，等服务器恢复后再试。',
		originTitle: '请求被拒绝',
		origin:
			'提交的内容不是从本系统的页面发出的，没有执行。请从本系统的页面重做；一直这样时，请管理员核对 ORIGIN 设置。',
		tooLargeTitle: '内容太大',
		tooLarge: '提交的内容超过上限（一般 6 MB，学习材料 20 MB）。请减小文件后再试。',
		unexpected: '系统出现意外错误，刚才的操作可能没有完成。请稍后重试；若仍出错，请把下面的编号告诉管理员。',
		unreadable: '提交的内容不完整或无法读取，没有保存。请返回上一页重新提交。',
		refusedRequest: '这个请求无法处理。请返回上一页核对后重试。',
		errorId: '编号：',
		openLogin: '去登录',
		openLogout: '去退出',
		home: '返回首页'
	},
	{
		errorTitle: 'Something went wrong',
		notFoundTitle: 'No such page',
		notFound: 'The page does not exist, or you may not see it. Check the address or go to the start page.',
		signedOutTitle: 'You are no longer signed in',
		lost: 'Your sign-in has ended, so what you just sent was not saved. Sign in in a new window, then go back in the browser and send it again.',
		unkeptTitle: 'Not saved yet',
		laterTitle: 'Not possible right now',
		carried:
			'What you just sent is not saved yet, but it is all here on this page and not lost. Until it is saved, do not close or reload this page.',
		signInFirst: 'Your sign-in has ended: sign in in a new window, then come back to this page and press “Send again”.',
		otherPerson:
			'Somebody else is signed in on this machine now: sign out in a new window, sign in as yourself, then come back to this page and press “Send again”.',
		again: 'Send again',
		tryAgain: 'Try again',
		busy: 'The server is busy; try again in a few seconds.',
		diskFull:
			'The disk of the server is full. Tell the invigilator or administrator at once, and try again a little later.',
		storageFailed:
			'The disk of the server has failed. Tell the invigilator or administrator at once, and try again when the server is back.',
		originTitle: 'Request refused',
		origin:
			'What was sent did not come from a page of this system; nothing was done. Start again from our own page; if this keeps happening, let the administrator check ORIGIN.',
		tooLargeTitle: 'Too large',
		tooLarge:
			'What was sent is larger than is taken (6 MB; study materials 20 MB). Make the file smaller and try again.',
		unexpected:
			'An unexpected error: what you just did may not be complete. Try again later; if it fails again, give the administrator this number.',
		unreadable: 'What was sent is incomplete or cannot be read; nothing was saved. Go back and send it again.',
		refusedRequest: 'This request cannot be handled. Go back, check, and try again.',
		errorId: 'Number: ',
		openLogin: 'Sign in',
		openLogout: 'Sign out',
		home: 'Start page'
	}
);

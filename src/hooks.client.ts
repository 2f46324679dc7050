import type { ClientInit, HandleClientError } from '@sveltejs/kit';

const never = new Promise<never>(() => undefined);

/**
 * Old browsers cannot read the scripts at all and keep the plain page. Those in between read them, but miss what they
 * use (the button that sent a form; `replaceAll`): they keep the plain page as well, rather than one that half works.
 */
const able =
	typeof SubmitEvent === 'function' && 'submitter' in SubmitEvent.prototype && 'replaceAll' in String.prototype;

export const init: ClientInit = () => (able ? undefined : never);

/**
 * A script that did not arrive must cost nothing: the page that stands stays as the server made it, forms and answers
 * included, and a page on the way is fetched by the browser itself.
 */
export const handleError: HandleClientError = ({ error, event }) => {
	console.error(error);
	if (event.url.href !== location.href) location.assign(event.url.href);
	return never;
};

import type { LayoutServerLoad } from './$types';

/** What every page knows: the language, the type size and who is signed in. */
export const load: LayoutServerLoad = ({ locals: { locale, largeType, viewer } }) => ({ locale, largeType, viewer });

import { endpoint } from '../../door.ts';

export const POST = endpoint('notes');

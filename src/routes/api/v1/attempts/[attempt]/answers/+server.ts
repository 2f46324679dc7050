import { endpoint } from '../../door.ts';

export const PUT = endpoint('answers');

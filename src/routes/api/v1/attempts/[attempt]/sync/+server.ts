import { endpoint } from '../../door.ts';

export const GET = endpoint('sync');

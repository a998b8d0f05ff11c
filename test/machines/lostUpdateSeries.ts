import * as mmcheck from '../../index.ts';
import { lostUpdateWith } from './lostUpdateWith.ts';

export const { lostUpdate, nothingLost, take_another, take_lock } = lostUpdateWith(mmcheck);

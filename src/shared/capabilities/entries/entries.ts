import { capability } from '../../core/capability.ts';
import { entryKinds } from './kinds.ts';

/** Fates of entries: refused, and taken out of the log. */
export const entries = capability({ name: 'entries', kinds: entryKinds });

import { capability } from '../../core/capability.ts';
import { entryKinds } from './kinds.ts';

/** What becomes of entries: those that are turned down, and those that are taken out. */
export const entries = capability({ name: 'entries', kinds: entryKinds });

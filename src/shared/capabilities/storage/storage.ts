import { capability } from '../../core/capability.ts';
import { storageMethods } from './methods.ts';

/** Storage of a session's history, and for how long it is kept. */
export const storage = capability({ name: 'storage', methods: storageMethods });

import { capability } from '../../core/capability.ts';
import { fileKinds } from './kinds.ts';
import { fileMethods } from './methods.ts';

/** Files of the folder. */
export const files = capability({ name: 'files', kinds: fileKinds, methods: fileMethods });

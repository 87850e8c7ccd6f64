import { capability } from '../../core/capability.ts';
import { conventionMethods } from './methods.ts';

/** Conventions of texts that the folder sets. */
export const conventions = capability({ name: 'conventions', methods: conventionMethods });

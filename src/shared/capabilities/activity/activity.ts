import { capability } from '../../core/capability.ts';
import { activityMethods } from './methods.ts';

/** The past of a session in words: its entries are those of other capabilities, by the marks of their kinds. */
export const activity = capability({ name: 'activity', methods: activityMethods });

import { capability } from '../../core/capability.ts';
import { searchMethods, searchStreams } from './methods.ts';

/** Searching the folder. */
export const search = capability({ name: 'search', methods: searchMethods, streams: searchStreams });

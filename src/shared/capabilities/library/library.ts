import { capability } from '../../core/capability.ts';
import { libraryMethods, libraryStreams } from './methods.ts';

/** Recordings as a library: those of the session, and files of anybody's. */
export const library = capability({ name: 'library', methods: libraryMethods, streams: libraryStreams });

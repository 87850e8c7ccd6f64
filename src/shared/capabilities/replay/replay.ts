import { capability } from '../../core/capability.ts';
import { replayMethods, replayStreams } from './methods.ts';

/** Looking into a recording, beyond what a live session tells: its server answers, and no host. */
export const replay = capability({ name: 'replay', methods: replayMethods, streams: replayStreams });

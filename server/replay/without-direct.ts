import { isPairRef } from '../../src/shared/capabilities/direct/pairs.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import type { Log } from '../log/log.ts';

type Reading = Pick<Log, 'head' | 'segments' | 'packedState' | 'readRecorded' | 'checkpointUpTo' | 'cuts'>;

/** Gives a log as everybody may see it again: without direct messages, which are in no recording, nor in a file of one. */
export function withoutDirect(log: Reading): Reading {
  return {
    head: (session) => log.head(session),
    segments: (session) => log.segments(session),
    packedState: (session, upTo) => log.packedState(session, upTo),
    cuts: (session) => log.cuts(session),
    checkpointUpTo: async (session, ref, upTo) => (isPairRef(ref) ? null : log.checkpointUpTo(session, ref, upTo)),
    readRecorded: async (session, ref, after, upTo, limit) => {
      if (isPairRef(ref)) return [];
      const found: Entry[] = [];
      for (let at = after; ; ) {
        const wanted = limit - found.length;
        const page = await log.readRecorded(session, ref, at, upTo, wanted);
        for (const entry of page) if (!isPairRef(entry.ref)) found.push(entry);
        // A page is short only where the log ends.
        if (page.length < wanted || found.length >= limit) return found;
        at = page.at(-1)!.seq;
      }
    },
  };
}

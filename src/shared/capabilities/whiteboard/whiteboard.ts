import { z } from 'zod';
import { capability } from '../../core/capability.ts';
import { kind } from '../../core/kind.ts';

/** Farthest place of a pointer, in the board's pixels. */
const farthest = 1_000_000;
const place = z.number().int().min(-farthest).max(farthest);

/** Pointers over whiteboards, which are ordinary documents else: nothing that the state keeps. */
export const whiteboard = capability({
  name: 'whiteboard',
  kinds: {
    'whiteboard.pointed': kind(
      'read',
      'Place of somebody’s pointer over a whiteboard, or none: it has left. `laser` while they point with light.',
      z.object({ at: z.tuple([place, place]).nullable(), isDown: z.boolean(), laser: z.boolean().optional() }),
      { keep: 'latest', interest: 'ref', perSecond: 10, maxBytes: 256 },
    ),
  },
});

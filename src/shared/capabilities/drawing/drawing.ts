import { z } from 'zod';
import { capability } from '../../core/capability.ts';
import { kind } from '../../core/kind.ts';

/** Duration of a drawing. */
export const drawingMs = 8000;
/** Time at its end in which it fades. */
export const fadingMs = 1500;

/** Units of a drawing in the width of a character, and in the height of a line. */
export const unitsPerCharacter = 100;
/** Most points of a stroke. */
export const mostPoints = 500;
/** Farthest that a stroke goes from its line, in units. */
const farthest = 50_000;

const along = z.number().int().min(-farthest).max(farthest);

/** Drawing over code: strokes that stay with their lines, fade, and leave nothing in the state. */
export const drawing = capability({
  name: 'drawing',
  kinds: {
    'drawing.drawn': kind(
      'annotate',
      'Somebody draws a stroke over a document; points are in hundredths of a character and of a line, from the start of its line.',
      z.object({
        line: z.number().int().min(1),
        points: z
          .array(z.tuple([along, along]))
          .min(2)
          .max(mostPoints),
      }),
      { keep: 'latest', interest: 'ref', perSecond: 4, maxBytes: 8 * 1024 },
    ),
  },
});

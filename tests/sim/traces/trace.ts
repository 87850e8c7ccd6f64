import { z } from 'zod';

const count = z.number().int().min(0);
/** Offset and deleted length in UTF-16 units of the text as its author saw it, and the inserted text. */
const edit = z.tuple([count, count, z.string()]);

const step = z.union([
  /** One after the other, sent together. */
  z.tuple([count, count, z.array(edit).min(1)]),
  z.tuple([count, count, z.enum(['undo', 'redo', 'cut', 'back'])]),
]);

/**
 * Real people's steps in one text, in the order of the log. A step is: the author, the number of the steps before it
 * that they knew (their own they always know), and the action. `cut` and `back` are a connection that is lost, and
 * found again. An edit of several parts, such as a paste, is a step of undo by itself.
 */
export const traceSchema = z
  .object({
    format: z.literal('ensemble-trace-1'),
    authors: z.array(z.string()).min(1),
    /**
     * Yjs client id of each author: it decides the order of concurrent insertions at one place. Histories of others
     * lack it.
     */
    clients: z.array(count).optional(),
    start: z.string(),
    end: z.string(),
    steps: z.array(step),
  })
  .refine(({ authors, steps }) => steps.every(([author, known], at) => author < authors.length && known <= at), {
    message: 'a step is by nobody, or knows what is yet to come',
  })
  .refine(({ authors, clients = authors.keys() }) => new Set<number>(clients).size === authors.length, {
    message: 'an author has no client id of their own',
  });

export type Trace = z.infer<typeof traceSchema>;
export type TraceStep = Trace['steps'][number];

/** Reads a trace. Throws when it is not one. */
export function parseTrace(text: string): Trace {
  return traceSchema.parse(JSON.parse(text));
}

/** Writes a trace as a file: one step a line, so that it can be read and compared. */
export function printTrace({ steps, ...rest }: Trace): string {
  const lines = steps.map((one) => JSON.stringify(one));
  return `${JSON.stringify(rest).slice(0, -1)},"steps":[\n${lines.join(',\n')}\n]}\n`;
}

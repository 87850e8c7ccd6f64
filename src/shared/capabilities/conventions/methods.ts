import { z } from 'zod';
import { method } from '../../core/method.ts';

const path = z.string().max(4096);
const columns = z.number().int().min(1).max(64);

/** Conventions of a text that the folder sets, by its `.editorconfig`; a part that is not there is left to the person. */
export const textConventions = z.object({
  indentStyle: z.enum(['tab', 'space']).optional(),
  /** Columns of a step of indentation. */
  indentSize: columns.optional(),
  /** Columns of a tab. */
  tabWidth: columns.optional(),
  lineEnd: z.enum(['lf', 'crlf', 'cr']).optional(),
  /** Blanks at the ends of lines go when the text is saved. */
  trimsBlanks: z.boolean().optional(),
  /** A line end stands behind the last line when the text is saved. */
  endsLastLine: z.boolean().optional(),
});

export type TextConventions = z.output<typeof textConventions>;

export const conventionMethods = {
  /** Gives the conventions of a file, the same for everybody. */
  'conventions.of': method('read', z.object({ path }), textConventions, {
    touches: ({ path }) => [{ path, use: 'named' }],
  }),
};

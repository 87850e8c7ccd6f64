import { z } from 'zod';
import { method } from '../../core/method.ts';

const path = z.string().max(4096);

export const textMatch = z.object({
  path,
  line: z.number().int(),
  preview: z.string(),
  /** Half-open ranges in UTF-16 units inside `preview`, and the start of each in the whole line. */
  ranges: z.array(z.object({ start: z.number().int(), end: z.number().int(), column: z.number().int() })),
});

export type TextMatch = z.infer<typeof textMatch>;

const searchScope = {
  includes: z.array(z.string()).max(100).default([]),
  excludes: z.array(z.string()).max(100).default([]),
  maxResults: z.number().int().min(1).max(20000).default(2000),
  useIgnoreFiles: z.boolean().default(true),
};

/** Searching the folder. */
export const searchMethods = {
  /**
   * Searches texts. `notice` says why a search was stopped before its end, for the person. `inParts`: results are told
   * as they are found, and are not in the final answer again.
   */
  'search.text': method(
    'read',
    z.object({
      pattern: z.string().max(10000),
      isRegExp: z.boolean().default(false),
      isCaseSensitive: z.boolean().default(false),
      isWordMatch: z.boolean().default(false),
      inParts: z.boolean().optional(),
      ...searchScope,
    }),
    z.object({ matches: z.array(textMatch), limitHit: z.boolean(), notice: z.string().optional() }),
    { touches: 'nothing', part: z.object({ matches: z.array(textMatch) }) },
  ),
  'search.files': method(
    'read',
    z.object({ pattern: z.string().max(1000), ...searchScope }),
    z.object({ paths: z.array(path), limitHit: z.boolean(), notice: z.string().optional() }),
    { touches: 'nothing' },
  ),
};

import { z } from 'zod';
import { method } from '../../core/method.ts';
import { stream } from '../../core/stream.ts';

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
  /** Searches files by name. `notice` says why a search was stopped before its end, for the person. */
  'search.files': method(
    'read',
    z.object({ pattern: z.string().max(1000), ...searchScope }),
    z.object({ paths: z.array(path), limitHit: z.boolean(), notice: z.string().optional() }),
    { touches: 'nothing' },
  ),
};

/** Searching texts, with matches as they are found. */
export const searchStreams = {
  /** Searches texts. `notice` says why a search was stopped before its end, for the person. */
  'search.text': stream({
    right: 'read',
    params: z.object({
      pattern: z.string().max(10000),
      isRegExp: z.boolean().default(false),
      isCaseSensitive: z.boolean().default(false),
      isWordMatch: z.boolean().default(false),
      ...searchScope,
    }),
    down: z.object({ matches: z.array(textMatch) }),
    result: z.object({ limitHit: z.boolean(), notice: z.string().optional() }),
    touches: 'nothing',
  }),
};

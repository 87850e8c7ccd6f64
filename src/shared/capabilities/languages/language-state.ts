import { z } from 'zod';
import { languageLimits } from './limits.ts';

const place = z.number().int().min(0).max(2_147_483_647);

/** Range in a text: line and UTF-16 unit of its start, then of its end, all from 0. */
export const problemRange = z.tuple([place, place, place, place]);

const path = z.string().max(4096);

/** A place elsewhere that belongs to a problem. */
const related = z.object({ path, range: problemRange, message: z.string().max(languageLimits.messageLength) });

export const problem = z.object({
  range: problemRange,
  severity: z.enum(['error', 'warning', 'info', 'hint']),
  message: z.string().max(languageLimits.messageLength),
  code: z.string().max(200).optional(),
  /** Name of the tool, such as `ts` or `Pyright`. */
  tool: z.string().max(100).optional(),
  tags: z
    .array(z.enum(['unnecessary', 'deprecated']))
    .max(2)
    .optional(),
  related: z.array(related).max(languageLimits.related).optional(),
});

export type Problem = z.output<typeof problem>;

/** States of a language server. `missing`: not on this machine; `unapproved`: it waits for the owner's word. */
export const serverStates = ['idle', 'starting', 'ready', 'restarting', 'failed', 'missing', 'unapproved'] as const;

const short = z.string().min(1).max(100);

/** A language server that the host has, or would have. */
export const languageServer = z.object({
  id: z.string().regex(/^[a-z0-9][a-z0-9._-]{0,60}$/),
  name: short,
  /** Names of languages, as VS Code has them. */
  languages: z.array(short).max(50),
  /** File names' ends, with the dot, and whole names. */
  extensions: z.array(short).max(100),
  fileNames: z.array(short).max(100),
  state: z.enum(serverStates),
  /** Words for people about the state; '' where there is nothing to say. */
  text: z.string().max(1000),
  /** Hash of the content that its owner is asked to approve. */
  approves: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional(),
});

export type LanguageServer = z.output<typeof languageServer>;

/** All problems that one source has found in one file. */
export interface ProblemSet {
  path: string;
  /** Id of the server. */
  source: string;
  problems: Problem[];
  /** Count of further problems of the file. */
  rest: number;
}

/** Languages in the folder, as its host has told them last. */
export interface LanguagesState {
  languages: {
    servers: LanguageServer[];
    /** Sets of problems by `problemsKey`. */
    problems: Record<string, ProblemSet>;
    /** Characters of all problems. */
    characters: number;
    /** Files whose problems are not listed: there are too many. */
    unlisted: number;
  };
}

export const noLanguages: LanguagesState = { languages: { servers: [], problems: {}, characters: 0, unlisted: 0 } };

/** Key of a set of problems: the newest of each counts. */
export function problemsKey({ path, source }: Pick<ProblemSet, 'path' | 'source'>): string {
  return `${source}:${path}`;
}

/** Computes the room that a set takes in the state. */
export function charactersOf({ path, problems }: Pick<ProblemSet, 'path' | 'problems'>): number {
  const of = ({ message, related = [] }: Problem) =>
    related.reduce((sum, each) => sum + each.message.length + each.path.length, message.length) + 100;
  return problems.reduce((sum, each) => sum + of(each), path.length);
}

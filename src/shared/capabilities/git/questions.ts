import { z } from 'zod';

/** Most questions that are open at once; further ones count as refused. */
export const mostQuestions = 20;

/** A question of Git's to the person of the host, and to nobody else. */
export const gitQuestion = z.object({
  id: z.number().int().min(1),
  /** A word that may be seen, one that may not, or a choice. */
  is: z.enum(['word', 'secret', 'choice']),
  title: z.string().max(500),
  detail: z.array(z.string().max(4000)).max(10),
  /** Answers of a choice; an empty list for a word. */
  choices: z.array(z.string().max(60)).max(4),
  /** True if another person's act asks, so that the question comes unexpected. */
  isOfOther: z.boolean(),
});

export type GitQuestion = z.output<typeof gitQuestion>;

/** A question that is asked, or the number of one that needs no answer any more. */
export const questionPart = z.union([z.object({ asked: gitQuestion }), z.object({ over: z.number().int().min(1) })]);

export type QuestionPart = z.output<typeof questionPart>;

/** An answer; null where the person declines. */
export const questionAnswer = z.object({ id: z.number().int().min(1), answer: z.string().max(10_000).nullable() });

/** Progress of fetching, pulling and pushing. */
export const transferProgress = z.object({
  words: z.string().max(200),
  /** Null where it cannot be told. */
  percent: z.number().int().min(0).max(100).nullable(),
  /** True while the host's person is asked to sign in. */
  asksHost: z.boolean(),
});

export type TransferProgress = z.output<typeof transferProgress>;

import { z } from 'zod';

/** Most ways to sign in that are told of one program, and lengths of its words about each. */
export const mostWays = 20;
export const wayNameLength = 100;
export const wayDescriptionLength = 300;

/** A way in which an agent's program has its person sign in, in the program's own words. */
const way = z.object({
  name: z.string().max(wayNameLength),
  description: z.string().max(wayDescriptionLength),
  /**
   * Command that the host's person runs in a terminal before they choose it, empty where it cannot be shown; null where
   * the program does all by itself.
   */
  run: z.string().max(4_000).nullable(),
});

export type SignInWay = z.output<typeof way>;

/** Word of a host that starts an agent: its person is to sign in first, and the program's own words about that. */
export const startPart = z.discriminatedUnion('is', [
  z.object({
    is: z.literal('ways'),
    ways: z.array(way).min(1).max(mostWays),
    /** Reason for which the last try has failed, in words; null for the first. */
    problem: z.string().max(500).nullable(),
  }),
  z.object({ is: z.literal('says'), words: z.string().max(500) }),
]);

/** Way that a person chooses, by its place in the list that was told last. */
export const startAnswer = z.object({ way: z.int().min(0).max(mostWays) });

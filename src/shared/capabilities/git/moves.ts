import { z } from 'zod';
import { objectName } from './git-state.ts';

/**
 * Names of branches and tags are judged by Git itself; none begins with a dash, stands for several or former ones, or
 * has controls of 8 bits or of the direction, which Git takes and which a terminal obeys that shows them.
 */
export const refName = z
  .string()
  .min(1)
  .max(250)
  .regex(/^(?!.*(?:\.\.|@\{|[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]))[^-\s~^:?*[\\][^\s~^:?*[\\]*$/u);
/** Mark of others' work that the caller has been shown, and goes on over. */
export const over = z.string().max(64).optional();

/** Acts on the whole working tree that may meet others' work, by what they need. */
export const moveParams = {
  'git.checkout': { target: z.union([z.object({ branch: refName }), z.object({ commit: objectName })]) },
  'git.stash': { message: z.string().max(500), untracked: z.boolean() },
  'git.unstash': { id: objectName.nullable().default(null), keep: z.boolean().default(false) },
  'git.merge': { branch: refName },
  'git.rebase': { onto: refName },
  'git.pick': { commit: objectName },
  'git.revert': { commit: objectName },
  'git.pull': {},
};

/** Gives one of these acts as it is asked for. */
function asked<M extends keyof typeof moveParams>(name: M) {
  return z.object({ method: z.literal(name), params: z.object(moveParams[name]) });
}

/** An act on the whole working tree, for which those are asked whose work it would go over. */
export const askedMove = z.discriminatedUnion('method', [
  asked('git.checkout'),
  asked('git.stash'),
  asked('git.unstash'),
  asked('git.merge'),
  asked('git.rebase'),
  asked('git.pick'),
  asked('git.revert'),
  asked('git.pull'),
]);

export type AskedMove = z.output<typeof askedMove>;

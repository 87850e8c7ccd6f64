import { z } from 'zod';
import { mostTyped } from '../../shared/capabilities/git/typed-moves.ts';
import { treeActs } from '../../shared/capabilities/locks/tree-lease.ts';

/** Request of Git in a terminal that is about to move files: one line of JSON. */
export const typedMoveRequest = z.object({
  terminal: z.string().max(200),
  move: z.object({
    /** Working tree of the command, by its absolute path. */
    tree: z.string().min(1).max(4096),
    act: z.enum(treeActs),
    concern: z.enum(['work', 'locks', 'none']),
    keeps: z.boolean(),
    /** Files that it reaches, by their paths in the tree; null for all. */
    files: z.array(z.string().min(1).max(4096)).max(mostTyped.files).nullable(),
    /** Mark of the work that its person has been shown, and goes on over. */
    over: z.string().max(64).optional(),
  }),
});

export type TypedMoveWish = z.output<typeof typedMoveRequest>['move'];

/**
 * Answer to it, a line of JSON each. After `held` the lease is held until the connection ends; `free` needs none.
 */
export type TypedMoveAnswer =
  | { is: 'heard' }
  | { is: 'free' }
  | { is: 'held'; notice: string | null }
  | { is: 'shown'; words: string; keeps: boolean; mark: string }
  | { is: 'refused'; words: string };

/** Person or agent that typed it. */
export interface Typist {
  person: string;
  isAgent: boolean;
  /** Whether this is the host's person, whose words nobody else reads. */
  isAlone: boolean;
}

/** Answers it, and resolves once the command has ended. */
export type HoldTree = (
  move: TypedMoveWish,
  by: Typist,
  say: (answer: TypedMoveAnswer) => void,
  signal: AbortSignal,
) => Promise<void>;

/** Way from terminals to the rule for acts on the whole tree. Without Git everything is free. */
export class TypedGit {
  hold: HoldTree = async (_move, _by, say) => say({ is: 'free' });
}

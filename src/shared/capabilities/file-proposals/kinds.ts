import { z } from 'zod';
import type { BodyOf } from '../../core/capability.ts';
import { id, sha256Hex } from '../../core/ids.ts';
import { kind } from '../../core/kind.ts';
import { isPlainPath } from '../../core/sight.ts';
import { workName } from '../documents/kinds.ts';
import { partVerdicts } from '../proposals/kinds.ts';
import { fileProposalLimits } from './limits.ts';

const path = z.string().min(1).max(fileProposalLimits.path).refine(isPlainPath, 'no path in the folder');

/** Sorts of things, other than one text file, that may be deleted. */
const deletable = ['bytes', 'folder'] as const;

/**
 * Act on a file: a new one with its text, or a new folder; a move, of a folder as well; or a deletion, with the hash of
 * the text that the agent has read, of the bytes, or of all that is in a folder.
 */
const fileAct = z.discriminatedUnion('is', [
  z.object({ is: z.literal('create'), path, text: z.string().max(fileProposalLimits.units) }),
  z.object({ is: z.literal('createFolder'), path }),
  z.object({ is: z.literal('move'), from: path, to: path }),
  z.object({ is: z.literal('delete'), path, read: sha256Hex, of: z.enum(deletable).optional() }),
]);

export type FileAct = z.output<typeof fileAct>;

/** Paths that a file act names. */
export function pathsOfAct(act: FileAct): string[] {
  return act.is === 'move' ? [act.from, act.to] : [act.path];
}

/** Verdicts on such a proposal. `accepting`: its act is about to be done; it is `accepted` once that was. */
export const fileVerdicts = ['accepting', ...partVerdicts] as const;

const wordsOf = {
  create: ({ path }: { path: string }) => `suggested a new file, ${path}`,
  createFolder: ({ path }: { path: string }) => `suggested a new folder, ${path}`,
  move: ({ from, to }: { from: string; to: string }) => `suggested moving ${from} to ${to}`,
  delete: ({ path }: { path: string }) => `suggested deleting ${path}`,
};

/** Entries about new files, moves and deletions that agents propose. They name their files by path, and carry no ref. */
export const fileProposalKinds = {
  'fileProposal.made': kind(
    'annotate',
    'An agent proposes to make, move or delete a file or a folder: nothing is done until a person accepts it. Void beyond the bounds of numbers and sizes, and of anybody who is no agent.',
    z.object({
      proposal: id,
      title: z.string().max(fileProposalLimits.title),
      act: fileAct,
      /** Turn of the agent, and its tool call. */
      turn: workName.optional(),
      call: workName.optional(),
    }),
    {
      perSecond: 2,
      maxBytes: 64 * 1024,
      ofDocument: false,
      names: ({ act }: { act: FileAct }) => pathsOfAct(act),
      mark: {
        name: 'Suggestions',
        icon: 'git-pull-request',
        words: ({ act }: { act: FileAct }) => wordsOf[act.is](act as never),
      },
    },
  ),
  'fileProposal.judged': kind(
    'files.write',
    'A person accepts or rejects such a proposal; the first judgement counts. A person who accepts it says “accepting”, does the act by a request of their own after this counts, and then says “accepted” by the same judgement. “accepting” is void after five minutes, and once its window has gone or its person may not change files any more. Null opens again what the same person has judged, as long as it is remembered: a new file for a minute.',
    z.object({
      proposal: id,
      /** Name of this very judgement, by which its sender sees that it counts. */
      judgement: id,
      verdict: z.enum(fileVerdicts).nullable(),
    }),
    { perSecond: 10, ofDocument: false },
  ),
  'fileProposal.withdrawn': kind(
    'annotate',
    'An agent takes such a proposal back, or the host one that names a file which it does not share.',
    z.object({ proposal: id }),
    {
      perSecond: 5,
      ofDocument: false,
    },
  ),
};

export type FileProposalBody<Name extends keyof typeof fileProposalKinds> = BodyOf<typeof fileProposalKinds, Name>;
export type FileVerdict = (typeof fileVerdicts)[number];

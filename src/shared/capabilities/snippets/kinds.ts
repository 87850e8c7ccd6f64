import { z } from 'zod';
import type { BodyOf } from '../../core/capability.ts';
import { id } from '../../core/ids.ts';
import { kind } from '../../core/kind.ts';
import { objectName } from '../git/git-state.ts';

/** Most messages of one person whose commits are known; of more, the oldest are forgotten. */
export const mostDated = 200;

/**
 * Facts about lines of code in the chat. They are about the document, and not in the message: that is read by everybody
 * who may talk, and a commit only by those who see the file.
 */
export const snippetKinds = {
  'snippet.dated': kind(
    'chat',
    'The commit at which the repository of this document was when its sender showed lines of it in a message.',
    z.object({ message: id, commit: objectName }),
    { perSecond: 3 },
  ),
};

export type SnippetBody<Name extends keyof typeof snippetKinds> = BodyOf<typeof snippetKinds, Name>;

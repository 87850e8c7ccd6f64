import { z } from 'zod';
import type { BodyOf } from '../../core/capability.ts';
import { sha256Hex } from '../../core/ids.ts';
import { kind } from '../../core/kind.ts';
import { mergeSides } from '../../text/conflict-markers.ts';

export const mergingKinds = {
  'merge.taken': kind(
    'edit',
    'A side of a hunk in conflict was taken by a person; the edit of the text says it as well, as letters. The hunk’s name is the SHA-256 of both sides.',
    z.object({ hunk: sha256Hex, side: z.enum(mergeSides) }),
    { perSecond: 20 },
  ),
};

export type MergingBody<Name extends keyof typeof mergingKinds> = BodyOf<typeof mergingKinds, Name>;

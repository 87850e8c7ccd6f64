import { z } from 'zod';
import { bytes } from './bytes.ts';
import { kind } from './kind.ts';
import { unpack } from './message-pack.ts';
import { limits } from './version.ts';

const body = z.object({
  /** Checkpoint of everything up to here; null where nothing goes on from it. */
  outcome: bytes.nullable(),
  /** True in the place of the first that left: what follows is not there, up to the next such entry. */
  begins: z.literal(true).optional(),
});

// Its body may be an attachment, which is not read for a timeline.
const wordsOf = (cut: { begins?: true } | null) => (cut?.begins ? null : 'cut what was here');

/** Says of the body of such an entry whether a gap begins with it. */
export function beginsGap(packed: Uint8Array): boolean {
  try {
    return body.parse(unpack(packed)).begins ?? false;
  } catch {
    return false;
  }
}

/**
 * Makes the kind of the two entries that stand for content that was cut out of a log: that of `whose`. One has the place
 * of the first that left, the other, with the outcome, that of the last; its age is the time between them.
 */
export function cutKind(whose: string, options: { ofDocument?: boolean } = {}) {
  const says = `Content of ${whose} was cut out of the log for good; in its place, what it has come to by then.`;
  return kind('server', says, body, {
    interest: 'ref',
    large: true,
    maxBytes: limits.documentBytes * 2,
    mark: { name: 'Cuts', icon: 'screen-cut', words: wordsOf, person: () => null },
    ...options,
  });
}

import { z } from 'zod';
import { bytes } from './bytes.ts';
import { kind } from './kind.ts';
import { limits } from './version.ts';

const body = z.object({
  /** Checkpoint of everything up to here; null where nothing goes on from it. */
  outcome: bytes.nullable(),
  /** True in the place of the first that left: it tells a replay's clock when that was, and nothing else. */
  begins: z.literal(true).optional(),
});

// Its body may be an attachment, which is not read for a timeline.
const wordsOf = (cut: { begins?: true } | null) => (cut?.begins ? null : 'cut what was here');

/**
 * Makes the kind of the entries that stand for content that was cut out of a log: one in the place of the first of it,
 * and one with its outcome in that of the last.
 */
export function cutKind(whose: string, options: { ofDocument?: boolean } = {}) {
  const says = `Content of ${whose} was cut out of the log for good; in its place, what it has come to by then.`;
  return kind('server', says, body, {
    interest: 'ref',
    large: true,
    maxBytes: limits.documentBytes * 2,
    mark: {
      name: 'Cuts',
      icon: 'screen-cut',
      words: wordsOf,
      person: () => null,
    },
    ...options,
  });
}

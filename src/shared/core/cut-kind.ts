import { z } from 'zod';
import { bytes } from './bytes.ts';
import { kind } from './kind.ts';
import { limits } from './version.ts';

const body = z.object({
  /** Checkpoint of everything up to here; null where nothing goes on from it. */
  outcome: bytes.nullable(),
});

/** Makes the kind of the entry that stands for content that was cut out of a log, in the place of the last of it. */
export function cutKind(whose: string, options: { ofDocument?: boolean } = {}) {
  const says = `Content of ${whose} was cut out of the log for good; in its place, what it has come to by then.`;
  return kind('server', says, body, {
    interest: 'ref',
    large: true,
    maxBytes: limits.documentBytes * 2,
    mark: { name: 'Cuts', icon: 'screen-cut', words: () => 'cut what was here', person: () => null },
    ...options,
  });
}

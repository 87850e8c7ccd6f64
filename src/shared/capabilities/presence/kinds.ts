import { z } from 'zod';
import type { BodyOf } from '../../core/capability.ts';
import { id } from '../../core/ids.ts';
import { kind } from '../../core/kind.ts';
import { selection } from '../documents/kinds.ts';
import { activities, comparedSides } from '../people/kinds.ts';

const line = z.number().int().min(1);
/** Greatest difference of a clock to UTC. */
const mostOffsetMinutes = 14 * 60;

export const whereaboutsLength = 60;

export const presenceKinds = {
  'presence.focused': kind(
    'read',
    'The focus of this window: a document and a line, a shared terminal besides, the file of the open review that is compared (with the line there, where that is of a commit), or nothing.',
    z.object({
      line: line.nullable(),
      path: z.string().max(4096).nullable(),
      terminal: id.optional(),
      review: id.optional(),
      compared: z.object({ side: z.enum(comparedSides), line, topLine: line }).optional(),
    }),
    { keep: 'latest', perSecond: 10, names: ({ path }: { path: string | null }) => (path === null ? [] : [path]) },
  ),
  'presence.changed': kind(
    'read',
    'Active, idle, away or not to be disturbed; with the difference of the clock there, a place, and whom the window follows, where told.',
    z.object({
      activity: z.enum(activities),
      offsetMinutes: z.number().int().min(-mostOffsetMinutes).max(mostOffsetMinutes).optional(),
      whereabouts: z.string().trim().min(1).max(whereaboutsLength).optional(),
      follows: id.optional(),
    }),
    {
      keep: 'latest',
      perSecond: 5,
    },
  ),
  'cursor.moved': kind(
    'read',
    'Cursors and scroll position in one document.',
    z.object({ selections: z.array(selection).max(50), topLine: line }),
    { keep: 'latest', interest: 'ref', perSecond: 30, opaque: true },
  ),
  'people.gathered': kind('edit', 'Brings everyone to a line.', z.object({ path: z.string().min(1).max(4096), line }), {
    perSecond: 1,
    names: ({ path }: { path: string }) => [path],
    mark: {
      name: 'Gatherings',
      icon: 'organization',
      words: ({ path, line }: { path: string; line: number }) => `brought everyone to ${path}, line ${line}`,
    },
  }),
  'people.dispersed': kind(
    'server',
    'The line to which everyone was brought last was cut out of history.',
    z.object({ seq: z.number().int().min(1) }),
  ),
};

export type PresenceBody<Name extends keyof typeof presenceKinds> = BodyOf<typeof presenceKinds, Name>;

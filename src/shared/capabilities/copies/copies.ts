import { z } from 'zod';
import { capability } from '../../core/capability.ts';
import { id as ref } from '../../core/ids.ts';
import { method } from '../../core/method.ts';
import { stream } from '../../core/stream.ts';

const own = { touches: 'nothing', isForOwnWindows: true } as const;
/** Number of a clean copy at its host. */
const copy = z.number().int().min(1);

/** A line of a file in which a person's unsaved edits and others' are one thing. */
const sharedLine = z.object({
  path: z.string().max(4096),
  line: z.number().int().min(1),
  people: z.array(ref).max(200),
});

export type SharedLineAt = z.output<typeof sharedLine>;

/** A copy of the folder as it is saved, with the unsaved edits of one person alone. */
const cleanCopy = z.object({
  copy,
  person: ref,
  /** Its place on the host's disk; null for whom that is none of their business. */
  place: z.string().nullable(),
  /** Whether the shared lines are taken as they are now, or as they were saved. */
  takesBoth: z.boolean(),
  shared: z.array(sharedLine).max(100),
});

export type CleanCopyState = z.output<typeof cleanCopy>;

/** Copies of the folder in which a shell or a run sees nothing of others' half-typed edits. */
export const copies = capability({
  name: 'copies',
  methods: {
    /** Makes one, for a terminal that begins in it; it goes with its last terminal. */
    'copies.make': method(
      'host',
      z.object({ person: ref }),
      z.object({ copy, place: z.string(), notice: z.string().nullable() }),
      own,
    ),
    /** Takes both persons' edits in shared lines, or neither's: for the person whose edits it has, or the host. */
    'copies.choose': method('read', z.object({ copy, takesBoth: z.boolean() }), z.object({}), { touches: 'nothing' }),
  },
  streams: {
    /** Tells clean copies, now and with each change: all to the host's own windows, to others those of their edits. */
    'copies.watch': stream({
      right: 'read',
      params: z.object({}),
      down: z.object({ copies: z.array(cleanCopy).max(20) }),
      result: z.object({}),
      touches: 'nothing',
    }),
  },
});

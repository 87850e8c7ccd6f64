import { z } from 'zod';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { AgentSession } from './agent-session.ts';
import { lockWords } from './text-tools.ts';
import { path, pathIn, time, tool, words } from './tool.ts';

/** Most locks that one call names. */
const mostNamed = 50;

const seconds = z.number().int().min(10).max(3600);
const ids = z.array(words(64)).min(1).max(mostNamed).describe('Ids of locks that claim gave you');

type Claimed = { lock: string; path: string } | { lock: string; glob: string };

/** Target of a lock, for a time: a file or some of its lines, or all files that fit a glob. */
type Wish = { forMs: number; note: string } & (
  | { path: string; lines?: { start: number; end: number } | undefined; glob?: undefined }
  | { glob: string; path?: undefined; lines?: undefined }
);

/** Takes a lock. Throws in words where somebody else has one there. */
async function claim(session: AgentSession, { path, lines, glob, forMs, note }: Wish): Promise<Claimed> {
  const options = { forMs, note };
  const outcome =
    glob === undefined
      ? await session.locks.acquire(path, lines ? { ...options, lines } : options)
      : await session.locks.acquireAll(glob, options);
  if ('by' in outcome) {
    const { by } = outcome;
    throw new EnsembleError('exists', lockWords(by, by.path ?? by.pattern ?? 'a new text'));
  }
  return glob === undefined ? { lock: outcome.id, path } : { lock: outcome.id, glob };
}

/** Own lock of an id. Throws `not-found` in words. */
function ownLock(session: AgentSession, id: string) {
  const lock = session.locker.list().find((each) => each.id === id && each.isMine);
  if (lock) return lock;
  throw new EnsembleError(
    'not-found',
    `Lock ${id.slice(0, 64)} is not yours (any more): it ran out, or somebody ended it. Claim anew.`,
  );
}

/** Tools that lease files, so that others work elsewhere. */
export const lockTools = [
  tool({
    name: 'claim',
    description:
      'Locks what you will work on for longer than a moment, for a time: a file, some lines of it, or all files that fit a glob, also those that are made later. Other agents cannot edit, make, move or remove it then; people are warned and can. Where somebody has it, you are told who and until when. Release it as soon as you are done.',
    input: {
      path: path.optional(),
      lines: z.strictObject({ from: z.number().int().min(1), to: z.number().int().min(1) }).optional(),
      glob: words(300).optional().describe('In place of path, such as src/parser/**'),
      seconds: seconds.default(300),
      note: words(200).default('').describe('Reason that people read'),
    },
    tells: ({ path, lines, glob }) => ({
      title: `Lock ${lines ? `lines ${lines.from}–${lines.to} of ` : ''}${path ?? glob}`,
      path,
    }),
    run: async ({ path, lines, glob, seconds, note }, session) => {
      if ((path === undefined) === (glob === undefined) || (lines && path === undefined))
        throw new EnsembleError('bad-request', 'Give either path (with lines or without), or glob.');
      const times = { forMs: seconds * 1000, note };
      const range = lines && { start: lines.from, end: lines.to };
      const claimed = await claim(
        session,
        path === undefined
          ? { ...times, glob: glob!.replace(/^\.\//, '') }
          : { ...times, path: pathIn(path), lines: range },
      );
      return { facts: { claimed: [claimed], until: time(session.client.nowMs() + seconds * 1000) } };
    },
  }),
  tool({
    name: 'renew',
    description: 'Makes locks of yours last for a time from now on. They get new ids: the old ones mean nothing then.',
    input: { locks: ids, seconds: seconds.default(300) },
    tells: ({ locks }) => ({ title: locks.length === 1 ? 'Renew a lock' : `Renew ${locks.length} locks` }),
    run: async ({ locks, seconds }, session) => {
      const renewed: Claimed[] = [];
      for (const { path, pattern, lines, note, id } of locks.map((each) => ownLock(session, each))) {
        const times = { forMs: seconds * 1000, note };
        // Its own earlier lock is in nobody's way but others': the files are never free meanwhile.
        if (pattern !== undefined) renewed.push(await claim(session, { ...times, glob: pattern }));
        else if (path !== null) renewed.push(await claim(session, { ...times, path, lines: lines ?? undefined }));
        else continue;
        await session.locks.release(id);
      }
      return { facts: { renewed, until: time(session.client.nowMs() + seconds * 1000) } };
    },
  }),
  tool({
    name: 'release',
    description: 'Gives locks of yours up, so that others may work there. Those that are gone already are no error.',
    input: { locks: ids },
    tells: ({ locks }) => ({ title: locks.length === 1 ? 'Release a lock' : `Release ${locks.length} locks` }),
    run: async ({ locks }, session) => {
      for (const each of locks) await session.locks.release(each);
      return { facts: { released: locks } };
    },
  }),
  tool({
    name: 'list_locks',
    description: 'Lists the locks that stand now: path or glob, lines, whose, until when, and why.',
    input: {},
    isReading: true,
    run: async (_input, session) => {
      const locks = session.locker.list().slice(0, 200);
      const told = locks.map(({ id, path, pattern, lines, name, isMine, untilMs, note }) => ({
        ...(isMine ? { lock: id, isYours: true } : { by: name }),
        ...(pattern === undefined ? { path } : { glob: pattern }),
        ...(lines ? { from: lines.start, to: lines.end } : {}),
        ...(untilMs === null ? {} : { until: time(untilMs) }),
        ...(note ? { note } : {}),
      }));
      return { facts: { count: told.length, locks: told } };
    },
  }),
];

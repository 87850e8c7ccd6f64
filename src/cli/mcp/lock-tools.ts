import { z } from 'zod';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { AgentSession } from './agent-session.ts';
import { lockWords } from './text-tools.ts';
import { path, pathIn, time, tool, words } from './tool.ts';

/** Most files of one glob: each has a lock of its own. */
const mostFiles = 50;

const seconds = z.number().int().min(10).max(3600);
const ids = z.array(words(64)).min(1).max(mostFiles).describe('Ids of locks that claim gave you');

interface Claimed {
  lock: string;
  path: string;
}

/** Takes locks on files, all or none. Throws in words where somebody else has one of them. */
async function claimAll(
  session: AgentSession,
  paths: readonly string[],
  options: { lines?: { start: number; end: number }; forMs: number; note: string },
): Promise<Claimed[]> {
  const claimed: Claimed[] = [];
  try {
    for (const each of paths) {
      const outcome = await session.locks.acquire(each, options);
      if ('by' in outcome) throw new EnsembleError('exists', lockWords(outcome.by, each));
      claimed.push({ lock: outcome.id, path: each });
    }
  } catch (thrown) {
    for (const { lock } of claimed) await session.locks.release(lock);
    throw thrown;
  }
  return claimed;
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
      'Locks what you will work on for longer than a moment, for a time: a file, some lines of it, or all files that a glob finds (at most 50, all or none). Other agents cannot edit it then; people are warned and can. Where somebody has it, you are told who and until when. Release it as soon as you are done.',
    input: {
      path: path.optional(),
      lines: z.strictObject({ from: z.number().int().min(1), to: z.number().int().min(1) }).optional(),
      glob: words(300).optional().describe('In place of path, such as src/parser/**'),
      seconds: seconds.default(300),
      note: words(200).default('').describe('Reason that people read'),
    },
    run: async ({ path, lines, glob, seconds, note }, session) => {
      if ((path === undefined) === (glob === undefined) || (lines && path === undefined))
        throw new EnsembleError('bad-request', 'Give either path (with lines or without), or glob.');
      let paths = path === undefined ? [] : [pathIn(path)];
      if (glob !== undefined) {
        const wanted = { pattern: '', includes: [glob], maxResults: mostFiles + 1 };
        paths = (await session.client.request('search.files', wanted)).paths;
        if (paths.length === 0)
          throw new EnsembleError('not-found', 'No file fits this glob: list_files shows what there is.');
        if (paths.length > mostFiles)
          throw new EnsembleError('too-large', `More than ${mostFiles} files fit: claim a smaller part of the folder.`);
      }
      const options = {
        forMs: seconds * 1000,
        note,
        ...(lines ? { lines: { start: lines.from, end: lines.to } } : {}),
      };
      const claimed = await claimAll(session, paths, options);
      return { facts: { claimed, until: time(session.client.nowMs() + seconds * 1000) } };
    },
  }),
  tool({
    name: 'renew',
    description: 'Makes locks of yours last for a time from now on. They get new ids: the old ones mean nothing then.',
    input: { locks: ids, seconds: seconds.default(300) },
    run: async ({ locks, seconds }, session) => {
      const renewed: Claimed[] = [];
      for (const { path, lines, note, id } of locks.map((each) => ownLock(session, each))) {
        if (path === null) continue;
        // Its own earlier lock is in nobody's way but others': the file is never free meanwhile.
        renewed.push(
          ...(await claimAll(session, [path], { forMs: seconds * 1000, note, ...(lines ? { lines } : {}) })),
        );
        await session.locks.release(id);
      }
      return { facts: { renewed, until: time(session.client.nowMs() + seconds * 1000) } };
    },
  }),
  tool({
    name: 'release',
    description: 'Gives locks of yours up, so that others may work there. Those that are gone already are no error.',
    input: { locks: ids },
    run: async ({ locks }, session) => {
      for (const each of locks) await session.locks.release(each);
      return { facts: { released: locks } };
    },
  }),
  tool({
    name: 'list_locks',
    description: 'Lists the locks that stand now: path, lines, whose, until when, and why.',
    input: {},
    isReading: true,
    run: async (_input, session) => {
      const locks = session.locker.list().slice(0, 200);
      const told = locks.map(({ id, path, lines, name, isMine, untilMs, note }) => ({
        ...(isMine ? { lock: id, isYours: true } : { by: name }),
        path,
        ...(lines ? { from: lines.start, to: lines.end } : {}),
        ...(untilMs === null ? {} : { until: time(untilMs) }),
        ...(note ? { note } : {}),
      }));
      return { facts: { count: told.length, locks: told } };
    },
  }),
];

import { z } from 'zod';
import { linesNow, placeIn } from '../../client/comments/comment-place.ts';
import { documentAt } from '../../shared/capabilities/documents/paths.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { newId } from '../../shared/core/ids.ts';
import type { AgentSession } from './agent-session.ts';
import { path, pathIn, time, tool, words } from './tool.ts';

const thread = words(64).describe('Id of a thread, as comment_list gives it');

/** Thread of an id. Throws `not-found` in words. */
function threadOf({ client }: AgentSession, id: string) {
  const { threads } = client.state.comments;
  if (Object.hasOwn(threads, id)) return threads[id]!;
  throw new EnsembleError('not-found', 'No such thread (any more): comment_list has those that there are.');
}

/** Tools for comments on lines. */
export const commentTools = [
  tool({
    name: 'comment_list',
    description:
      'Lists the threads of comments: id, file, lines as they are now where you have read the file, and what was said. Open ones alone, unless include_resolved.',
    input: {
      path: path.optional(),
      include_resolved: z.boolean().default(false),
      offset: z.number().int().min(0).default(0),
      limit: z.number().int().min(1).max(100).default(20),
    },
    isReading: true,
    run: async ({ path, include_resolved, offset, limit }, session) => {
      const { state, documents } = session.client;
      const ref = path === undefined ? undefined : documentAt(state, pathIn(path));
      const all = Object.values(state.comments.threads).filter(
        (each) => (ref === undefined || each.ref === ref) && (include_resolved || each.resolved === null),
      );
      const threads = all.slice(offset, offset + limit).map((each) => {
        const document = documents.get(each.ref);
        const lines = (document && linesNow(document, each.place)) ?? each.place.lines;
        return {
          thread: each.id,
          path: state.documents[each.ref]?.path ?? null,
          from: lines.start,
          to: lines.end,
          ...(each.resolved === null ? {} : { resolvedBy: session.nameOf(each.resolved.person) }),
          comments: each.comments.map(({ person, words, atMs }) => ({
            by: session.nameOf(person),
            at: time(atMs),
            words,
          })),
        };
      });
      const next = offset + threads.length < all.length ? { next_offset: offset + threads.length } : {};
      return { facts: { count: all.length, threads, ...next } };
    },
  }),
  tool({
    name: 'comment_add',
    description:
      'Comments on lines of a file: a new thread, which stays at its lines while they are edited. With thread, answers in that one instead.',
    input: {
      path: path.optional(),
      from_line: z.number().int().min(1).optional(),
      to_line: z.number().int().min(1).optional(),
      thread: thread.optional(),
      words: words(8000).min(1),
      mention: z.array(words(100)).max(20).default([]),
    },
    tells: ({ path, thread }) =>
      thread === undefined ? { title: `Comment on ${path}`, path } : { title: 'Answer a comment' },
    run: async ({ path, from_line, to_line, thread, words, mention }, session) => {
      const { client } = session;
      const comment = newId(client.options.environment);
      const mentions = mention.map((name) => session.personNamed(name));
      if (thread !== undefined) {
        const { ref } = threadOf(session, thread);
        await client.publish('comment.replied', { thread, comment, words, mentions }, ref);
        return { facts: { thread } };
      }
      if (path === undefined || from_line === undefined)
        throw new EnsembleError('bad-request', 'Give path and from_line for a new thread, or thread to answer in one.');
      const { ref, text } = await session.read(pathIn(path));
      const end = to_line ?? from_line;
      const count = text.split('\n').length;
      if (end < from_line || end > count)
        throw new EnsembleError('bad-request', `${path} has ${count} lines, and to_line is not before from_line.`);
      const place = placeIn(client.documents.get(ref)!, { start: from_line, end });
      const begun = newId(client.options.environment);
      await client.publish('comment.started', { thread: begun, comment, place, words, mentions, moment: null }, ref);
      return { facts: { thread: begun } };
    },
  }),
  tool({
    name: 'comment_resolve',
    description:
      'Marks a thread as done, or as open again. Do it once what it asks for is done, and say so in it before.',
    input: { thread, resolved: z.boolean().default(true) },
    tells: ({ resolved }) => ({ title: resolved ? 'Resolve a comment' : 'Open a comment again' }),
    run: async ({ thread, resolved }, session) => {
      const { ref } = threadOf(session, thread);
      await session.client.publish('comment.resolved', { thread, isResolved: resolved }, ref);
      return { facts: { thread, resolved } };
    },
  }),
];

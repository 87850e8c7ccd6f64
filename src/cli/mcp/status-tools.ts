import { z } from 'zod';
import type { EventFilter, SessionEvent } from '../../client/sdk/history.ts';
import { participantsOf } from '../../shared/capabilities/people/known-participants.ts';
import { rightsNow } from '../../shared/capabilities/people/participants.ts';
import { append } from '../../shared/core/append.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { AgentSession } from './agent-session.ts';
import { pathIn, time, tool, words } from './tool.ts';

const mostPeople = 100;

/** Kinds that say nothing of what has changed. */
const noise = ['cursor.moved', 'presence.focused', 'presence.changed', 'terminal.output', 'chat.read', 'chat.received'];

const peopleOf = ({ client }: AgentSession) => participantsOf(client.state, client.person, client.nowMs());

/** Files at which people look, by their persons. */
function focusOf({ client }: AgentSession): Map<string, { path: string; line: number | null }> {
  const found = new Map<string, { path: string; line: number | null }>();
  for (const { person, connected, focus } of Object.values(client.state.replicas))
    if (connected && focus?.path) found.set(person, { path: focus.path, line: focus.line });
  return found;
}

/** Finds what has happened since a seq: what the host tells of before this connection, and what was heard since. */
async function eventsSince({ history }: AgentSession, afterSeq: number, at: EventFilter) {
  const events: SessionEvent[] = [];
  const kept = () => history.list({ afterSeq: Math.max(afterSeq, history.since), ...at });
  if (afterSeq >= history.since) return { events: kept(), untold: null };
  let untold: string | null = null;
  try {
    for (let from = afterSeq; from < history.since; ) {
      const page = await history.past({ afterSeq: from, ...at });
      append(
        events,
        page.events.filter(({ seq }) => seq <= history.since),
      );
      untold ??= page.untold;
      from = page.more ? page.upTo : history.since;
    }
  } catch (thrown) {
    if (!(thrown instanceof EnsembleError)) throw thrown;
    untold = thrown.message;
  }
  return { events: [...events, ...kept()], untold };
}

/** Tools that tell of the session and its people, and of what this agent means to do. */
export const statusTools = [
  tool({
    name: 'session_status',
    description:
      'Start here. Tells the shared folder, who you are in this session, whose agent you are, what you may do now, and the seq to give to changes_since later. Works as well while the host is away.',
    input: {},
    isReading: true,
    run: async (_input, session) => {
      const { state, person, applied, status } = session.client;
      const me = state.participants[person!]!;
      return {
        facts: {
          folder: state.host?.folder ?? null,
          me: session.nameOf(person),
          ownedBy: me.agentOf === undefined ? null : session.nameOf(me.agentOf),
          role: me.role,
          may: [...rightsNow(state, me)],
          isPaused: me.isPaused === true,
          suggestsEdits: me.suggests === true,
          connection: status.is,
          here: peopleOf(session).filter(({ status }) => status === 'here').length,
          locks: session.locker.list().length,
          seq: applied,
        },
      };
    },
  }),
  tool({
    name: 'who',
    description:
      'Lists the people and agents of this session: name, kind, role, whether they are here, the file and line at which they are, and what agents mean to do. Ask this before you begin, so that you work where nobody else does.',
    input: { include_away: z.boolean().default(false).describe('Also those who are not here now') },
    isReading: true,
    run: async ({ include_away }, session) => {
      const focus = focusOf(session);
      const all = peopleOf(session).filter(
        ({ status }) => status === 'here' || (include_away && (status === 'away' || status === 'asking')),
      );
      const people = all.slice(0, mostPeople).map(({ id, name, type, role, status, activity, owner, isMe }) => ({
        name,
        type,
        role,
        ...(isMe ? { isYou: true } : {}),
        ...(owner === null ? {} : { ownedBy: session.nameOf(owner) }),
        ...(status === 'here' ? { activity, ...focus.get(id) } : { status }),
        ...(session.client.state.agents[id]?.intent ? { intent: session.client.state.agents[id].intent } : {}),
      }));
      return { facts: { count: all.length, people } };
    },
  }),
  tool({
    name: 'changes_since',
    description:
      'Tells what has happened since a seq, the oldest first: who edited, saved, moved or deleted which file, locks, comments, terminals. Begin with the seq of session_status, then give the seq that the last answer ended with. Edits of one person in one file in a row are told as one, with their number. Also of before this connection, since you were let in last: then with paths as files are called now, and what is not told to you is said in words.',
    input: {
      seq: z.number().int().min(0),
      path: words(4096).optional().describe('Only this file, or what is in this folder'),
      limit: z.number().int().min(1).max(200).default(50),
    },
    isReading: true,
    run: async ({ seq, path, limit }, session) => {
      const at = path === undefined ? {} : { path: pathIn(path) };
      const { events, untold } = await eventsSince(session, seq, { ...at, without: noise });
      const changes: { seq: number; at: string; who: string; what: string; path?: string; times?: number }[] = [];
      let upTo = seq;
      let isCut = false;
      for (const { seq: of, atMs, person, kind, path: file, words: said } of events) {
        const last = changes.at(-1);
        const who = person === null ? 'the session' : session.nameOf(person);
        const what = said ?? kind;
        if (last && last.what === what && last.who === who && last.path === (file ?? undefined)) {
          last.seq = of;
          last.times = (last.times ?? 1) + 1;
        } else if (changes.length === limit) {
          isCut = true;
          break;
        } else changes.push({ seq: of, at: time(atMs), who, what, ...(file === null ? {} : { path: file }) });
        upTo = of;
      }
      const next = isCut ? upTo : Math.max(upTo, session.client.applied);
      return { facts: { changes, seq: next, more: isCut, ...(untold === null ? {} : { untold }) } };
    },
  }),
  tool({
    name: 'set_intent',
    description:
      'Tells people in one line what you mean to do now, such as “adding tests for the parser”. They see it beside your name. Change it when you turn to something else; null when you are done. What you edit from here on is a turn of its own, which you and people can take back as one.',
    input: { intent: words(300).nullable() },
    run: async ({ intent }, session) => {
      await session.client.publish('agent.intended', { intent });
      return { facts: { intent, turn: session.beginTurn(intent) } };
    },
  }),
];

import { describe, expect, it } from 'vitest';
import { standingLocks } from '../../../../../src/shared/capabilities/locks/held-locks.ts';
import { holdingGraceMs, isOver } from '../../../../../src/shared/capabilities/locks/holdings.ts';
import { pathOfLock } from '../../../../../src/shared/capabilities/locks/lock-places.ts';
import { objectionToAgentsChange } from '../../../../../src/shared/capabilities/locks/objections.ts';
import type { Entry } from '../../../../../src/shared/core/entry.ts';
import { authorize } from '../../../../../src/shared/session/authorize.ts';
import type { SessionState } from '../../../../../src/shared/session/state.ts';
import { type Body, decodeBody } from '../../../../../src/shared/session/table.ts';
import { ann, annsWindow, bob, bobsWindow, document, entryOf, foldAll, joined, opened } from '../../session/entries.ts';
import { idOf } from '../../session/sample-of.ts';

const [first, second] = [idOf('lock-1'), idOf('lock-2')];
const section = { anchor: Uint8Array.of(1), head: Uint8Array.of(2) };
const here = foldAll([joined(ann, annsWindow), joined(bob, bobsWindow), opened()]);

type Acquired = Partial<Body<'lock.acquired'>>;

const acquire = (lock: string, by: string, body: Acquired = {}, change: Partial<Entry> = {}) =>
  entryOf(
    'lock.acquired',
    { lock, path: null, selection: null, lines: null, beside: [], untilMs: null, ...body },
    { ref: document, by, ...change },
  );
const left = (person: string, replica: string, at: number) => entryOf('participant.left', { person, replica }, { at });
const tick = (at: number) => entryOf('presence.changed', { activity: 'active' }, { by: bobsWindow, at });
const held = (state: SessionState) => Object.keys(state.locks.held);

describe('a lock', () => {
  it('is taken by the first in the order of the log; a later one of the same file is void', () => {
    const state = foldAll([acquire(first, annsWindow), acquire(second, bobsWindow)], here);
    expect(held(state)).toEqual([first]);
    expect(state.locks.held[first]).toMatchObject({ person: ann, ref: document, selection: null, leftMs: null });
  });

  it('goes with the document when that leaves the session, and so does the trace of its forced end', () => {
    const sealed = entryOf('doc.sealed', { term: 1 }, { ref: document });
    expect(held(foldAll([acquire(first, annsWindow), sealed], here))).toEqual([]);
    const stolen = entryOf('lock.stolen', { lock: first }, { by: bobsWindow });
    expect(foldAll([acquire(first, annsWindow), stolen, sealed], here).locks.stolen).toEqual([]);
  });

  it('is void under an id that is there already, of no document, of nobody, or when it has run out', () => {
    const voids = [
      acquire(first, annsWindow, {}, { ref: idOf('unknown') }),
      acquire(first, annsWindow, {}, { ref: null }),
      acquire(first, annsWindow, { path: 'a.png', selection: section }, { ref: null }),
      acquire(first, idOf('stranger')),
      acquire(first, annsWindow, { untilMs: 1000 }),
    ];
    for (const entry of voids) expect(held(foldAll([entry], here))).toEqual([]);
    const twice = foldAll([acquire(first, annsWindow), acquire(first, annsWindow, { note: 'again' })], here);
    expect(twice.locks.held[first]?.note).toBe('');
  });

  it('of a section stands beside another that its sender has seen to be elsewhere, and meets any other', () => {
    const one = foldAll([acquire(first, annsWindow, { selection: section })], here);
    const apart = acquire(second, bobsWindow, { selection: section, beside: [first] });
    expect(held(foldAll([apart], one))).toEqual([first, second]);
    expect(held(foldAll([acquire(second, bobsWindow, { selection: section })], one))).toEqual([first]);
    expect(held(foldAll([acquire(second, bobsWindow, { beside: [first] })], one))).toEqual([first]);
    const whole = foldAll([acquire(first, annsWindow)], here);
    expect(held(foldAll([apart], whole))).toEqual([first]);
  });

  it('never meets a lock of the same person, nor one of another file', () => {
    const own = foldAll([acquire(first, annsWindow), acquire(second, annsWindow)], here);
    expect(held(own)).toEqual([first, second]);
    const other = idOf('other');
    const log = [opened(other, 'b.txt'), acquire(first, annsWindow), acquire(second, bobsWindow, {}, { ref: other })];
    expect(held(foldAll(log, here))).toEqual([first, second]);
  });

  it('of a path meets that of the document at the path, wherever the document has gone', () => {
    const moved = entryOf('doc.moved', { term: 1, path: 'b.txt' }, { ref: document });
    const onPath = (path: string) => acquire(second, bobsWindow, { path }, { ref: null });
    const state = foldAll([acquire(first, annsWindow), moved], here);
    expect(pathOfLock(state, state.locks.held[first]!)).toBe('b.txt');
    expect(held(foldAll([onPath('b.txt')], state))).toEqual([first]);
    expect(held(foldAll([onPath('a.txt')], state))).toEqual([first, second]);
  });

  it('is given up by its holder only', () => {
    const state = foldAll([acquire(first, annsWindow)], here);
    const release = (by: string) => entryOf('lock.released', { lock: first }, { by });
    expect(held(foldAll([release(bobsWindow)], state))).toEqual([first]);
    expect(held(foldAll([release(annsWindow)], state))).toEqual([]);
    expect(held(foldAll([release(annsWindow), acquire(second, bobsWindow)], state))).toEqual([second]);
  });

  it('is ended by somebody else with a trace of whom, when and why; by its holder without one', () => {
    const state = foldAll([acquire(first, annsWindow)], here);
    const steal = (by: string) =>
      entryOf('lock.stolen', { lock: first, reason: 'release day' }, { by, at: 5000, seq: 9 });
    const taken = foldAll([steal(bobsWindow), steal(bobsWindow)], state);
    expect(held(taken)).toEqual([]);
    const trace = { seq: 9, at: 5000, by: bob, reason: 'release day', lock: state.locks.held[first] };
    expect(taken.locks.stolen).toEqual([trace]);
    expect(foldAll([steal(annsWindow)], state).locks).toEqual({ held: {}, stolen: [] });
    expect(foldAll([steal(idOf('stranger'))], state)).toEqual(state);
  });
});

describe('a lock in time', () => {
  it('ends by itself, for who looks at the clock and, with the next entry for all, in the state', () => {
    const state = foldAll([acquire(first, annsWindow, { untilMs: 9000 })], here);
    expect(standingLocks(state, 8999)).toHaveLength(1);
    expect(standingLocks(state, 9000)).toEqual([]);
    expect(held(foldAll([tick(8999)], state))).toEqual([first]);
    expect(held(foldAll([tick(9000)], state))).toEqual([]);
    const next = acquire(second, bobsWindow, {}, { at: 9000 });
    expect(held(foldAll([next], state))).toEqual([second]);
  });

  it('outlives its holder’s last window by a grace, in which they may come back to it', () => {
    const state = foldAll([acquire(first, annsWindow), left(ann, annsWindow, 2000)], here);
    expect(state.locks.held[first]?.leftMs).toBe(2000);
    const overMs = 2000 + holdingGraceMs;
    expect(held(foldAll([tick(overMs - 1)], state))).toEqual([first]);
    expect(held(foldAll([tick(overMs)], state))).toEqual([]);
    expect(standingLocks(state, overMs)).toEqual([]);
    const back = foldAll([joined(ann, idOf('new-window'), 'editor', overMs - 1), tick(overMs + 1)], state);
    expect(back.locks.held[first]?.leftMs).toBeNull();
    expect(held(foldAll([joined(ann, idOf('new-window'), 'editor', overMs)], state))).toEqual([]);
  });

  it('stays while another window of its holder is here, but not for the host’s process alone', () => {
    const more = idOf('second-window');
    const state = foldAll([joined(ann, more), acquire(first, annsWindow), left(ann, annsWindow, 2000)], here);
    expect(state.locks.held[first]?.leftMs).toBeNull();
    const process = entryOf('participant.joined', {
      person: ann,
      name: 'Ann',
      role: 'editor',
      replica: idOf('host'),
      purpose: 'host',
    });
    const gone = foldAll([process, left(ann, more, 3000)], state);
    expect(gone.locks.held[first]?.leftMs).toBe(3000);
  });

  it('of a window that crashed before it was delivered begins its grace at once', () => {
    const state = foldAll([left(ann, annsWindow, 2000), acquire(first, annsWindow, {}, { at: 2500 })], here);
    expect(state.locks.held[first]?.leftMs).toBe(2500);
  });

  it('does not run out by entries that only some hear of', () => {
    const state = foldAll([acquire(first, annsWindow, { untilMs: 9000 })], here);
    const late = { at: 99_000, by: bobsWindow, ref: document };
    expect(held(foldAll([entryOf('doc.updated', { update: new Uint8Array(2) }, late)], state))).toEqual([first]);
  });

  it('goes with the right to edit', () => {
    const state = foldAll([acquire(first, annsWindow)], here);
    const viewer = entryOf('role.changed', { person: ann, role: 'viewer' });
    const removed = entryOf('participant.removed', { person: ann, ban: false });
    expect(held(foldAll([viewer], state))).toEqual([]);
    expect(held(foldAll([removed], state))).toEqual([]);
    expect(held(foldAll([entryOf('role.changed', { person: bob, role: 'viewer' })], state))).toEqual([first]);
  });

  it('of an agent goes with the right of its owner', () => {
    const [robot, robotsReplica] = [idOf('robot'), idOf('robots-replica')];
    const agent = { person: robot, name: 'Robot', role: 'editor' } as const;
    const state = foldAll(
      [
        entryOf('participant.admitted', { ...agent, agentOf: ann }),
        entryOf('participant.joined', { ...agent, replica: robotsReplica, purpose: 'agent' }),
        acquire(first, robotsReplica),
      ],
      here,
    );
    expect(held(state)).toEqual([first]);
    expect(held(foldAll([entryOf('role.changed', { person: bob, role: 'viewer' })], state))).toEqual([first]);
    expect(held(foldAll([entryOf('role.changed', { person: ann, role: 'viewer' })], state))).toEqual([]);
  });

  it('is over by its end or by absence, whichever is first', () => {
    expect(isOver({ untilMs: null, leftMs: null }, Number.MAX_SAFE_INTEGER)).toBe(false);
    expect(isOver({ untilMs: 10, leftMs: null }, 10)).toBe(true);
    expect(isOver({ untilMs: 10 ** 9, leftMs: 0 }, holdingGraceMs)).toBe(true);
  });
});

describe('a lock by a pattern', () => {
  const byPattern = (lock: string, by: string, pattern: string, body: Acquired = {}) =>
    acquire(lock, by, { ...body, pattern }, { ref: null });
  const objection = (state: SessionState, entry: Entry, replica: string) => {
    const { kind, ref, to } = entry;
    const body = decodeBody('lock.acquired', entry.body);
    const person = state.replicas[replica]?.person ?? null;
    return authorize(state, { person, replica }, 'say', { kind, ref, to, body });
  };

  it('is on no document and no path, and void with one of them', () => {
    const state = foldAll([byPattern(first, annsWindow, 'src/**')], here);
    expect(state.locks.held[first]).toMatchObject({ ref: null, path: null, pattern: 'src/**', selection: null });
    const voids = [
      byPattern(first, annsWindow, 'src/**', { path: 'a.txt' }),
      byPattern(first, annsWindow, 'src/**', { selection: section }),
      acquire(first, annsWindow, { pattern: 'src/**' }),
    ];
    for (const entry of voids) expect(held(foldAll([entry], here))).toEqual([]);
  });

  it('is refused where somebody else has locked a file that fits, or what may meet it, with whose and until when', () => {
    const file = foldAll([acquire(first, annsWindow, { untilMs: 99_000 })], here);
    expect(objection(file, byPattern(second, bobsWindow, '*.txt'), bobsWindow)?.message).toBe(
      'Ann has locked files among these until 1970-01-01T00:01:39.000Z: lock something else, or ask them.',
    );
    expect(objection(file, byPattern(second, bobsWindow, 'src/**'), bobsWindow)).toBeNull();
    expect(objection(file, byPattern(second, annsWindow, '*.txt'), annsWindow)).toBeNull();
    const part = foldAll([byPattern(first, annsWindow, 'src/a/**')], here);
    for (const meets of ['src/**', 'src/a/b.ts', '*.css', '**'])
      expect(objection(part, byPattern(second, bobsWindow, meets), bobsWindow)?.code).toBe('exists');
    expect(objection(part, byPattern(second, bobsWindow, 'src/b/**'), bobsWindow)).toBeNull();
  });

  it('keeps others from locking a file that fits, and itself from none', () => {
    const state = foldAll([byPattern(first, annsWindow, '*.txt')], here);
    expect(objection(state, acquire(second, bobsWindow), bobsWindow)?.code).toBe('exists');
    expect(objection(state, acquire(second, annsWindow), annsWindow)).toBeNull();
    const picture = acquire(second, bobsWindow, { path: 'a.png' }, { ref: null });
    expect(objection(state, picture, bobsWindow)).toBeNull();
  });

  it('is no part of the fold: a text that is no pattern is kept, fits nothing, and is refused at the door', () => {
    for (const pattern of ['[b-a]', './src/**', '{a']) {
      const entry = byPattern(first, annsWindow, pattern);
      expect(objection(here, entry, annsWindow)).toMatchObject({
        code: 'bad-request',
        message: expect.stringContaining('not a pattern'),
      });
      const state = foldAll([entry], here);
      expect(state.locks.held[first]).toMatchObject({ pattern });
      expect(objection(state, acquire(second, bobsWindow), bobsWindow)).toBeNull();
      expect(objection(state, byPattern(second, bobsWindow, '**'), bobsWindow)).toBeNull();
      expect(objectionToAgentsChange(state, bob, 'src/a.ts', true)).toBeNull();
    }
  });

  it('is one of 20 of a person at most', () => {
    const many = Array.from({ length: 25 }, (_, at) => byPattern(idOf(`many-${at}`), annsWindow, `src/${at}/**`));
    expect(held(foldAll(many, here))).toHaveLength(20);
  });

  it('keeps agents from what fits, be it there or not, and from folders with such files; not its holder', () => {
    const state = foldAll([byPattern(first, annsWindow, 'src/**/*.css')], here);
    const bound = (path: string, isWhole = true, agent = bob) => objectionToAgentsChange(state, agent, path, isWhole);
    expect(bound('src/new.css')?.message).toBe('Ann has locked src/new.css: work elsewhere, or ask them.');
    expect(bound('src/a/b.css', false)?.code).toBe('not-permitted');
    expect(bound('SRC/a/B.css')?.code).toBe('not-permitted');
    expect(bound('src')?.message).toBe('Ann has locked files in src: work elsewhere, or ask them.');
    expect([bound('src/a.ts'), bound('a.css'), bound('src/new.css', true, ann)]).toEqual([null, null, null]);
    const all = foldAll([byPattern(first, annsWindow, '*.txt'), opened(idOf('deep'), 'x/y/z.txt')], here);
    expect(objectionToAgentsChange(all, bob, 'x/y', true)?.message).toContain('files in x/y');
    expect(objectionToAgentsChange(all, bob, 'x/other', true)).toBeNull();
  });
});

const agent = idOf('agent');
const agents = idOf('agents-window');
const withAgent = foldAll(
  [
    entryOf('participant.joined', {
      person: agent,
      name: 'Claude',
      role: 'editor',
      replica: agents,
      purpose: 'agent',
    }),
  ],
  here,
);

describe('a locked section', () => {
  const state = foldAll([acquire(first, annsWindow, { selection: section })], withAgent);

  it('keeps agents from what concerns all lines of its text, and from edits by the text alone', () => {
    const says = (kind: string, replica: string) =>
      authorize(state, { person: state.replicas[replica]!.person, replica }, 'say', {
        kind,
        ref: document,
        to: null,
        body: { encoding: 'utf8', bom: false, eol: 'crlf' },
      });
    expect(says('doc.formatted', agents)?.message).toBe(
      'Ann has locked lines of this file: work elsewhere, or ask them.',
    );
    expect([says('doc.formatted', bobsWindow), says('doc.updated', agents)]).toEqual([null, null]);
  });

  it('keeps agents from what replaces its file, also by files below its path, and not from the rest', () => {
    const path = state.documents[document]!.path!;
    const bound = (at: string, isWhole: boolean) => objectionToAgentsChange(state, agent, at, isWhole)?.message;
    const words = `Ann has locked lines of ${path}: work elsewhere, or ask them.`;
    expect([bound(path, true), bound(`${path}/below`, true), bound(path, false)]).toEqual([words, words, undefined]);
  });
});

describe('the lease of the whole tree', () => {
  const lease = entryOf('tree.leased', { term: 1, person: ann, act: 'switch' }, { at: 3000 });
  const edit = (state: SessionState, replica: string) => {
    const person = state.replicas[replica]?.person ?? null;
    return authorize(state, { person, replica }, 'say', { kind: 'doc.updated', ref: document, to: null, body: null });
  };

  it('keeps agents from editing while it stands, and people from nothing', () => {
    const state = foldAll([lease], withAgent);
    expect(state.locks.tree).toEqual({ person: ann, act: 'switch', sinceMs: 3000 });
    const words = 'Ann is switching branches, so agents edit nothing just now: try again in a moment.';
    expect([edit(state, agents)?.message, edit(state, bobsWindow)]).toEqual([words, null]);
    expect(objectionToAgentsChange(state, agent, 'new.txt', true)?.message).toBe(words);
    expect(edit(foldAll([entryOf('tree.freed', { term: 1 })], state), agents)).toBeNull();
  });

  it('ends with the host that took it', () => {
    const state = foldAll([lease, entryOf('host.claimed', { term: 2, folder: 'f' }, { by: annsWindow })], withAgent);
    expect([state.locks.tree, edit(state, agents)]).toEqual([undefined, null]);
  });
});

import { describe, expect, it } from 'vitest';
import { holdingGraceMs } from '../../../../../src/shared/capabilities/locks/holdings.ts';
import { claimOf } from '../../../../../src/shared/capabilities/tasks/claims.ts';
import { taskKinds } from '../../../../../src/shared/capabilities/tasks/kinds.ts';
import { tasks } from '../../../../../src/shared/capabilities/tasks/tasks.ts';
import type { Entry } from '../../../../../src/shared/core/entry.ts';
import { hasRight, roles } from '../../../../../src/shared/core/rights.ts';
import type { SessionState } from '../../../../../src/shared/session/state.ts';
import type { Body } from '../../../../../src/shared/session/table.ts';
import { ann, annsWindow, bob, bobsWindow, document, entryOf, foldAll, joined, opened } from '../../session/entries.ts';
import { idOf } from '../../session/sample-of.ts';

const path = '.tasks/abcdefgh-boat.md';
const here = foldAll([joined(ann, annsWindow), joined(bob, bobsWindow), opened(document, path)]);

const claim = (by: string, change: Partial<Entry> = {}, body: Body<'task.claimed'> = { untilMs: null }) =>
  entryOf('task.claimed', body, { ref: document, by, ...change });
const release = (by: string) => entryOf('task.released', {}, { ref: document, by });
const steal = (by: string) => entryOf('task.stolen', { reason: 'urgent' }, { ref: document, by });
const left = (person: string, replica: string, at: number) => entryOf('participant.left', { person, replica }, { at });
const tick = (at: number) => entryOf('presence.changed', { activity: 'active' }, { by: bobsWindow, at });
const holder = (state: SessionState) => state.claims.held[document]?.person ?? null;

describe('a claim', () => {
  it('is of the first in the order of the log', () => {
    expect(holder(foldAll([claim(annsWindow), claim(bobsWindow)], here))).toBe(ann);
    expect(holder(foldAll([claim(bobsWindow), claim(annsWindow)], here))).toBe(bob);
  });

  it('is void of no document, an unknown one, by a stranger, and when it has run out', () => {
    const voids = [
      claim(annsWindow, { ref: null }),
      claim(annsWindow, { ref: idOf('unknown') }),
      claim(idOf('stranger')),
      claim(annsWindow, {}, { untilMs: 1000 }),
    ];
    for (const entry of voids) expect(foldAll([entry], here).claims).toEqual(here.claims);
  });

  it('is given up by its holder alone', () => {
    const held = foldAll([claim(annsWindow)], here);
    expect(holder(foldAll([release(bobsWindow)], held))).toBe(ann);
    expect(holder(foldAll([release(annsWindow)], held))).toBe(null);
  });

  it('is ended by another with a trace, and the task can be claimed then', () => {
    const state = foldAll([claim(annsWindow), steal(bobsWindow), claim(bobsWindow)], here);
    expect(holder(state)).toBe(bob);
    expect(state.claims.stolen).toMatchObject([{ by: bob, reason: 'urgent', ref: document, claim: { person: ann } }]);
    expect(foldAll([steal(bobsWindow)], here).claims.stolen).toEqual([]);
  });

  it('runs out at its time, with the next entry that everyone gets', () => {
    const state = foldAll([claim(annsWindow, {}, { untilMs: 5000 })], here);
    expect(holder(foldAll([tick(4999)], state))).toBe(ann);
    expect(claimOf(state, document, 5000)).toBe(null);
    expect(holder(foldAll([tick(5000)], state))).toBe(null);
  });

  it('ends a minute after the last window of its holder has gone, and not where they come back before', () => {
    const gone = foldAll([claim(annsWindow), left(ann, annsWindow, 2000)], here);
    expect(holder(foldAll([tick(2000 + holdingGraceMs - 1)], gone))).toBe(ann);
    expect(holder(foldAll([tick(2000 + holdingGraceMs)], gone))).toBe(null);
    const back = joined(ann, idOf('new-window'), 'editor', 3000);
    expect(holder(foldAll([back, tick(2000 + holdingGraceMs)], gone))).toBe(ann);
  });

  it('ends where its holder may not edit any more, is removed, or the task leaves the session', () => {
    const held = foldAll([claim(annsWindow)], here);
    const ends = [
      entryOf('role.changed', { person: ann, role: 'viewer' }),
      entryOf('participant.removed', { person: ann, ban: false }),
      entryOf('doc.sealed', { term: 1 }, { ref: document }),
    ];
    for (const entry of ends) expect(holder(foldAll([entry], held))).toBe(null);
  });

  it('is said by those who may edit: editors and owners, and by no viewer', () => {
    const { 'task.advanced': advanced, ...ofPeople } = taskKinds;
    for (const { right } of Object.values(ofPeople)) expect(right).toBe('edit');
    expect(advanced).toMatchObject({ right: 'host', hostOnly: true });
    expect(roles.filter((role) => hasRight(role, 'edit'))).toEqual(['owner', 'maintainer', 'editor']);
  });

  it('is told to people with limited sight for tasks that they see, its trace as well', () => {
    const other = idOf('other');
    const state = foldAll(
      [opened(other, 'b.md'), claim(annsWindow), claim(bobsWindow, { ref: other }), steal(bobsWindow)],
      here,
    );
    const sight = { person: bob, sees: () => false, seesDocument: (ref: unknown) => ref === other, isOwn: () => false };
    const seen = tasks.narrowing!.slices!.claims!.make(state, sight as never) as SessionState['claims'];
    expect(Object.keys(seen.held)).toEqual([other]);
    expect(seen.stolen).toEqual([]);
  });
});

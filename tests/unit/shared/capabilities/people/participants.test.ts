import { describe, expect, it } from 'vitest';
import { present, roleOfReplica } from '../../../../../src/shared/capabilities/people/participants.ts';
import { ann, annsWindow, bob, bobsWindow, entryOf, foldAll, joined } from '../../session/entries.ts';
import { idOf } from '../../session/sample-of.ts';

const asks = entryOf('participant.requested', { person: bob, name: 'Bob', role: 'editor' }, { at: 50 });

describe('participants', () => {
  it('ask, and may join once they are admitted, in the role that they were given', () => {
    const asking = foldAll([asks]);
    expect(asking.participants[bob]).toMatchObject({ standing: 'asking', role: 'editor', lastSeenMs: 50 });
    const admitted = foldAll([entryOf('participant.admitted', { person: bob, name: 'Bob', role: 'viewer' })], asking);
    expect(admitted.participants[bob]).toMatchObject({ standing: 'admitted', role: 'viewer' });
  });

  it('are denied only after they have asked', () => {
    const denied = entryOf('participant.denied', { person: bob });
    expect(foldAll([asks, denied]).participants[bob]?.standing).toBe('denied');
    expect(foldAll([denied]).participants).toEqual({});
  });

  it('are bound to their replicas, and here while one is connected', () => {
    const second = idOf('second-window-of-bob');
    const state = foldAll([joined(ann, annsWindow), joined(bob, bobsWindow), joined(bob, second)]);
    const leaves = (replica: string) => entryOf('participant.left', { person: bob, replica }, { at: 2000 });
    expect(present(state).map(({ person }) => person)).toEqual([ann, bob]);
    const oneLeft = foldAll([leaves(bobsWindow)], state);
    expect(present(oneLeft)).toHaveLength(2);
    const gone = foldAll([leaves(second)], oneLeft);
    expect(present(gone).map(({ person }) => person)).toEqual([ann]);
    expect(gone.replicas[second]).toMatchObject({ connected: false, focus: null });
    expect(gone.participants[bob]).toMatchObject({ standing: 'admitted', lastSeenMs: 2000 });
    expect(foldAll([leaves(idOf('unknown'))], state)).toEqual(state);
  });

  it('are forgotten when they go before they were answered, and only then', () => {
    const withdrawn = entryOf('participant.withdrawn', { person: bob });
    expect(foldAll([asks, withdrawn]).participants).toEqual({});
    expect(foldAll([joined(bob, bobsWindow), withdrawn]).participants[bob]?.standing).toBe('admitted');
  });

  it('leave no window behind that has written nothing', () => {
    const leaves = entryOf('participant.left', { person: bob, replica: bobsWindow, forget: true }, { at: 2000 });
    const state = foldAll([joined(bob, bobsWindow), leaves]);
    expect(state.replicas).toEqual({});
    expect(state.participants[bob]).toMatchObject({ standing: 'admitted', lastSeenMs: 2000 });
  });

  it('are called as they say themselves', () => {
    const renamed = entryOf('participant.renamed', { name: 'Robert' }, { by: bobsWindow });
    const state = foldAll([joined(ann, annsWindow), joined(bob, bobsWindow), renamed]);
    expect([state.participants[ann]?.name, state.participants[bob]?.name]).toEqual(['Ann', 'Robert']);
    expect(foldAll([renamed]).participants).toEqual({});
  });

  it('are not here by the disk alone', () => {
    const body = { person: ann, name: 'Ann', role: 'owner', replica: annsWindow, purpose: 'disk' } as const;
    expect(present(foldAll([entryOf('participant.joined', body)]))).toEqual([]);
  });

  it('have no role any more once they are removed, and are banned for good', () => {
    const remove = (ban: boolean) => entryOf('participant.removed', { person: bob, ban });
    const here = foldAll([joined(bob, bobsWindow)]);
    expect(roleOfReplica(here, bobsWindow)).toBe('editor');
    expect(foldAll([remove(false)], here).participants[bob]?.standing).toBe('removed');
    const banned = foldAll([remove(true)], here);
    expect(banned.participants[bob]?.standing).toBe('banned');
    expect(roleOfReplica(banned, bobsWindow)).toBeNull();
    expect(roleOfReplica(banned, idOf('unknown'))).toBeNull();
    expect(foldAll([remove(true)]).participants).toEqual({});
  });

  it('change their role from then on', () => {
    const changed = entryOf('role.changed', { person: bob, role: 'reviewer' });
    expect(roleOfReplica(foldAll([joined(bob, bobsWindow), changed]), bobsWindow)).toBe('reviewer');
    expect(foldAll([changed]).participants).toEqual({});
  });

  it('keep their colour for the session, twelve in turn', () => {
    const people = Array.from({ length: 14 }, (_, index) => idOf(`p${index}-`));
    const state = foldAll(people.map((person) => joined(person, idOf(`w${person}`))));
    const colors = people.map((person) => state.participants[person]?.colorIndex);
    expect(colors).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 0, 1]);
    const again = foldAll([joined(people[3]!, idOf('later'))], state);
    expect(again.participants[people[3]!]?.colorIndex).toBe(3);
  });

  it('look somewhere, and are idle or busy, per window', () => {
    const focused = entryOf('presence.focused', { line: 3, path: 'a.txt' }, { by: bobsWindow, ref: idOf('doc') });
    const busy = entryOf('presence.changed', { activity: 'busy' }, { by: bobsWindow });
    const state = foldAll([joined(ann, annsWindow), joined(bob, bobsWindow), focused, busy]);
    expect(state.replicas[bobsWindow]).toMatchObject({
      focus: { ref: idOf('doc'), path: 'a.txt', line: 3 },
      activity: 'busy',
    });
    expect(state.replicas[annsWindow]).toMatchObject({ focus: null, activity: 'active' });
  });
});

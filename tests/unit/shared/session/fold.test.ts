import { describe, expect, it } from 'vitest';
import { pack } from '../../../../src/shared/core/message-pack.ts';
import { fold } from '../../../../src/shared/session/fold.ts';
import { emptyState } from '../../../../src/shared/session/state.ts';
import { isKind, type KindName, kinds } from '../../../../src/shared/session/table.ts';
import { ann, annsWindow, bob, bobsWindow, deepFreeze, document, entryOf, foldAll, joined, opened } from './entries.ts';
import { idOf, sampleBody } from './sample-of.ts';

const names = Object.keys(kinds) as KindName[];
const peopled = foldAll([
  joined(ann, annsWindow, 'owner'),
  joined(bob, bobsWindow),
  entryOf('host.claimed', { term: 1, folder: 'project' }, { by: annsWindow }),
  opened(),
]);

describe('fold', () => {
  it.each(names)('changes nothing that it is given: %s', (kind) => {
    const body = { ...sampleBody(kind), person: bob, replica: bobsWindow };
    const before = structuredClone(peopled);
    for (const ref of [null, document, idOf('unknown')]) {
      fold(deepFreeze(peopled), entryOf(kind, body as never, { by: bobsWindow, ref }));
    }
    expect(peopled).toEqual(before);
  });

  it.each(names)('gives the same for the same, whatever the clock: %s', (kind) => {
    const entry = entryOf(kind, sampleBody(kind) as never, { by: bobsWindow, ref: document });
    expect(fold(peopled, entry)).toEqual(fold(structuredClone(peopled), entry));
  });

  it.each(names)('adds no part that an empty state lacks, since no keyframe would carry it: %s', (kind) => {
    for (const by of [annsWindow, bobsWindow]) {
      const entry = entryOf(kind, { ...sampleBody(kind), person: bob } as never, { by, ref: document });
      expect(Object.keys(emptyState)).toEqual(expect.arrayContaining(Object.keys(fold(peopled, entry))));
    }
  });

  it.each(names.filter((name) => name !== 'doc.updated'))('takes no body that is not of its form: %s', (kind) => {
    for (const body of [Uint8Array.of(0xc1), new Uint8Array(0), pack(null), pack([1, 2]), pack('text')]) {
      const state = fold(peopled, { ...entryOf('doc.rebased', {}, { ref: idOf('none') }), kind, body });
      const withoutBody = [
        'sharing.closed',
        'session.ended',
        'doc.deleted',
        'doc.rebased',
        'doc.bound',
        'entry.buried',
      ].includes(kind);
      if (!withoutBody) expect(state).toBe(peopled);
    }
  });

  it('takes a kind of a later version as nothing', () => {
    const later = { ...entryOf('doc.rebased', {}), kind: 'hologram.shown' };
    expect(isKind(later.kind)).toBe(false);
    expect(fold(peopled, later)).toBe(peopled);
  });

  it('gives the same state for a log as for its two halves', () => {
    const log = [joined(ann, annsWindow), joined(bob, bobsWindow, 'viewer'), opened(), opened(idOf('other'), 'b.txt')];
    expect(foldAll(log.slice(2), foldAll(log.slice(0, 2)))).toEqual(foldAll(log));
  });

  it('begins with nothing', () => {
    expect(deepFreeze(emptyState)).toMatchObject({ participants: {}, documents: {}, host: null, ended: false });
  });
});

describe('fold: the session', () => {
  it('gives the host to the first of a term, and to each higher term', () => {
    const claim = (term: number, by: string) => entryOf('host.claimed', { term, folder: 'f' }, { by });
    const claimed = fold(peopled, claim(2, bobsWindow));
    expect(claimed.host).toEqual({ term: 2, folder: 'f', replica: bobsWindow, person: bob });
    expect(fold(claimed, claim(2, annsWindow)).host?.replica).toBe(bobsWindow);
    expect(fold(claimed, claim(1, annsWindow)).host?.replica).toBe(bobsWindow);
    expect(fold(claimed, claim(3, annsWindow)).host?.person).toBe(ann);
  });

  it('opens, shuts and ends sharing', () => {
    const open = fold(peopled, entryOf('sharing.opened', { admitEveryone: true, role: 'viewer' }));
    expect(open.sharing).toEqual({ admitEveryone: true, role: 'viewer' });
    expect(fold(open, entryOf('sharing.closed', {}))).toMatchObject({ sharing: null, ended: false });
    const ended = fold(open, entryOf('session.ended', {}));
    expect(ended).toMatchObject({ sharing: null, ended: true });
    expect(fold(ended, entryOf('sharing.opened', { admitEveryone: false, role: 'editor' })).ended).toBe(false);
  });

  it('remembers who gathered everyone last, and where', () => {
    const gathered = entryOf('people.gathered', { path: 'a.txt', line: 7 }, { by: bobsWindow, seq: 40 });
    expect(fold(peopled, gathered).gathering).toEqual({ seq: 40, by: bobsWindow, path: 'a.txt', line: 7 });
  });
});

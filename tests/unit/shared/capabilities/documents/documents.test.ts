import { describe, expect, it } from 'vitest';
import { documentAt } from '../../../../../src/shared/capabilities/documents/paths.ts';
import { isBlocked } from '../../../../../src/shared/capabilities/documents/rebase.ts';
import { annsWindow, bobsWindow, document, entryOf, foldAll, format, opened } from '../../session/entries.ts';
import { idOf } from '../../session/sample-of.ts';

const hash = 'cd'.repeat(32);
const saved = (path: string, ref = document) =>
  entryOf('doc.saved', { term: 1, path, hash, lengthUtf16: 4, format: { ...format, eol: 'crlf' } }, { ref });
const deleted = (ref = document) => entryOf('doc.deleted', { term: 1 }, { ref });

describe('documents', () => {
  it('stay as they were first opened', () => {
    const state = foldAll([opened(), opened(document, 'other.txt', bobsWindow)]);
    expect(state.documents[document]).toMatchObject({ path: 'a.txt', saved: null, openedBy: annsWindow });
  });

  it('know what the disk holds, and in which format', () => {
    const state = foldAll([opened(), saved('a.txt')]);
    expect(state.documents[document]).toMatchObject({ saved: { hash, lengthUtf16: 4 }, format: { eol: 'crlf' } });
  });

  it('get their path by being saved under a name', () => {
    const state = foldAll([opened(document, null), saved('named.txt')]);
    expect(documentAt(state, 'named.txt')).toBe(document);
  });

  it('keep their identity when the file is moved', () => {
    const moved = entryOf('doc.moved', { term: 1, path: 'b.txt' }, { ref: document });
    const state = foldAll([opened(), saved('a.txt'), moved]);
    expect([documentAt(state, 'a.txt'), documentAt(state, 'b.txt')]).toEqual([null, document]);
    expect(state.documents[document]?.saved?.hash).toBe(hash);
  });

  it('are nowhere on the disk once deleted, and back there once saved', () => {
    const gone = foldAll([opened(), saved('a.txt'), deleted()]);
    expect(gone.documents[document]).toMatchObject({ deleted: true, saved: null, path: 'a.txt' });
    expect(foldAll([saved('a.txt')], gone).documents[document]).toMatchObject({ deleted: false, saved: { hash } });
  });

  it('give their place to what is opened there after them', () => {
    const second = idOf('second');
    const gone = foldAll([opened(), deleted()]);
    expect(documentAt(gone, 'a.txt')).toBe(document);
    expect(documentAt(foldAll([opened(second)], gone), 'a.txt')).toBe(second);
  });

  it('say while the disk waits for a choice, until that is made, or the disk is known again, or empty', () => {
    const conflicted = entryOf('doc.conflicted', { term: 1, hash, overlaps: 2, line: 7 }, { ref: document });
    const standing = foldAll([opened(), saved('a.txt'), conflicted]);
    expect(standing.documents[document]).toMatchObject({ conflict: { hash, overlaps: 2, line: 7 }, saved: { hash } });
    const resolved = entryOf('doc.resolved', { term: 1, choice: 'mine', person: idOf('ann') }, { ref: document });
    for (const end of [resolved, saved('a.txt'), deleted()])
      expect(foldAll([end], standing).documents[document]).not.toHaveProperty('conflict');
    const moved = entryOf('doc.moved', { term: 1, path: 'b.txt' }, { ref: document });
    expect(foldAll([moved], standing).documents[document]).toMatchObject({ path: 'b.txt', conflict: { hash } });
    expect(foldAll([conflicted, resolved], undefined).documents).toEqual({});
  });

  it('say how they are to be written, and how the disk has them as long as that differs', () => {
    const chosen = { encoding: 'utf16le', bom: true, eol: 'crlf' } as const;
    const formatted = (change: object = {}) => entryOf('doc.formatted', { ...chosen, ...change }, { ref: document });
    const state = foldAll([opened(), formatted()]);
    expect(state.documents[document]).toMatchObject({ format: chosen, diskFormat: format });
    const undone = foldAll([entryOf('doc.formatted', format, { ref: document })], state).documents[document];
    expect(undone).toMatchObject({ format });
    expect(undone).not.toHaveProperty('diskFormat');
    const written = { ...format, ...chosen };
    const save = entryOf(
      'doc.saved',
      { term: 1, path: 'a.txt', hash, lengthUtf16: 4, format: written },
      { ref: document },
    );
    expect(foldAll([save], state).documents[document]).not.toHaveProperty('diskFormat');
    const again = foldAll([formatted({ eol: 'lf' }), save], state).documents[document];
    expect(again).toMatchObject({ format: { eol: 'lf' }, diskFormat: written });
  });

  it('are to be written as was chosen last, also where that took back what the host has just written', () => {
    const chosen = { encoding: 'utf16le', bom: true, eol: 'crlf' } as const;
    const formatted = (body: typeof chosen | typeof format) => entryOf('doc.formatted', body, { ref: document });
    const format16 = { ...format, ...chosen };
    const body = { term: 1, path: 'a.txt', hash, lengthUtf16: 4, format: format16 } as const;
    const written = entryOf('doc.saved', { ...body, written: true }, { ref: document });
    const state = foldAll([opened(), formatted(chosen), formatted(format), written]);
    expect(state.documents[document]).toMatchObject({ format, diskFormat: format16 });
    const found = entryOf('doc.saved', body, { ref: document });
    expect(foldAll([opened(), found]).documents[document]).toMatchObject({ format: format16 });
  });

  it('say whose edits the disk does not have, and whether guests may change them', () => {
    const unsaved = (people: string[]) => entryOf('doc.unsaved', { term: 1, people }, { ref: document });
    const guarded = entryOf('doc.guarded', { term: 1, readOnly: true }, { ref: document });
    const state = foldAll([opened(), unsaved([idOf('bob'), idOf('ann')]), guarded]);
    expect(state.documents[document]).toMatchObject({ unsaved: [idOf('bob'), idOf('ann')], readOnly: true });
    expect(foldAll([unsaved([])], state).documents[document]).not.toHaveProperty('unsaved');
  });

  it('leave nothing behind when they are sealed', () => {
    const other = idOf('other');
    const refused = { replica: bobsWindow, n: 3, kind: 'doc.updated', code: 'not-permitted', message: '' } as const;
    const before = foldAll([opened(), opened(other, 'b.txt')]);
    const state = foldAll(
      [
        entryOf('entry.refused', refused, { ref: document }),
        entryOf('entry.refused', refused, { ref: other }),
        entryOf('doc.sealed', { term: 1 }, { ref: document }),
      ],
      before,
    );
    expect(Object.keys(state.documents)).toEqual([other]);
    expect(state.blocked).toEqual({ [bobsWindow]: [other] });
  });

  it('change nothing that was never opened', () => {
    expect(
      foldAll([saved('a.txt'), deleted(), entryOf('doc.saved', { term: 1, path: 'x', hash, lengthUtf16: 0, format })])
        .documents,
    ).toEqual({});
  });
});

describe('a refused edit', () => {
  const refused = (kind: string, ref: string | null, replica = bobsWindow) =>
    entryOf('entry.refused', { replica, n: 2, kind, code: 'not-permitted', message: '' }, { ref });
  const rebased = (by: string, ref: string) => entryOf('doc.rebased', {}, { by, ref });

  it('ends that replica’s copy of that document, until it has rebased', () => {
    const state = foldAll([refused('doc.updated', document), refused('doc.updated', document)]);
    expect(isBlocked(state, bobsWindow, document)).toBe(true);
    expect(isBlocked(state, annsWindow, document)).toBe(false);
    expect(isBlocked(state, bobsWindow, idOf('other'))).toBe(false);
    expect(foldAll([rebased(annsWindow, document)], state).blocked).toEqual(state.blocked);
    expect(foldAll([rebased(bobsWindow, document)], state).blocked).toEqual({});
  });

  it('is also one whose id was refused its binding: what comes under it would be nobody’s', () => {
    const binding = refused('doc.bound', document);
    expect(isBlocked(foldAll([binding]), bobsWindow, document)).toBe(true);
    expect(foldAll([{ ...binding, v: 1 }]).blocked).toEqual({});
  });

  it('leaves the other documents of the replica blocked', () => {
    const other = idOf('other');
    const state = foldAll([
      refused('doc.updated', document),
      refused('doc.updated', other),
      rebased(bobsWindow, document),
    ]);
    expect([isBlocked(state, bobsWindow, document), isBlocked(state, bobsWindow, other)]).toEqual([false, true]);
  });

  it('ends no copy when it was of another kind, or of no document', () => {
    expect(foldAll([refused('chat.posted', document), refused('doc.updated', null)]).blocked).toEqual({});
  });
});

import { describe, expect, it } from 'vitest';
import { isAskedAbout, isLastOne } from '../../../../src/renderer/features/collaboration/keeping.ts';
import { unsavedRows } from '../../../../src/renderer/features/collaboration/unsaved-rows.ts';
import {
  closingWords,
  namesOf,
  revertedWords,
  revertQuestion,
} from '../../../../src/renderer/features/collaboration/unsaved-words.ts';
import type { DocumentInfo } from '../../../../src/shared/capabilities/documents/document-state.ts';
import type { Replica } from '../../../../src/shared/capabilities/people/people-state.ts';
import { participant, replica, session } from '../people/sample-session.ts';

const nameOf = (person: string) => person.toUpperCase();

const text = (path: string | null, unsaved?: string[]): DocumentInfo => ({
  path,
  title: path ?? 'Untitled-1',
  format: { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false },
  readOnly: false,
  saved: null,
  deleted: false,
  openedBy: 'x',
  ...(unsaved ? { unsaved } : {}),
});

describe('what is unsaved, in words', () => {
  it('names whose work a revert takes, oneself the last', () => {
    expect(namesOf(['me', 'ben', 'ada'], 'me', nameOf)).toEqual(['BEN', 'ADA', 'you']);
    expect(revertQuestion('fleet.ts', true, ['Ben', 'you'])).toBe(
      'Revert fleet.ts to what is on the disk? Unsaved work of Ben and of you goes.',
    );
    expect(revertQuestion('fleet.ts', true, ['Ada', 'Ben', 'you'])).toContain('work of Ada, of Ben and of you goes');
    expect(revertQuestion('fleet.ts', true, [])).toContain('What is unsaved in it goes.');
    expect(revertedWords('Cleo', 'fleet.ts', ['Ben'])).toBe(
      'Cleo reverted fleet.ts to what is on the disk. Unsaved work of Ben is gone; undo brings it back.',
    );
  });

  it('is asked again where somebody else has typed meanwhile, and not for what the person did', () => {
    expect(isAskedAbout(['ada', 'me'], new Set(['ada']), 'me')).toBe(true);
    expect(isAskedAbout(['ada', 'ben'], new Set(['ada']), 'me')).toBe(false);
  });

  it('asks the last one out what becomes of one text or of several', () => {
    const one = closingWords([{ title: 'a.ts', isFile: true, names: ['Ben', 'you'] }]);
    expect(one.message).toBe('Do you want to save the changes to a.ts?');
    expect(one.detail).toEqual([
      'Nobody else is here. "Don\'t Save" takes a.ts back to what is on the disk: unsaved work of Ben and of you goes. Undo brings it back once it is open again.',
    ]);
    const two = closingWords([
      { title: 'a.ts', isFile: true, names: ['you'] },
      { title: 'b.ts', isFile: true, names: [] },
    ]);
    expect(two.message).toContain('these 2 files');
    expect(two.detail.slice(1)).toEqual(['a.ts: unsaved work of you goes.', 'b.ts: what is unsaved in it goes.']);
  });
});

describe('the list of what is unsaved', () => {
  const documents = {
    r1: text('src/z.ts', ['ben', 'me']),
    r2: text('saved.ts'),
    r3: text(null, ['ben']),
    r4: text('a.ts', ['me']),
  };
  const people = [participant('me', { name: 'Me' }), participant('ben', { name: 'Ben', colorIndex: 4 })];
  const state = session(people, {}, { documents });

  it('has a row for each text that the disk has not, with those whose work it is', () => {
    const rows = unsavedRows(state, 'me');
    expect(rows.map(({ ref, title, who }) => [ref, title, who])).toEqual([
      ['r4', 'a.ts', 'you'],
      ['r1', 'z.ts', 'Ben and you'],
      ['r3', 'Untitled-1', 'Ben'],
    ]);
    expect(rows[1]!.people).toEqual([
      { person: 'ben', name: 'Ben', colorIndex: 4 },
      { person: 'me', name: 'Me', colorIndex: 0 },
    ]);
  });
});

describe('the last one here', () => {
  const alone = session([], { mine: replica('me'), host: replica('me', { purpose: 'host' }) });
  const among = (id: string, one: Replica) => session([], { ...alone.replicas, [id]: one });

  it('is whose window is the only one that is connected, of whomever', () => {
    expect(isLastOne({ state: alone, replica: 'mine' })).toBe(true);
    expect(isLastOne({ state: among('gone', replica('ben', { connected: false })), replica: 'mine' })).toBe(true);
    expect(isLastOne({ state: among('disk', replica('me', { purpose: 'disk' })), replica: 'mine' })).toBe(true);
    expect(isLastOne({ state: among('bens', replica('ben')), replica: 'mine' })).toBe(false);
    expect(isLastOne({ state: among('other', replica('me')), replica: 'mine' })).toBe(false);
    expect(isLastOne({ state: among('bot', replica('ben', { purpose: 'program' })), replica: 'mine' })).toBe(false);
  });
});

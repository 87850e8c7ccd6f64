import { describe, expect, it } from 'vitest';
import {
  hostAwayWords,
  isHostHere,
  knownFile,
  knownNames,
} from '../../../../../src/shared/capabilities/hosting/known-host.ts';
import { emptyState, type SessionState } from '../../../../../src/shared/session/state.ts';

const format = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false } as const;
const document = (path: string, deleted = false) => ({
  path,
  title: '',
  format,
  readOnly: false,
  saved: { hash: '', lengthUtf16: 7 },
  deleted,
  openedBy: 'r',
});
const ada = { person: 'p', name: 'Ada', role: 'owner', colorIndex: 0, standing: 'admitted', lastSeenMs: 0 } as const;
const replica = { person: 'p', purpose: 'host', activity: 'active', focus: null } as const;
const state = (connected: boolean): SessionState => ({
  ...emptyState,
  participants: { p: ada },
  replicas: { r: { ...replica, connected } },
  host: { term: 1, replica: 'r', person: 'p', folder: 'boats' },
  documents: { a: document('a.txt'), b: document('src/deep/b.txt'), c: document('gone.txt', true) },
});

describe('while the host is away', () => {
  it('says who must come back', () => {
    expect(hostAwayWords(state(false))).toMatch(/^Ada, who hosts this folder, is away/);
    expect(hostAwayWords(emptyState)).toMatch(/^Nobody hosts this session yet/);
  });

  it('knows whether the host is here', () => {
    expect([isHostHere(state(true)), isHostHere(state(false)), isHostHere(emptyState)]).toEqual([true, false, false]);
  });

  it('lists what the session itself has, and nothing that is gone', () => {
    expect(knownNames(state(false), '')).toEqual([
      { name: 'a.txt', type: 'file' },
      { name: 'src', type: 'folder' },
    ]);
    expect(knownNames(state(false), 'src/deep')).toEqual([{ name: 'b.txt', type: 'file' }]);
    expect(knownFile(state(false), 'src')?.type).toBe('folder');
    expect(knownFile(state(false), 'a.txt')).toEqual({ type: 'file', sizeBytes: 7, readOnly: false });
    expect([knownFile(state(false), 'gone.txt'), knownFile(state(false), 'sr')]).toEqual([null, null]);
  });
});

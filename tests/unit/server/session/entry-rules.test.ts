import { describe, expect, it } from 'vitest';
import { EntryRules, type Verdict } from '../../../../server/session/entry-rules.ts';
import type { Entry } from '../../../../src/shared/core/entry.ts';
import { serverReplica } from '../../../../src/shared/core/ids.ts';
import { pack } from '../../../../src/shared/core/message-pack.ts';
import type { SessionState } from '../../../../src/shared/session/state.ts';
import { encodeBody, type KindName, kinds, lookUp } from '../../../../src/shared/session/table.ts';
import {
  ann,
  annsWindow,
  bob,
  bobsWindow,
  document,
  entryOf,
  foldAll,
  format,
  joined,
  opened,
} from '../../shared/session/entries.ts';
import { idOf, sampleBody } from '../../shared/session/sample-of.ts';

const cat = idOf('cat');
const catsWindow = idOf('cats-window');
const locked = entryOf(
  'doc.opened',
  { term: 1, path: 'k.txt', title: '', format, readOnly: true },
  { ref: idOf('locked') },
);
const usual = foldAll([
  joined(ann, annsWindow, 'owner'),
  joined(bob, bobsWindow),
  entryOf('host.claimed', { term: 3, folder: 'f' }, { by: annsWindow }),
  opened(),
  locked,
]);

const edit = (change: Partial<Entry> = {}) =>
  entryOf('doc.updated', { update: Uint8Array.of(0, 0) }, { by: bobsWindow, ref: document, n: 5, ...change });

/** Judges an entry by the rules, when Bob's window and Ann's have sent four. */
function judged(entry: Entry, state: SessionState = usual, replica = entry.by): Verdict {
  const lastN = new Map([bobsWindow, annsWindow, catsWindow, serverReplica].map((each) => [each, 4]));
  return new EntryRules(state, lastN).judge(entry, replica);
}

/** The verdict, with the code of its error. */
function said(...args: Parameters<typeof judged>): string {
  const verdict = judged(...args);
  return 'error' in verdict ? `${verdict.is}: ${verdict.error.code}` : verdict.is;
}

describe('the rules and numbers', () => {
  it('lets the next in, and gives its line of the table', () => {
    expect(judged(edit())).toEqual({ is: 'accepted', kind: lookUp('doc.updated') });
  });

  it('knows what it has had', () => {
    expect([said(edit({ n: 4 })), said(edit({ n: 1 }))]).toEqual(['duplicate', 'duplicate']);
  });

  it('ends a connection that skips, or leaves the number out', () => {
    expect([said(edit({ n: 6 })), said(edit({ n: 0 }))]).toEqual(['fatal: out-of-order', 'fatal: out-of-order']);
  });

  it('ends a connection that numbers what carries no number', () => {
    const focus = entryOf('presence.focused', { line: 1, path: null }, { by: bobsWindow });
    expect([said({ ...focus, n: 5 }), said({ ...focus, n: 0 })]).toEqual(['fatal: bad-request', 'accepted']);
  });

  it('ends a connection that speaks in the name of another, the server included', () => {
    expect(said(edit({ by: annsWindow }), usual, bobsWindow)).toBe('fatal: forged');
    expect(said(edit({ by: serverReplica }), usual, bobsWindow)).toBe('fatal: forged');
  });

  it('counts on from what it let in and what it turned down', () => {
    const rules = new EntryRules(usual, new Map());
    rules.enter(edit({ n: 1 }), lookUp('doc.updated')!, 1);
    rules.spend(bobsWindow, 2);
    expect(rules.judge(edit({ n: 3 }), bobsWindow).is).toBe('accepted');
    rules.committed([{ by: bobsWindow, n: 1 }]);
    rules.reset(usual);
    expect([rules.judge(edit({ n: 2 }), bobsWindow).is, rules.lastN(annsWindow)]).toEqual(['accepted', 0]);
  });
});

describe('the rules and forms', () => {
  const chat = (change: Partial<Entry>) => said(edit(change));
  it('turns down unknown kinds, versions, sizes, directions and bodies', () => {
    expect(chat({ kind: 'hologram.shown' })).toBe('refused: unknown-kind');
    expect(chat({ v: 9 })).toBe('refused: version');
    expect(chat({ to: annsWindow })).toBe('refused: bad-request');
    const role = entryOf('role.changed', { person: bob, role: 'viewer' }, { by: annsWindow, n: 5 });
    expect(said({ ...role, body: pack({ person: 'x' }) })).toBe('refused: bad-request');
    expect(said({ ...role, body: new Uint8Array(16 * 1024 + 1) })).toBe('refused: too-large');
    const request = entryOf('files.stat', { id: 1, params: { path: '' } }, { by: bobsWindow, n: 0 });
    expect([said(request), said({ ...request, to: annsWindow })]).toEqual(['refused: bad-request', 'accepted']);
  });

  it('never opens the body of an edit, but takes none that would do harm to who does', () => {
    expect(chat({ body: pack(['no', 'edit']) })).toBe('accepted');
    const nested = Uint8Array.from(Array(48).fill([0xdd, 1, 255, 255, 255]).flat());
    for (const body of [Uint8Array.of(0xc1), nested, new Uint8Array(0), Uint8Array.of(0xc9, 0x10, 0, 0, 0)]) {
      expect(chat({ body })).toBe('refused: bad-request');
      expect(chat({ kind: 'cursor.moved', v: 1, n: 0, body })).toBe('refused: bad-request');
      const request = entryOf('files.stat', {} as never, { by: bobsWindow, n: 0, to: annsWindow, body });
      expect(said(request)).toBe('refused: bad-request');
    }
  });

  it('lets nobody name a path that is hidden, the owner’s programs neither', () => {
    const rules = new EntryRules(usual, new Map(), [], (path) => path === '.env');
    const judged = (entry: Entry) => {
      const verdict = rules.judge(entry, annsWindow);
      return 'error' in verdict ? `${verdict.is}: ${verdict.error.code}` : verdict.is;
    };
    const of = (path: string): Entry[] => [
      entryOf('presence.focused', { line: 1, path }, { by: annsWindow, n: 0 }),
      entryOf('people.gathered', { line: 1, path }, { by: annsWindow, n: 1 }),
      entryOf(
        'lock.acquired',
        { lock: document, path, selection: null, lines: null, beside: [], untilMs: null },
        { by: annsWindow, n: 1 },
      ),
    ];
    expect(of('.env').map(judged)).toEqual(Array(3).fill('refused: hidden'));
    expect(of('a.txt').map(judged)).toEqual(Array(3).fill('accepted'));
  });

  it('judges an attachment as what it stands for, and takes none where a body is never large', () => {
    const rules = (entry: Entry, carried?: Uint8Array) => {
      const verdict = new EntryRules(usual, new Map([annsWindow, bobsWindow].map((each) => [each, 4]))).judge(
        { ...entry, body: new Uint8Array(0), blob: 'a'.repeat(64) },
        entry.by,
        carried,
      );
      return 'error' in verdict ? verdict.error.code : verdict.is;
    };
    const kept = entryOf('doc.kept', {} as never, { by: annsWindow, ref: document, n: 5 });
    const body = (term: number) => pack({ term, hash: 'ab'.repeat(32), text: 'x', of: 'disk' });
    expect([rules(kept), rules(kept, body(3)), rules(kept, body(2))]).toEqual(['accepted', 'accepted', 'stale-term']);
    expect([rules(kept, pack({ term: 3 })), rules(edit(), Uint8Array.of(0xc1))]).toEqual([
      'bad-request',
      'bad-request',
    ]);
    expect(rules(edit(), new Uint8Array(kinds['doc.updated'].maxBytes + 1))).toBe('too-large');
    expect([rules(edit()), rules(edit(), pack({ update: Uint8Array.of(0, 0) }))]).toEqual(['accepted', 'accepted']);
    expect([rules({ ...kept, by: bobsWindow })]).toEqual(['not-permitted']);
    const claim = entryOf('host.claimed', { term: 500, folder: 'f' }, { by: annsWindow, n: 5 });
    expect([rules(claim), rules(claim, claim.body)]).toEqual(['bad-request', 'bad-request']);
  });
});

describe('the rules and rights', () => {
  const asked = entryOf('participant.requested', { person: bob, name: 'B', role: 'editor' }, { n: 5 });

  it('goes by the role of the moment', () => {
    const demoted = foldAll([entryOf('role.changed', { person: bob, role: 'viewer' })], usual);
    const removed = foldAll([entryOf('participant.removed', { person: bob, ban: false })], usual);
    expect([said(edit(), demoted), said(edit(), removed)]).toEqual([
      'refused: not-permitted',
      'refused: not-permitted',
    ]);
    expect(said(edit({ by: idOf('nobody'), n: 1 }))).toBe('refused: not-permitted');
  });

  it('leaves the server’s own kinds to the server', () => {
    expect(said({ ...asked, by: annsWindow })).toBe('refused: not-permitted');
    expect(said({ ...asked, by: serverReplica })).toBe('accepted');
  });

  it('goes by what was let in before it, committed or not', () => {
    const rules = new EntryRules(usual, new Map([[bobsWindow, 4]]));
    const demotion = entryOf('role.changed', { person: bob, role: 'viewer' }, { by: annsWindow, n: 1 });
    rules.enter(demotion, lookUp('role.changed')!, 1);
    expect(rules.judge(edit(), bobsWindow).is).toBe('refused');
  });

  it('lets an owner make another, the host alone unmake one, and nobody the host', () => {
    const change = (person: string, role: 'owner' | 'viewer', by = annsWindow) =>
      said(entryOf('role.changed', { person, role }, { by, n: 5 }), withTwo);
    const withTwo = foldAll([joined(cat, catsWindow, 'owner')], usual);
    expect([change(bob, 'owner'), change(ann, 'viewer')]).toEqual(['accepted', 'refused: not-permitted']);
    expect(change(bob, 'owner', bobsWindow)).toBe('refused: not-permitted');
    expect([change(cat, 'viewer', catsWindow), change(cat, 'viewer')]).toEqual(['refused: not-permitted', 'accepted']);
    const remove = entryOf('participant.removed', { person: ann, ban: true }, { by: annsWindow, n: 5 });
    expect(said(remove)).toBe('refused: not-permitted');
    const admit = entryOf('participant.admitted', { person: bob, name: 'B', role: 'owner' }, { by: annsWindow, n: 5 });
    expect(said(admit)).toBe('refused: not-permitted');
  });

  it('takes edits of the present host’s disk, and of no disk of before', () => {
    const disk = idOf('a-disk');
    const withDisk = (person: string) => foldAll([joined(person, disk, 'owner', 1000, 'disk')], usual);
    const change = (person: string) => {
      const state = withDisk(person);
      return new EntryRules(state, new Map()).judge(edit({ by: disk, n: 1 }), disk);
    };
    expect(change(ann).is).toBe('accepted');
    expect(change(cat)).toMatchObject({ is: 'refused', error: { code: 'stale-term' } });
  });

  it('takes the host’s word of the present term only', () => {
    const deleted = (term: number) => said(entryOf('doc.deleted', { term }, { by: annsWindow, ref: document, n: 5 }));
    expect([deleted(3), deleted(2), deleted(4)]).toEqual(['accepted', 'refused: stale-term', 'refused: stale-term']);
    const claim = (term: number) => said(entryOf('host.claimed', { term, folder: 'f' }, { by: annsWindow, n: 5 }));
    expect([claim(4), claim(3)]).toEqual(['accepted', 'refused: stale-term']);
    const promoted = foldAll([joined(bob, bobsWindow, 'owner')], usual);
    const other = entryOf('doc.deleted', { term: 3 }, { by: bobsWindow, ref: document, n: 5 });
    expect(said(other, promoted)).toBe('refused: stale-term');
  });
});

describe('the rules and documents', () => {
  it('knows only opened documents', () => {
    expect([said(edit({ ref: idOf('none') })), said(edit({ ref: null }))]).toEqual([
      'refused: not-found',
      'refused: not-found',
    ]);
  });

  it('takes no edit of a copy that has ended, until it was rebuilt', () => {
    const body = { replica: bobsWindow, n: 4, kind: 'doc.updated', code: 'not-permitted', message: '' } as const;
    const blocked = foldAll([entryOf('entry.refused', body, { ref: document })], usual);
    expect(said(edit(), blocked)).toBe('refused: rebase-needed');
    expect(said(edit({ by: annsWindow }), blocked)).toBe('accepted');
    const rebuilt = foldAll([entryOf('doc.rebased', {}, { by: bobsWindow, ref: document })], blocked);
    expect(said(edit(), rebuilt)).toBe('accepted');
  });

  it('takes edits of a read-only file from its owner and the disk, and of no guest', () => {
    const disk = idOf('disk');
    const body = { person: ann, name: 'Ann', role: 'owner', replica: disk, purpose: 'disk' } as const;
    const state = foldAll([entryOf('participant.joined', body)], usual);
    const ref = idOf('locked');
    expect(said(edit({ ref }), state)).toBe('refused: not-permitted');
    expect(said(edit({ ref, by: annsWindow }), state)).toBe('accepted');
    expect(said(edit({ ref, by: disk, n: 1 }), state)).toBe('accepted');
  });

  it('takes nothing about what is no document, or is one no more', () => {
    const sealed = foldAll([entryOf('doc.sealed', { term: 3 }, { by: annsWindow, ref: document })], usual);
    for (const name of Object.keys(kinds) as KindName[]) {
      if (kinds[name].right === 'server' || name === 'doc.opened' || !kinds[name].ofDocument) continue;
      const to = kinds[name].audience === 'to' ? annsWindow : null;
      const n = kinds[name].keep === 'history' ? 5 : 0;
      const body = encodeBody(name, {
        ...sampleBody(name),
        term: name === 'host.claimed' ? 4 : 3,
        person: bob,
      } as never);
      for (const state of [usual, sealed]) {
        const ref = state === usual ? idOf('never-opened') : document;
        const entry = entryOf(name, {} as never, { by: annsWindow, v: kinds[name].v, n, ref, to, body });
        expect(said(entry, state), name).toMatch(/^refused/);
      }
    }
  });

  it('gives the id of a document that has left the session to no other', () => {
    const again = entryOf(
      'doc.opened',
      { term: 3, path: 'a.txt', title: '', format, readOnly: false },
      { by: annsWindow, ref: document, n: 6 },
    );
    const rules = new EntryRules(usual, new Map([[annsWindow, 4]]));
    const seal = entryOf('doc.sealed', { term: 3 }, { by: annsWindow, ref: document, n: 5 });
    rules.enter(seal, lookUp('doc.sealed')!, 1);
    expect(rules.judge(again, annsWindow).is).toBe('refused');
    const later = new EntryRules(usual, new Map([[annsWindow, 5]]), [document]);
    expect(later.judge(again, annsWindow).is).toBe('refused');
  });
});

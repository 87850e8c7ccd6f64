import { describe, expect, it } from 'vitest';
import type { Who } from '../../../../src/shared/core/asking.ts';
import { serverReplica } from '../../../../src/shared/core/ids.ts';
import { type Action, authorize, type Targets } from '../../../../src/shared/session/authorize.ts';
import { type KindName, kinds } from '../../../../src/shared/session/table.ts';
import { ann, annsWindow, bob, bobsWindow, document, entryOf, foldAll, joined, opened } from './entries.ts';
import { idOf } from './sample-of.ts';

const [cat, catsWindow] = [idOf('cat'), idOf('window-of-cat')];
const state = foldAll([
  joined(ann, annsWindow, 'owner'),
  joined(bob, bobsWindow, 'viewer'),
  joined(cat, catsWindow, 'owner'),
  entryOf('host.claimed', { term: 3, folder: 'f' }, { by: annsWindow }),
  opened(),
]);
const sealed = foldAll([entryOf('doc.sealed', { term: 3 }, { by: annsWindow, ref: document })], state);

const people: Record<string, Who> = {
  host: { person: ann, replica: annsWindow },
  coOwner: { person: cat, replica: catsWindow },
  viewer: { person: bob, replica: bobsWindow },
  byTicket: { person: bob, replica: null },
  borrowed: { person: bob, replica: annsWindow },
  stranger: { person: idOf('nobody'), replica: idOf('nowhere') },
  nobody: { person: null, replica: null },
};

const said = <A extends Action>(who: string, action: A, target: Targets[A], of = state): string =>
  authorize(of, people[who]!, action, target)?.code ?? 'may';

describe('hearing', () => {
  it('is for who is in the session, of the session and of its documents', () => {
    const all = Object.keys(people).map((who) => [who, said(who, 'hear', null), said(who, 'hear', document)]);
    expect(all).toEqual([
      ['host', 'may', 'may'],
      ['coOwner', 'may', 'may'],
      ['viewer', 'may', 'may'],
      ['byTicket', 'may', 'may'],
      ['borrowed', 'may', 'may'],
      ['stranger', 'not-permitted', 'not-permitted'],
      ['nobody', 'not-permitted', 'not-permitted'],
    ]);
  });

  it('is for nobody where there is no document, or none any more', () => {
    for (const who of ['host', 'coOwner', 'viewer'])
      expect([said(who, 'hear', idOf('never')), said(who, 'hear', document, sealed)]).toEqual([
        'not-found',
        'not-found',
      ]);
  });

  it('ends when somebody is removed', () => {
    const removed = foldAll([entryOf('participant.removed', { person: bob, ban: false })], state);
    expect(said('viewer', 'hear', null, removed)).toBe('not-permitted');
  });
});

describe('reading what an entry carries', () => {
  const of = (kind: KindName, ref: string | null, to: string | null = null) => ({ by: annsWindow, kind, ref, to });

  it('goes by who may hear the entry', () => {
    expect(said('viewer', 'read', of('doc.updated', document))).toBe('may');
    expect(said('viewer', 'read', of('doc.updated', document), sealed)).toBe('not-found');
    expect(said('viewer', 'read', of('files.changed', null))).toBe('may');
    expect(said('stranger', 'read', of('files.changed', null))).toBe('not-permitted');
  });

  it('of what is directed is for the two between whom it is', () => {
    const answer = of('request.answered', null, bobsWindow);
    expect(['viewer', 'byTicket', 'host', 'coOwner', 'nobody'].map((who) => said(who, 'read', answer))).toEqual([
      'may',
      'may',
      'may',
      'not-permitted',
      'not-permitted',
    ]);
  });
});

describe('saying', () => {
  const say = (
    who: string,
    kind: KindName,
    body: Record<string, unknown> | null | undefined,
    ref: string | null = null,
  ) => said(who, 'say', { kind, ref, to: null, body });

  it('is for nobody by a replica that is not theirs', () => {
    for (const kind of Object.keys(kinds) as KindName[])
      expect(say('borrowed', kind, { term: 3 }, document), kind).toBe('not-permitted');
  });

  it('of what the server writes is for the server alone', () => {
    const server: Who = { person: null, replica: serverReplica };
    for (const [kind, { right }] of Object.entries(kinds)) {
      if (right !== 'server') continue;
      expect(say('host', kind as KindName, {}), kind).toBe('not-permitted');
      expect(authorize(state, server, 'say', { kind, ref: null, to: null, body: {} })).toBeNull();
    }
  });

  it('by the host is of the present term, which an attachment that is not here yet cannot show', () => {
    expect(['host', 'coOwner'].map((who) => say(who, 'doc.kept', { term: 3 }, document))).toEqual([
      'may',
      'stale-term',
    ]);
    expect([say('host', 'doc.kept', { term: 2 }, document), say('host', 'doc.kept', null, document)]).toEqual([
      'stale-term',
      'stale-term',
    ]);
    expect(['host', 'coOwner'].map((who) => say(who, 'doc.kept', undefined, document))).toEqual(['may', 'stale-term']);
  });

  it('that somebody may not come in is of who asks, and not of who is in', () => {
    const denied = (person: string) => say('coOwner', 'participant.denied', { person });
    expect([denied(ann), denied(bob), denied(idOf('nobody'))]).toEqual(['not-permitted', 'not-permitted', 'not-found']);
  });

  it('an answer is for the host’s own replica, a request goes there', () => {
    const direct = (who: string, kind: KindName, to: string) => said(who, 'say', { kind, ref: null, to, body: null });
    expect([direct('host', 'request.answered', bobsWindow), direct('coOwner', 'request.answered', bobsWindow)]).toEqual(
      ['may', 'stale-term'],
    );
    expect([direct('viewer', 'files.stat', annsWindow), direct('viewer', 'files.stat', catsWindow)]).toEqual([
      'may',
      'host-away',
    ]);
  });
});

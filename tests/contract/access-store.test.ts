import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { migrate } from '../../server/log/sqlite-schema.ts';
import { type AccessStore, MemoryAccessStore, mostAsked } from '../../server/session/access.ts';
import { SqliteAccessStore } from '../../server/session/sqlite-access-store.ts';
import { temporaryFolder } from './temporary-folder.ts';

function describeAccessStore(name: string, use: (test: (access: AccessStore) => void) => void): void {
  describe(name, () => {
    it('knows a person by the ticket, in that session only', () =>
      use((access) => {
        access.remember('s', 'ticket', 'alice');
        expect(access.person('s', 'ticket')).toBe('alice');
        expect(access.person('s', 'another')).toBeNull();
        expect(access.person('t', 'ticket')).toBeNull();
      }));

    it('lets a person have several tickets, and a ticket only its newest person', () =>
      use((access) => {
        access.remember('s', 'one', 'alice');
        access.remember('s', 'two', 'alice');
        access.remember('s', 'one', 'bob');
        expect([access.person('s', 'one'), access.person('s', 'two')]).toEqual(['bob', 'alice']);
      }));

    it('gives the role of an invite until the moment it expires', () =>
      use((access) => {
        access.setInvite('s', 'invite', 'reviewer', 1000);
        expect(access.invite('s', 'invite', 999)?.role).toBe('reviewer');
        expect(access.invite('s', 'invite', 1000)).toBeNull();
        expect(access.invite('s', 'guess', 1)).toBeNull();
        expect(access.invite('t', 'invite', 1)).toBeNull();
      }));

    it('has one invite per session: a new one voids the old', () =>
      use((access) => {
        access.setInvite('s', 'old', 'editor', 1000);
        access.setInvite('t', 'other', 'viewer', 1000);
        access.setInvite('s', 'new', 'viewer', 1000);
        expect(access.invite('s', 'old', 1)).toBeNull();
        expect(access.invite('s', 'new', 1)?.role).toBe('viewer');
        expect(access.invite('t', 'other', 1)?.role).toBe('viewer');
      }));

    const more = {
      hash: 'more',
      role: 'viewer',
      expiresMs: 1000,
      once: false,
      used: 0,
      isLink: false,
      agentOf: null,
    } as const;

    it('has more invites beside the link, of which each is revoked by itself', () =>
      use((access) => {
        access.addInvite('s', more);
        access.setInvite('s', 'link', 'editor', 1000);
        access.setInvite('s', 'newer', 'editor', 1000);
        access.addInvite('s', { ...more, hash: 'other' });
        expect(access.invites('s').map(({ hash, isLink }) => [hash, isLink])).toEqual([
          ['newer', true],
          ['more', false],
          ['other', false],
        ]);
        access.revokeInvite('s', 'more');
        expect([access.invite('s', 'more', 1), access.invite('s', 'other', 1)?.role]).toEqual([null, 'viewer']);
        expect(access.invites('t')).toEqual([]);
      }));

    it('keeps whose agent an invite lets in', () =>
      use((access) => {
        access.addInvite('s', { ...more, agentOf: 'ada' });
        expect([access.invite('s', 'more', 1)?.agentOf, access.invites('s')[0]?.agentOf]).toEqual(['ada', 'ada']);
      }));

    it('counts who came in by an invite, and lets in one person by one for once', () =>
      use((access) => {
        access.addInvite('s', more);
        access.addInvite('s', { ...more, hash: 'once', once: true });
        expect([access.takeInvite('s', 'more'), access.takeInvite('s', 'more')]).toEqual([true, true]);
        expect(access.invite('s', 'once', 1)?.role).toBe('viewer');
        expect([access.takeInvite('s', 'once'), access.takeInvite('s', 'once')]).toEqual([true, false]);
        expect(access.invite('s', 'once', 1)).toBeNull();
        expect(access.takeInvite('s', 'unknown')).toBe(false);
        expect(access.invites('s').map(({ used }) => used)).toEqual([2, 1]);
      }));

    it('notes the invite with which somebody asks until it is forgotten, and of some thousand the newest', () =>
      use((access) => {
        access.noteAsked('s', 'bob', 'one');
        access.noteAsked('s', 'bob', 'two');
        access.noteAsked('s', 'cat', 'one');
        expect([access.askedWith('s', 'bob'), access.askedWith('t', 'bob')]).toEqual(['two', null]);
        access.forgetAsked('s', 'bob');
        expect([access.askedWith('s', 'bob'), access.askedWith('s', 'cat')]).toEqual([null, 'one']);
        for (let number = 0; number < mostAsked; number++) access.noteAsked('s', `p${number}`, 'one');
        expect([access.askedWith('s', 'cat'), access.askedWith('s', 'p0')]).toEqual([null, 'one']);
      }));

    it('lets nobody in by a revoked invite, while people stay known', () =>
      use((access) => {
        access.setInvite('s', 'invite', 'editor', 1000);
        access.remember('s', 'ticket', 'alice');
        access.revokeInvites('s');
        expect(access.invite('s', 'invite', 1)).toBeNull();
        expect(access.person('s', 'ticket')).toBe('alice');
      }));
  });
}

function openDatabase(file: string): DatabaseSync {
  const database = new DatabaseSync(file);
  migrate(database);
  return database;
}

describeAccessStore('MemoryAccessStore', (test) => test(new MemoryAccessStore()));

describeAccessStore('SqliteAccessStore', (test) => {
  const database = openDatabase(join(temporaryFolder(), 'access.db'));
  try {
    test(new SqliteAccessStore(database));
  } finally {
    database.close();
  }
});

describe('SqliteAccessStore', () => {
  it('knows people and invites after a restart', () => {
    const file = join(temporaryFolder(), 'access.db');
    const before = openDatabase(file);
    new SqliteAccessStore(before).remember('s', 'ticket', 'alice');
    new SqliteAccessStore(before).setInvite('s', 'invite', 'viewer', 1000);
    before.close();
    const after = openDatabase(file);
    expect(new SqliteAccessStore(after).person('s', 'ticket')).toBe('alice');
    expect(new SqliteAccessStore(after).invite('s', 'invite', 1)?.role).toBe('viewer');
    after.close();
  });

  it('takes an invite from before there were several for the link', () => {
    const database = openDatabase(join(temporaryFolder(), 'access.db'));
    const { user_version: version } = database.prepare('PRAGMA user_version').get() as { user_version: number };
    for (const column of ['once', 'used', 'is_link', 'place', 'agent_of'])
      database.exec(`ALTER TABLE invites DROP COLUMN ${column}`);
    database.exec('DROP TABLE asked');
    database.exec(`INSERT INTO invites VALUES ('s', 'old', 'editor', 1000); PRAGMA user_version = ${version - 3}`);
    migrate(database);
    const access = new SqliteAccessStore(database);
    const link = { hash: 'old', role: 'editor', expiresMs: 1000, once: false, used: 0, isLink: true, agentOf: null };
    expect(access.invites('s')).toEqual([link]);
    access.setInvite('s', 'new', 'viewer', 1000);
    expect(access.invite('s', 'old', 1)).toBeNull();
    database.close();
  });
});

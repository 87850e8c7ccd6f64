import { describe, expect, it } from 'vitest';
import { unreadableOf } from '../../../../server/log/unreadable.ts';
import type { Entry } from '../../../../src/shared/core/entry.ts';
import { pack } from '../../../../src/shared/core/message-pack.ts';
import { idOf } from '../../shared/session/sample-of.ts';
import { ownersHost, type RawClient, ref, Stage, ticketOf } from './session-fixture.ts';
import { Typist, textOf } from './typist.ts';

/** Sixteen headers in each other, each of which promises four thousand million values. */
const nested = Uint8Array.from(Array(48).fill([0xdd, 1, 255, 255, 255]).flat());

/** Puts entries into the log that no gate of today lets in. */
async function poison(stage: Stage, bob: RawClient): Promise<void> {
  const fixed = { seq: 0, at: 0, by: bob.replica, ageMs: 0, v: 1, to: null, blob: null };
  const bad = (kind: string, body: Uint8Array, n: number): Entry => ({ ...fixed, kind, n, ref, body });
  stage.session.close();
  await stage.log.append('s', Number.MAX_SAFE_INTEGER, [
    bad('doc.updated', nested, ++bob.n),
    bad('role.changed', nested, ++bob.n),
    bad('cursor.moved', nested, 0),
    bad('doc.updated', pack({ update: Uint8Array.of(9, 9, 9) }), ++bob.n),
  ]);
}

async function poisoned() {
  const stage = await Stage.open();
  const bob = await stage.guest('Bob');
  const typist = new Typist(bob, ref);
  await typist.type('before ');
  const { head } = stage.session;
  await poison(stage, bob);
  const reports: string[] = [];
  await stage.start({ report: (message) => reports.push(message) });
  const back = await stage.connect(bob.replica);
  await back.hello({ ticket: ticketOf('Bob'), since: head, refs: [ref] });
  return { stage, back, head, reports };
}

describe('a log with entries that must not be decoded', () => {
  it('starts all the same, and says once which they are and how to take them out', async () => {
    const { stage, head, reports } = await poisoned();
    expect(reports).toHaveLength(3);
    expect(reports[0]).toMatch(
      new RegExp(
        `^Entry ${head + 1} of session s \\(doc\\.updated by .*\\) cannot be read.*ensemble log FOLDER --bury ${head + 1}$`,
      ),
    );
    expect(stage.session.state.documents[ref]?.path).toBe('a.txt');
  });

  it('goes on: what was before and comes after is told to newcomers', async () => {
    const { stage, back } = await poisoned();
    back.n = stage.session.entryRules.lastN(back.replica);
    await back.say('people.gathered', { path: 'a.txt', line: 1 });
    const eve = await stage.guest('Eve').catch(() => null);
    const zoe = eve ?? (await stage.guest('Zoe'));
    await zoe.send({ t: 'subscribe', ref, subscription: 1 });
    expect(textOf(zoe.last('backfill')!.checkpoint!)).toBe('before ');
  });

  it('lists them, and has nothing of them once they are buried', async () => {
    const { stage, head } = await poisoned();
    const found = await unreadableOf(stage.log, 's');
    expect(found.map(({ seq, kind }) => [seq - head, kind])).toEqual([
      [1, 'doc.updated'],
      [2, 'role.changed'],
      [3, 'cursor.moved'],
      [4, 'doc.updated'],
    ]);
    for (const { seq } of found) await stage.log.bury('s', { seq });
    expect(await unreadableOf(stage.log, 's')).toEqual([]);
    const reports: string[] = [];
    stage.session.close();
    await stage.start({ report: (message) => reports.push(message) });
    expect([reports, stage.session.head >= head + 4]).toEqual([[], true]);
    expect([idOf('nobody'), ownersHost]).not.toContain(stage.session.state.host?.folder);
  });
});

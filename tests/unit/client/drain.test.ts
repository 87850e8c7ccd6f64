import { expect, it } from 'vitest';
import type { LinkStatus } from '../../../src/client/link.ts';
import { MemoryOutbox } from '../../../src/client/outbox.ts';
import { Stage } from '../server/session/session-fixture.ts';
import { idOf } from '../shared/session/sample-of.ts';
import { opened, windowOf } from './windows.ts';

it('what a window had not sent is delivered, or refused, over one connection, while others go on typing', async () => {
  const stage = await Stage.open();
  const bob = await windowOf(stage, 'Bob');
  const text = await opened(stage, bob);
  const own = { outbox: new MemoryOutbox(), replica: idOf('Ada-gone') };
  const gone = await windowOf(stage, 'Ada', own);
  const mine = await opened(stage, gone);
  mine.edit([{ offset: 0, deleteLength: 0, insertText: 'unsent ' }]);
  mine.flush();
  void gone.publish('participant.removed', { person: bob.person!, ban: false }).catch(() => undefined);
  gone.abandon();
  await stage.world.run(1_000);
  expect((await own.outbox.load()).length).toBeGreaterThan(0);
  const told: string[] = [];
  const drain = await windowOf(stage, 'Ada', { ...own, purpose: 'drain', report: (words) => told.push(words) });
  drain.events.on('status', ({ is }: LinkStatus) => told.push(is));
  for (let i = 0; i < 20; i++) {
    text.edit([{ offset: text.length, deleteLength: 0, insertText: 'x' }]);
    await stage.world.run(200);
  }
  expect([drain.status.is, drain.unsentCount, told]).toEqual(['online', 0, []]);
  expect(text.toString()).toBe(`unsent ${'x'.repeat(20)}`);
});

import { expect, it } from 'vitest';
import type { TextDocument } from '../../../src/client/text-document.ts';
import { calm, wire } from '../../sim/wire.ts';
import { owner, Stage } from '../server/session/session-fixture.ts';
import { opened, windowOf } from './windows.ts';

/** Lists the authors of the present text, and the deleters of text that is gone. */
function authorsOf({ facts }: TextDocument) {
  const writers = facts.authors.toArray().flatMap(([, runs]) => runs.map(([, , { author }]) => author));
  const deleters = facts.deleters.toArray().flatMap(([, runs]) => runs.map(([, , author]) => author));
  return { writers: new Set(writers), deleters: new Set(deleters) };
}

/** A window of the folder's owner, who may hear of all of the past entry by entry. */
function ownersWindow(stage: Stage, name: string) {
  const accept = (server: Parameters<Stage['session']['connect']>[0]) =>
    void stage.session.connect(server, { is: 'owner', person: owner });
  const dial = wire(
    stage.world,
    () => calm,
    accept,
    () => true,
  );
  return windowOf(stage, name, { dial });
}

it.each([false, true])(
  'whose words and deletions they were is known when they are gone, restarted: %s',
  async (restarts) => {
    const stage = await Stage.open();
    const [ann, bob] = [await windowOf(stage, 'Ann'), await windowOf(stage, 'Bob')];
    const [anns, bobs] = [await opened(stage, ann), await opened(stage, bob)];
    anns.edit([{ offset: 0, deleteLength: 0, insertText: 'one two three' }]);
    await stage.world.run(200);
    bobs.edit([{ offset: 3, deleteLength: 4, insertText: '' }]);
    await stage.world.run(200);
    const people = { writers: new Set([ann.person]), deleters: new Set([bob.person]) };
    ann.leave();
    bob.leave();
    await stage.world.run(200);
    expect([ann, bob].map(({ replica }) => stage.session.state.replicas[replica])).toEqual([undefined, undefined]);
    if (restarts) await stage.start();
    const [late, own] = [await windowOf(stage, 'Zoe'), await ownersWindow(stage, 'Host')];
    for (const client of [late, own]) expect(authorsOf(await opened(stage, client))).toEqual(people);
  },
);

it('whose words overtook their past is known when they have gone before it came', async () => {
  const stage = await Stage.open();
  const bob = await windowOf(stage, 'Bob');
  const bobs = await opened(stage, bob);
  bobs.edit([{ offset: 0, deleteLength: 0, insertText: 'x'.repeat(60_000) }]);
  await stage.world.run(200);
  let isSlow = false;
  const accept = (server: Parameters<Stage['session']['connect']>[0]) => {
    const connection = stage.session.connect(server, { is: 'owner', person: owner });
    const drained = connection.drained.bind(connection);
    connection.drained = async () => {
      await drained();
      if (isSlow) await new Promise<void>((resolve) => void stage.world.after(1_000, resolve));
    };
  };
  const dial = wire(
    stage.world,
    () => calm,
    accept,
    () => true,
  );
  const own = await windowOf(stage, 'Host', { dial });
  isSlow = true;
  const opening = own.documents.open((await opened(stage, bob)).ref);
  await stage.world.run(100);
  bobs.edit([{ offset: 0, deleteLength: 0, insertText: 'last words ' }]);
  await stage.world.run(200);
  bob.leave();
  await stage.world.run(5_000);
  expect((await opening).toString()).toMatch(/^last words x/);
  expect(authorsOf(await opening).writers).toEqual(new Set([bob.person]));
});

import { expect, it } from 'vitest';
import type { Transport } from '../../../src/shared/transport.ts';
import { calm, type Weather, wire } from '../../sim/wire.ts';
import { packed } from '../server/replay/packed-session.ts';
import { opened, windowOf } from './windows.ts';

it('takes a refused edit out of the window of somebody who was away, also when what told of it has left the log', async () => {
  const { stage, typist, work, reports } = await packed();
  let weather: Weather = calm;
  let isUp = true;
  const accept = (server: Transport) => void stage.session.connect(server, { is: 'guest' });
  const client = await windowOf(stage, 'Bob', {
    dial: wire(
      stage.world,
      () => weather,
      accept,
      () => isUp,
    ),
  });
  await work(['one ', 'two ']);
  const document = await opened(stage, client);
  const drafts: string[] = [];
  client.documents.events.on('rebuilt', ({ draft }) => void drafts.push(draft));
  await stage.host.say('role.changed', { person: client.person!, role: 'viewer' });
  document.edit([{ offset: 0, deleteLength: 0, insertText: 'mine ' }]);
  client.documents.flush();
  const { latencyMs } = calm;
  await stage.world.run(latencyMs + 1);
  // The server has the edit, and its answer is lost.
  weather = { ...calm, cut: 1 };
  isUp = false;
  await stage.session.settled();
  await stage.world.run(1_800_000);
  await work(['three ']);
  const pruned = stage.session.prune(stage.world.nowMs);
  await stage.world.run(1_000);
  await pruned;
  weather = calm;
  isUp = true;
  client.reconnect();
  await stage.world.run(2_000);
  await stage.session.settled();
  await stage.world.run(2_000);
  expect(client.status.is).toBe('online');
  expect(document.toString()).toBe(typist.text);
  expect(drafts.map((draft) => draft.slice(0, 5))).toEqual(['mine ']);
  expect(reports).toEqual([]);
});

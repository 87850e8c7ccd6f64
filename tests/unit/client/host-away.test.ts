import { expect, it } from 'vitest';
import { nothingUnsent } from '../../../src/main/documents/unsent.ts';
import { Simulation } from '../../sim/simulation.ts';

const dayMs = 24 * 3_600_000;

it('fails what was asked of a host that died before it answered, and says who must come back', async () => {
  const simulation = new Simulation(1);
  await simulation.startServer();
  await simulation.startHost();
  const actor = simulation.addActor();
  await simulation.world.run(1_000);
  // The host is gone, and the server has not noticed.
  const asked = actor.client.request('documents.open', { path: 'a.txt' });
  const failed = expect(asked).rejects.toThrow(/Host, who hosts this folder, is away/);
  simulation.crashHost();
  await simulation.world.run(10_000);
  await failed;
  simulation.stop();
});

it('lets people go on for a day without their host, and forgets nobody', async () => {
  const simulation = new Simulation(2);
  simulation.disk.setText('a.txt', 'seed\n');
  await simulation.startServer();
  await simulation.startHost();
  const [ann, bob] = [simulation.addActor(), simulation.addActor()];
  await simulation.world.run(1_000);
  for (const actor of [ann!, bob!]) void actor.edit('a.txt');
  await simulation.world.run(1_000);
  simulation.crashHost();
  await simulation.world.run(dayMs);
  const [mine] = [...ann!.editors.values()];
  mine!.document.edit([{ offset: 0, deleteLength: 0, insertText: 'a day later\n' }]);
  await simulation.world.run(1_000);
  expect([...bob!.editors.values()][0]!.text).toBe('a day later\nseed\n');
  // A person who comes again after that day is the same, and a new one may still join.
  ann!.client.abandon();
  ann!.gone = true;
  const back = simulation.addActor(ann);
  const newcomer = simulation.addActor();
  await simulation.world.run(30_000);
  expect([back.client.status.is, newcomer.client.status.is]).toEqual(['online', 'online']);
  expect(back.client.person).toBe(ann!.client.person);
  await simulation.startHost();
  await simulation.world.run(5_000);
  void simulation.host!.keeper.save([...bob!.editors.keys()][0]!, nothingUnsent);
  await simulation.world.run(5_000);
  expect(simulation.disk.text('a.txt')).toBe('a day later\nseed\n');
  expect(simulation.problems).toEqual([]);
  simulation.stop();
});

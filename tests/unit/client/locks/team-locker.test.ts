import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SessionLocker } from '../../../../src/client/locks/session-locker.ts';
import { TeamLocker } from '../../../../src/client/locks/team-locker.ts';
import { FileLocker } from '../../../../src/main/locks/file-locker.ts';
import type { StolenLock } from '../../../../src/shared/capabilities/locks/held-lock.ts';
import { MemoryLockFolder, SessionStage } from '../../../contract/locker-stages.ts';
import { idOf } from '../../shared/session/sample-of.ts';

const [a, b] = [idOf('lock-a'), idOf('lock-b')];
let folder: MemoryLockFolder;
let stage: SessionStage;

beforeEach(async () => {
  folder = new MemoryLockFolder();
  stage = await SessionStage.open(({ client, environment, name }) => {
    const person = client.person!;
    return new TeamLocker({
      session: new SessionLocker(client),
      files: new FileLocker({ folder, environment, person, name, machine: name }),
      environment,
      isOnline: () => client.status.is === 'online',
      onConnection: (listener) => client.events.on('status', listener),
    });
  });
});

afterEach(() => stage.close());

async function take(who: 'ann' | 'bob', id: string, path: 'one.txt' | 'two.txt') {
  const outcome = stage[who].acquire(stage.wish(who, id, path, null));
  await stage.pass(1000);
  return outcome;
}

const inSession = () => Object.keys(stage.simulation.session?.state.locks.held ?? {});

describe('when the server goes', () => {
  it('uses no files while it is there, nor for a connection that is back soon', async () => {
    await take('ann', a, 'one.txt');
    stage.simulation.stopServer();
    await stage.pass(2000);
    await stage.simulation.startServer();
    await stage.pass(20_000);
    expect(folder.files.size).toBe(0);
    expect(inSession()).toEqual([a]);
  });

  it('puts what is held into files, and takes and gives locks there', async () => {
    await take('ann', a, 'one.txt');
    stage.simulation.stopServer();
    await stage.pass(20_000);
    expect([...folder.files.keys()]).toEqual([`${a}.yaml`]);
    expect(await take('bob', b, 'one.txt')).toMatchObject({ is: 'refused', by: { id: a } });
    expect(await take('bob', b, 'two.txt')).toEqual({ is: 'held' });
    await stage.pass(15_000);
    expect(stage.ann.list().map(({ id }) => id)).toEqual([a, b]);
    const released = stage.bob.release(b);
    await stage.pass(15_000);
    await released;
    expect(stage.ann.list().map(({ id }) => id)).toEqual([a]);
  });

  it('hands everything over when the server is back, also after the old locks have run out there', async () => {
    await take('ann', a, 'one.txt');
    stage.simulation.stopServer();
    await stage.pass(180_000);
    await take('bob', b, 'two.txt');
    await stage.simulation.startServer();
    await stage.pass(30_000);
    expect(folder.files.size).toBe(0);
    expect(inSession().toSorted()).toEqual([a, b]);
    expect(stage.simulation.session?.state.locks.held[b]).toMatchObject({ leftMs: null });
  });

  it('tells who lost a lock meanwhile, and to whom', async () => {
    const losses: StolenLock[] = [];
    stage.ann.onLost((loss) => losses.push(loss));
    await take('ann', a, 'one.txt');
    // Only Ann is cut off, and Bob sees her leave.
    const { client } = stage.actors.ann;
    stage.simulation.weather = { ...stage.simulation.weather, cut: 1 };
    await stage.pass(90_000);
    stage.simulation.weather = { ...stage.simulation.weather, cut: 0 };
    stage.actors.bob.client.reconnect();
    await stage.pass(20_000);
    expect(client.status.is).toBe('online');
    const stolen = stage.bob.steal(a, 'needed');
    await stage.pass(2000);
    await stolen;
    expect(losses).toMatchObject([{ lock: { id: a }, byName: 'Bob', reason: 'needed' }]);
    expect(inSession()).toEqual([]);
  });

  it('is told of a forced unlock by file, and ends the lock in the session too', async () => {
    const losses: StolenLock[] = [];
    stage.ann.onLost((loss) => losses.push(loss));
    await take('ann', a, 'one.txt');
    stage.simulation.stopServer();
    await stage.pass(20_000);
    void stage.bob.steal(a, 'needed');
    await stage.pass(15_000);
    expect(losses).toMatchObject([{ lock: { id: a }, byName: 'Bob', reason: 'needed' }]);
    await stage.simulation.startServer();
    await stage.pass(30_000);
    expect(inSession()).toEqual([]);
  });

  it('says so where there are no files to lock by', async () => {
    const { client, environment } = stage.actors.bob;
    const locker = new TeamLocker({
      session: new SessionLocker(client),
      files: null,
      environment,
      isOnline: () => false,
      onConnection: () => () => undefined,
    });
    await expect(locker.acquire(stage.wish('bob', b, 'one.txt', null))).rejects.toMatchObject({ code: 'disconnected' });
  });
});

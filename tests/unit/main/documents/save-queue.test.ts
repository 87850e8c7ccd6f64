import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';
import { SaveQueue } from '../../../../src/main/documents/save-queue.ts';
import { seedOf } from '../../../../src/main/documents/seed.ts';
import { VirtualWorld } from '../../../sim/virtual-world.ts';

const none = Y.encodeStateVector(new Y.Doc());

class Stage {
  readonly world = new VirtualWorld(1);
  readonly turns = new SaveQueue(this.world.environment());
  readonly events: string[] = [];

  /** Notes when the turn begins; the returned function ends the wait for it. */
  take(replica: string, ref = 'text'): () => void {
    const waiting = new AbortController();
    void this.turns.take(ref, replica, waiting.signal).then(
      () => this.events.push(`${replica} begins`),
      (thrown: Error) => this.events.push(`${replica}: ${thrown.message}`),
    );
    return () => waiting.abort();
  }

  save(replica: string, save = async () => undefined): Promise<void> {
    return this.turns.saving('text', replica, () => none, save);
  }

  async told(): Promise<string[]> {
    await this.world.run(0);
    return this.events.splice(0);
  }
}

describe('turns to save', () => {
  it('are had one after another, in the order in which they were asked for', async () => {
    const stage = new Stage();
    for (const replica of ['ada', 'bob', 'eve']) stage.take(replica);
    expect(await stage.told()).toEqual(['ada begins']);
    await stage.save('ada');
    expect(await stage.told()).toEqual(['bob begins']);
    await stage.save('ada');
    expect(await stage.told()).toEqual([]);
    await stage.save('bob');
    expect(await stage.told()).toEqual(['eve begins']);
  });

  it('are of one text each', async () => {
    const stage = new Stage();
    stage.take('ada');
    stage.take('bob', 'another text');
    expect(await stage.told()).toEqual(['ada begins', 'bob begins']);
  });

  it('end with a save that fails, too', async () => {
    const stage = new Stage();
    stage.take('ada');
    stage.take('bob');
    await stage.told();
    const failed = stage.save('ada', () => Promise.reject(new Error('no space')));
    await expect(failed).rejects.toThrow('no space');
    expect(await stage.told()).toEqual(['bob begins']);
  });

  it('end by themselves where no save comes', async () => {
    const stage = new Stage();
    stage.take('ada');
    stage.take('bob');
    await stage.world.run(4900);
    expect(await stage.told()).toEqual(['ada begins']);
    await stage.world.run(200);
    expect(await stage.told()).toEqual(['bob begins']);
  });

  it('last as long as the save that ends them: the next one has to have what it brings', async () => {
    const stage = new Stage();
    stage.take('ada');
    await stage.told();
    stage.take('bob');
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const saved = stage.save('ada', () => promise);
    await stage.world.run(20_000);
    expect(await stage.told()).toEqual([]);
    resolve(undefined);
    await saved;
    expect(await stage.told()).toEqual(['bob begins']);
  });

  it('are given back by one who waits no longer', async () => {
    const stage = new Stage();
    stage.take('ada');
    const giveUp = stage.take('bob');
    stage.take('eve');
    giveUp();
    expect(await stage.told()).toEqual(['ada begins', 'bob: Cancelled.']);
    await stage.save('ada');
    expect(await stage.told()).toEqual(['eve begins']);
  });

  it('end with the last of a window’s saves that were begun in it', async () => {
    const stage = new Stage();
    stage.take('ada');
    stage.take('ada');
    stage.take('bob');
    await stage.save('ada');
    expect(await stage.told()).toEqual(['ada begins', 'ada begins']);
    await stage.save('ada');
    expect(await stage.told()).toEqual(['bob begins']);
  });

  it('are given back by a window that is gone, and not waited for by one', async () => {
    const stage = new Stage();
    for (const replica of ['ada', 'bob', 'eve']) stage.take(replica);
    await stage.told();
    stage.turns.leave('bob');
    stage.turns.leave('ada');
    expect((await stage.told()).sort()).toEqual(['bob: Cancelled.', 'eve begins']);
  });

  it('are not kept from others by asking for them again and again', async () => {
    const stage = new Stage();
    stage.take('eve');
    stage.take('bob');
    await stage.told();
    for (let second = 0; second < 4; second++) {
      stage.take('eve');
      await stage.world.run(1000);
    }
    expect(await stage.told()).toEqual([]);
    await stage.world.run(1001);
    expect(await stage.told()).toEqual(['bob begins']);
  });

  it('tell the next what the text had when it was saved', async () => {
    const stage = new Stage();
    const { signal } = new AbortController();
    expect(await stage.turns.take('text', 'ada', signal)).toEqual(none);
    const saved = seedOf('as saved', stage.world.environment());
    const next = stage.turns.take('text', 'bob', signal);
    await stage.turns.saving(
      'text',
      'ada',
      () => Y.encodeStateVectorFromUpdate(saved),
      async () => undefined,
    );
    expect(await next).toEqual(Y.encodeStateVectorFromUpdate(saved));
  });
});

import { describe, expect, it } from 'vitest';
import { EnsembleError } from '../../../src/shared/core/errors.ts';
import { invite, ref, Stage, ticketOf } from '../server/session/session-fixture.ts';
import { opened, windowOf } from './windows.ts';

const typed = (text: string) => [{ offset: 0, deleteLength: 0, insertText: text }];

/** Two windows with one text open in both. */
async function two() {
  const stage = await Stage.open();
  const told: string[] = [];
  const report = (message: string) => void told.push(message.split('\n')[0]!);
  const [ann, bob] = [await windowOf(stage, 'Ann', { report }), await windowOf(stage, 'Bob', { report })];
  const texts = { ann: await opened(stage, ann), bob: await opened(stage, bob) };
  const statuses: string[] = [];
  ann.events.on('status', ({ is }) => statuses.push(is));
  return { stage, ann, bob, texts, told, statuses };
}

describe('a listener that throws', () => {
  it('of the session keeps nobody from hearing, and no entry from being taken', async () => {
    const { stage, ann, texts, told, statuses } = await two();
    const heard: number[] = [];
    ann.events.on('entry', () => {
      throw new Error('a fault of a feature');
    });
    ann.events.on('entry', ({ seq }) => heard.push(seq));
    for (let i = 0; i < 5; i++) {
      texts.bob.edit(typed(`${i}`));
      await stage.world.run(500);
    }
    expect([texts.ann.toString(), statuses]).toEqual(['43210', []]);
    expect(heard).toEqual([...new Set(heard)]);
    expect([ann.applied, heard.at(-1)]).toEqual([stage.session.head, stage.session.head]);
    expect(told).toEqual(Array(3).fill('Error: a fault of a feature'));
  });

  it.each(['onEdits', 'onChange', 'onOthersStep'] as const)('of a text (%s) leaves the text whole', async (name) => {
    const { stage, texts, told, statuses } = await two();
    texts.ann[name](() => {
      throw new Error('a fault of an editor');
    });
    const edits: string[] = [];
    texts.ann.onEdits((batch) => edits.push(...batch.map(({ insertText }) => insertText)));
    texts.bob.edit(typed('theirs'));
    await stage.world.run(500);
    texts.ann.edit(typed('mine '));
    await stage.world.run(500);
    expect([texts.ann.toString(), texts.bob.toString()]).toEqual(['mine theirs', 'mine theirs']);
    expect([edits[0], statuses, told[0]]).toEqual(['theirs', [], 'Error: a fault of an editor']);
  });

  it('says so in words once it has thrown the same three times, and not again', async () => {
    const { stage, ann, texts } = await two();
    const said: string[] = [];
    ann.events.on('troubled', ({ message }) => said.push(message));
    ann.events.on('entry', ({ kind }) => {
      if (kind === 'doc.updated') throw new Error('a fault of a feature');
    });
    for (let i = 0; i < 6; i++) {
      texts.bob.edit(typed('x'));
      await stage.world.run(500);
      expect(said).toEqual(i < 2 ? [] : ['a fault of a feature']);
    }
  });
});

it('an entry counts as applied when its listeners hear of it, not when all that came with it is', async () => {
  const { stage, ann, bob } = await two();
  const seen: [number, number][] = [];
  ann.events.on('entry', ({ seq }) => seen.push([seq, ann.applied]));
  const gathered = { kind: 'people.gathered', body: { path: 'a.txt', line: 1 }, ref: null } as const;
  void bob.publishAll([gathered, gathered, gathered]);
  await stage.world.run(500);
  expect(seen).toHaveLength(3);
  for (const [seq, applied] of seen) expect(applied).toBe(seq);
});

describe('who waits for something of a session', () => {
  const outcome = (waited: Promise<void>) =>
    waited.then(
      () => 'resolved',
      (thrown: unknown) => (thrown as EnsembleError).code,
    );

  it.each(['leave', 'abandon'] as const)('is told when this window ends (%s)', async (end) => {
    const { stage, ann, texts } = await two();
    stage.session.close();
    texts.ann.edit(typed('never sent'));
    const waiting = [ann.until(({ ended }) => ended), ann.settled()].map(outcome);
    ann[end]();
    expect(await Promise.all(waiting)).toEqual(['disconnected', 'disconnected']);
    expect(await outcome(ann.until(({ ended }) => ended))).toBe('disconnected');
  });

  it('is told when the session ends', async () => {
    const { stage, ann } = await two();
    const waiting = [ann.until(({ documents }) => documents[ref] === undefined), ann.heardUpTo(1_000)].map(outcome);
    await stage.host.say('session.ended', {});
    expect(await Promise.all(waiting)).toEqual(['ended', 'resolved']);
    expect(await outcome(ann.joined())).toBe('ended');
  });

  it('is told when they are not let in at all', async () => {
    const stage = await Stage.open();
    const options = { invite: `${invite}-not`, ticket: ticketOf('Eve') };
    const eve = await windowOf(stage, 'Eve', options);
    expect(await Promise.all([eve.joined(), eve.until(() => false)].map(outcome))).toEqual(
      Array(2).fill('bad-credential'),
    );
  });

  it('is told when what is looked for throws', async () => {
    const { stage, ann } = await two();
    const waiting = outcome(
      ann.until(({ gathering }) => {
        if (gathering) throw new EnsembleError('internal', 'a fault');
        return false;
      }),
    );
    await stage.host.say('people.gathered', { path: 'a.txt', line: 1 });
    expect([await waiting, ann.status.is]).toEqual(['internal', 'online']);
  });
});

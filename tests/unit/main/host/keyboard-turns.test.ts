import { expect, it, onTestFinished } from 'vitest';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import { turnsOfKeyboard } from '../../../../src/main/host/keyboard-turns.ts';
import { fold } from '../../../../src/shared/session/fold.ts';
import type { SessionState } from '../../../../src/shared/session/state.ts';
import { VirtualWorld } from '../../../sim/virtual-world.ts';
import { ann, annsWindow, bob, bobsWindow, entryOf, foldAll, joined } from '../../shared/session/entries.ts';

/** A host whose log answers at once, with Ann and Bob in a mob session of five minutes. */
function begin() {
  const world = new VirtualWorld(1);
  const listeners = new Set<() => void>();
  let state: SessionState = foldAll([
    joined(ann, annsWindow, 'owner'),
    joined(bob, bobsWindow, 'editor'),
    entryOf('host.claimed', { term: 1, folder: 'f' }, { by: annsWindow }),
  ]);
  const say = (kind: 'rotation.started' | 'rotation.passed' | 'lecture.ended' | 'participant.left', body: object) => {
    const v = kind === 'participant.left' ? 2 : 1;
    state = fold(state, entryOf(kind, body as never, { by: annsWindow, at: Math.floor(world.nowMs), v }));
    for (const each of listeners) each();
    return Promise.resolve();
  };
  const client = {
    options: { environment: world.environment() },
    replica: annsWindow,
    get state() {
      return state;
    },
    publish: say,
    events: {
      on: (_: string, listener: () => void) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    },
  } as unknown as SessionClient;
  const turns = turnsOfKeyboard({ client });
  turns.start();
  onTestFinished(() => turns.close());
  return { world, say, driver: () => state.lecture?.person ?? null, turn: () => state.lecture?.rotation?.turn };
}

const minuteMs = 60_000;

it('passes the keyboard on when a turn is over, and on again', async () => {
  const { world, say, driver, turn } = begin();
  await say('rotation.started', { order: [ann, bob], minutes: 5 });
  await world.run(5 * minuteMs - 1_000);
  expect([driver(), turn()]).toEqual([ann, 1]);
  await world.run(2_000);
  expect([driver(), turn()]).toEqual([bob, 2]);
  await world.run(5 * minuteMs);
  expect([driver(), turn()]).toEqual([ann, 3]);
});

it('begins a whole turn when the keyboard was passed by hand', async () => {
  const { world, say, driver } = begin();
  await say('rotation.started', { order: [ann, bob], minutes: 5 });
  await world.run(4 * minuteMs);
  await say('rotation.passed', { turn: 1 });
  await world.run(4 * minuteMs);
  expect(driver()).toBe(bob);
});

it('goes on sooner where the driver is gone, and not at once', async () => {
  const { world, say, driver } = begin();
  await say('rotation.started', { order: [bob, ann], minutes: 5 });
  await say('participant.left', { person: bob, replica: bobsWindow, forget: true });
  await world.run(10_000);
  expect(driver()).toBe(bob);
  await world.run(15_000);
  expect(driver()).toBe(ann);
});

it('does nothing once the session is over', async () => {
  const { world, say, driver } = begin();
  await say('rotation.started', { order: [ann, bob], minutes: 5 });
  await say('lecture.ended', {});
  await world.run(10 * minuteMs);
  expect(driver()).toBeNull();
});

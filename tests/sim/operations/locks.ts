import { selectionOf } from '../../../src/client/locks/lock-lines.ts';
import { SessionLocker } from '../../../src/client/locks/session-locker.ts';
import { documentAt } from '../../../src/shared/capabilities/documents/paths.ts';
import type { LockOutcome } from '../../../src/shared/capabilities/locks/locker.ts';
import { newId } from '../../../src/shared/core/ids.ts';
import type { Actor, Editor } from '../cast.ts';
import type { Simulation } from '../simulation.ts';
import { type Operation, someEditor, someone, touch } from './common.ts';

const lockers = new WeakMap<Actor, SessionLocker>();

function lockerOf(actor: Actor): SessionLocker {
  const locker = lockers.get(actor) ?? new SessionLocker(actor.client);
  lockers.set(actor, locker);
  return locker;
}

/** Has everyone lock some of one text at the same moment: all of it, or a few lines. */
async function lock(simulation: Simulation): Promise<void> {
  const { random, people, world } = simulation;
  const path = random.pick(['one.txt', 'two.txt']);
  for (const actor of people) void actor.edit(path).catch(() => undefined);
  await world.run(50);
  for (const actor of people) {
    const ref = documentAt(actor.client.state, path);
    const editor = ref === null ? undefined : actor.editors.get(ref);
    if (editor?.document.isEditable && random.chance(0.7)) lockSome(simulation, actor, editor);
  }
}

/** Locks a text for somebody who is gone soon after, with or without a word: nobody may wait for them. */
async function lockAndGo(simulation: Simulation): Promise<void> {
  const { random, people, world } = simulation;
  const chosen = someEditor(simulation);
  if (!chosen || people.length < 3 || chosen.actor.client.unsentCount > 0) return simulation.idle();
  const { actor, editor } = chosen;
  lockSome(simulation, actor, editor);
  await world.run(random.below(300));
  leaveBehind(simulation, actor);
}

/** Has somebody go, with or without a word. */
export function leaveBehind(simulation: Simulation, actor: Actor): void {
  if (simulation.random.chance(0.5)) actor.client.leave();
  else {
    // Words typed just before die with the window.
    for (const { text } of actor.editors.values()) touch(simulation, text, 0, text.length);
    actor.client.abandon();
  }
  simulation.closed(actor);
}

function lockSome(simulation: Simulation, actor: Actor, { document }: Editor): void {
  const { random, world } = simulation;
  const start = 1 + random.below(document.toString().split('\n').length);
  const lines = { start, end: start + random.below(2) };
  const id = newId(actor.environment);
  const wish = {
    id,
    ref: document.ref,
    path: null,
    section: random.chance(0.8) ? { selection: selectionOf(document, lines), lines } : null,
    untilMs: random.chance(0.4) ? world.nowMs + random.below(300_000) : null,
    note: '',
  };
  void lockerOf(actor)
    .acquire(wish)
    .then((outcome) => checkOutcome(simulation, actor, id, outcome))
    .catch(() => undefined);
}

/** Checks that a granted lock is in the log, and a refused one is not. */
function checkOutcome(simulation: Simulation, { name, client }: Actor, id: string, { is }: LockOutcome): void {
  if (client.status.is !== 'online') return;
  const known = client.state.locks.held[id];
  if (is === 'refused' && known) simulation.problem(`${name} was refused a lock that the log has`);
  if (is === 'held' && known && known.person !== client.person) simulation.problem(`the lock of ${name} is another's`);
}

/** Locks all files that fit a pattern, some of which others may have locked. */
function lockByPattern(simulation: Simulation): void {
  const { random, world } = simulation;
  const actor = someone(simulation);
  if (!actor) return simulation.idle();
  const id = newId(actor.environment);
  const untilMs = random.chance(0.8) ? world.nowMs + random.below(60_000) : null;
  const wish = { id, ref: null, path: null, pattern: random.pick(['t*.txt', 'one.txt', '**']), section: null };
  void lockerOf(actor)
    .acquire({ ...wish, untilMs, note: '' })
    .then((outcome) => checkOutcome(simulation, actor, id, outcome))
    .catch(() => undefined);
}

function unlock(simulation: Simulation): void {
  const actor = someone(simulation);
  if (!actor) return simulation.idle();
  const own = lockerOf(actor)
    .list()
    .filter(({ isMine }) => isMine);
  if (own.length === 0) return simulation.idle();
  void lockerOf(actor)
    .release(simulation.random.pick(own).id)
    .catch(() => undefined);
}

function steal(simulation: Simulation): void {
  const actor = someone(simulation);
  if (!actor) return simulation.idle();
  const all = lockerOf(actor).list();
  if (all.length === 0) return simulation.idle();
  void lockerOf(actor)
    .steal(simulation.random.pick(all).id, 'needed')
    .catch(() => undefined);
}

/** Taking, releasing and forcing locks. */
export const locking: Operation[] = [
  { name: 'lock', weight: 5, run: lock },
  { name: 'lock and go', weight: 1.5, run: lockAndGo },
  { name: 'lock by pattern', weight: 1.5, run: lockByPattern },
  { name: 'unlock', weight: 2, run: unlock },
  { name: 'steal', weight: 1, run: steal },
];

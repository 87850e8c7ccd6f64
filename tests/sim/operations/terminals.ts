import { waiting } from '../../../src/shared/capabilities/approvals/approval-state.ts';
import type { TerminalAccess } from '../../../src/shared/capabilities/terminals/access-level.ts';
import { EnsembleError } from '../../../src/shared/core/errors.ts';
import type { Caller } from '../../../src/shared/session/contract.ts';
import type { HostShell } from '../host-shells.ts';
import { scriptedOutput } from '../scripted-shell.ts';
import type { Simulation } from '../simulation.ts';
import { type Operation, someone } from './common.ts';

const levels: readonly TerminalAccess[] = ['none', 'read', 'read', 'approve', 'write'];

/** The owner, as their own window asks the host. */
function ownerOf({ owner, host }: Simulation): Caller {
  return { person: owner, replica: host!.host.replica, isOwner: true, isDirect: true, rights: new Set() };
}

const never = new AbortController().signal;

/** Passes over a refusal or a lost connection, as a window does that shows it; any other error is a fault. */
function patient(simulation: Simulation, done: Promise<unknown>): void {
  void done.catch((thrown) => {
    if (!(thrown instanceof EnsembleError)) simulation.problem(`a terminal failed: ${String(thrown?.stack ?? thrown)}`);
  });
}

/** Picks a terminal that runs at the present host, or at the one of before; a first one is opened and shared. */
async function someShell(simulation: Simulation): Promise<HostShell | null> {
  const { random, host, former, hostAlive } = simulation;
  const running = [...(hostAlive && host ? host.shells.all : []), ...(former?.host.shells.all ?? [])];
  if (running.length > 0 && !(running.length < 3 && random.chance(0.1))) return random.pick(running);
  if (!hostAlive || !host) return null;
  const made = simulation.terminals.open(host);
  share(simulation, made);
  await simulation.world.run(random.below(300));
  return made;
}

/** Shares a terminal with everybody or with some, otherwise than before, or no more. */
function share(simulation: Simulation, { terminal }: HostShell): void {
  const { random, people, host } = simulation;
  const some = people.filter(({ client }) => client.person !== null && random.chance(0.3));
  const given = new Map(some.map(({ client }) => [client.person!, random.pick(levels)]));
  const { handlers } = host!.shells.running;
  const params = { id: terminal.id, access: random.pick(levels), people: [...given] };
  patient(simulation, handlers['terminals.share'](params, ownerOf(simulation), never));
}

async function shareAgain(simulation: Simulation): Promise<void> {
  const found = await someShell(simulation);
  if (!found || !simulation.host?.shells.all.includes(found)) return simulation.idle();
  share(simulation, found);
}

/** Lets a program print: some lines, a progress, a whole screen, now and then much at once. */
async function print(simulation: Simulation): Promise<void> {
  const { random, world, terminals } = simulation;
  const found = await someShell(simulation);
  if (!found) return simulation.idle();
  const { shell, window } = found;
  window.pauseMs = random.chance(0.2) ? random.below(3_000) : 0;
  for (let turn = 1 + random.below(4); turn > 0; turn--) {
    const word = () => terminals.make({ is: 'output', shell: shell.name, by: null });
    for (const piece of scriptedOutput(random, word)) {
      shell.print(piece);
      if (random.chance(0.5)) await world.run(random.below(30));
    }
  }
}

/** Types, as the owner or as a guest, with the right to do so or without. */
async function type(simulation: Simulation): Promise<void> {
  const { random, host, owner, terminals } = simulation;
  const found = await someShell(simulation);
  const actor = random.chance(0.8) ? someone(simulation) : null;
  if (!found || !host || (actor && !found.terminal.ref)) return simulation.idle();
  const { terminal, shell } = found;
  const word = terminals.make({ is: 'input', shell: shell.name, by: actor });
  const data = `${word}\r`;
  if (actor) patient(simulation, actor.client.request('terminals.type', { terminal: terminal.ref!, data }));
  else terminal.write(data, { person: owner, replica: host.host.replica }, true);
}

/** Has the input of a shared terminal logged from now on, or no more. */
async function log(simulation: Simulation): Promise<void> {
  const found = await someShell(simulation);
  if (!found || !simulation.host?.shells.all.includes(found)) return simulation.idle();
  const { handlers } = simulation.host.shells.running;
  const input = simulation.random.chance(0.7);
  patient(simulation, handlers['terminals.log']({ id: found.terminal.id, input }, ownerOf(simulation), never));
}

/** Gives a window of the owner's or a guest's another size. */
async function fit(simulation: Simulation): Promise<void> {
  const { random } = simulation;
  const found = await someShell(simulation);
  if (!found) return simulation.idle();
  const size = { columns: 10 + random.below(40), rows: 2 + random.below(10) };
  const actor = random.chance(0.7) ? someone(simulation) : null;
  const { ref } = found.terminal;
  if (actor && ref) patient(simulation, actor.client.request('terminals.fit', { terminal: ref, ...size }));
  else found.fit(size);
}

/** Proposes a line; the owner agrees, or does not, or never decides. */
async function propose(simulation: Simulation): Promise<void> {
  const { random, world, host, terminals } = simulation;
  const found = await someShell(simulation);
  const actor = someone(simulation);
  if (!found?.terminal.ref || !actor || !host) return simulation.idle();
  const { ref } = found.terminal;
  const text = terminals.make({ is: 'proposed', shell: found.shell.name, by: actor });
  const decides = random.chance(0.8);
  const run = random.chance(0.6);
  const waitMs = random.below(400);
  patient(simulation, actor.client.request('terminals.propose', { terminal: ref, text }));
  await world.run(waitMs);
  if (!decides) return;
  const choice = run ? 'run' : 'refuse';
  for (const { id, wish } of waiting(host.host.state))
    if (wish?.is === 'line')
      void host.host.publish('approval.answered', { approval: id, choice }).catch(() => undefined);
}

/** Asks for terminals that are not meant for the asker. */
async function peek(simulation: Simulation): Promise<void> {
  const { random } = simulation;
  const found = await someShell(simulation);
  const actor = someone(simulation);
  if (!found?.terminal.ref || !actor) return simulation.idle();
  actor.looks.peek(found.terminal.ref, random.below(2_000));
}

/** Reloads the window of the owner. */
async function reload(simulation: Simulation): Promise<void> {
  const found = await someShell(simulation);
  if (!found) return simulation.idle();
  found.reload();
}

/** Ends a shell by itself, or closes its terminal. */
async function end(simulation: Simulation): Promise<void> {
  const { random } = simulation;
  const found = await someShell(simulation);
  if (!found) return simulation.idle();
  if (random.chance(0.5)) found.shell.exit(random.below(3));
  else found.terminal.close();
}

/** Terminals of the host, and what others do in them. */
export const sharingTerminals: readonly Operation[] = [
  { name: 'print in a terminal', weight: 3, run: print },
  { name: 'share a terminal', weight: 1.5, run: shareAgain },
  { name: 'type into a terminal', weight: 1.5, run: type },
  { name: 'log what is typed', weight: 0.5, run: log },
  { name: 'fit a terminal', weight: 1, run: fit },
  { name: 'propose a line', weight: 1, run: propose },
  { name: 'peek at a terminal', weight: 0.7, run: peek },
  { name: 'reload with a terminal', weight: 0.7, run: reload },
  { name: 'end a terminal', weight: 0.7, run: end },
];

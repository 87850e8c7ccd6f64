import { HostLocker } from '../../src/client/locks/host-locker.ts';
import { selectionOf } from '../../src/client/locks/lock-lines.ts';
import { SessionLocker } from '../../src/client/locks/session-locker.ts';
import { FileLocker } from '../../src/main/locks/file-locker.ts';
import type { LockFolder } from '../../src/main/locks/lock-folder.ts';
import { createLockService } from '../../src/main/locks/lock-service.ts';
import { documentAt } from '../../src/shared/capabilities/documents/paths.ts';
import type { Locker } from '../../src/shared/capabilities/locks/locker.ts';
import type { Environment } from '../../src/shared/core/environment.ts';
import { roleRights } from '../../src/shared/core/rights.ts';
import type { Workspace } from '../../src/shared/session/contract.ts';
import type { Actor } from '../sim/cast.ts';
import { Simulation } from '../sim/simulation.ts';
import { VirtualWorld } from '../sim/virtual-world.ts';
import type { LockerStage, Who } from './locker-contract.ts';
import { sampleId } from './sample-entries.ts';

const tenLines = Array.from({ length: 10 }, (_, index) => `line ${index + 1}\n`).join('');

/** A lock folder in memory, as fast as thought. */
export class MemoryLockFolder implements LockFolder {
  readonly files = new Map<string, string>();

  async list(): Promise<string[]> {
    return [...this.files.keys()];
  }

  async read(name: string): Promise<string | null> {
    return this.files.get(name) ?? null;
  }

  async write(name: string, text: string): Promise<void> {
    this.files.set(name, text);
  }

  async remove(name: string): Promise<void> {
    this.files.delete(name);
  }
}

/** A computer that can stop: then none of its timers runs any more. */
function stoppable(environment: Environment): { environment: Environment; stop: () => void } {
  let stopped = false;
  const setTimer: Environment['setTimer'] = (run, delayMs) =>
    environment.setTimer(() => {
      if (!stopped) run();
    }, delayMs);
  return {
    environment: { ...environment, setTimer },
    stop: () => {
      stopped = true;
    },
  };
}

const fileWish: LockerStage['wish'] = (_who, id, path, lines) => ({
  id,
  ref: null,
  path,
  section: lines && { selection: null, lines: { start: lines[0], end: lines[1] } },
  untilMs: null,
  note: 'a note',
});

/** The host's answers to its own window, without the wire between them. */
function workspaceOf(service: ReturnType<typeof createLockService>): Workspace {
  const caller = { person: sampleId('ann'), replica: sampleId('window'), isOwner: true, rights: roleRights.owner };
  const request = async (method: keyof typeof service, params: never) =>
    service[method](params, caller, new AbortController().signal);
  return { request } as unknown as Workspace;
}

/** Two computers and a shared folder. */
export function fileStage(folder: LockFolder, throughHost = false): LockerStage {
  const world = new VirtualWorld(1);
  const computers = { ann: stoppable(world.environment()), bob: stoppable(world.environment()) };
  const make = (who: Who, name: string): Locker => {
    const { environment } = computers[who];
    const options = { folder, environment, person: sampleId(who), name, machine: `${who}s-computer` };
    if (!throughHost) return new FileLocker(options);
    return new HostLocker(workspaceOf(createLockService(options)), environment);
  };
  const [ann, bob] = [make('ann', 'Ann'), make('bob', 'Bob')];
  const settled = async () => {
    for (const locker of [ann, bob]) if (locker instanceof FileLocker) await locker.settled();
  };
  // As a view does that shows them.
  const stops = [ann.onChanged(() => undefined), bob.onChanged(() => undefined)];
  return {
    ann,
    bob,
    nowMs: () => world.nowMs,
    wish: fileWish,
    pass: async (durationMs) => {
      for (let passedMs = 0; passedMs < durationMs; passedMs += 1000) {
        await settled();
        await world.run(1000);
      }
      await settled();
    },
    crashAnn: computers.ann.stop,
    close: () => {
      for (const stop of stops) stop();
      for (const { stop } of Object.values(computers)) stop();
    },
  };
}

/** A session with two people who have both files open. */
export class SessionStage implements LockerStage {
  readonly simulation = new Simulation(7);
  readonly actors: Record<Who, Actor>;
  readonly ann: Locker;
  readonly bob: Locker;

  private constructor(simulation: Simulation, way: (actor: Actor) => Locker, actors: Record<Who, Actor>) {
    this.simulation = simulation;
    this.actors = actors;
    this.ann = way(actors.ann);
    this.bob = way(actors.bob);
  }

  static async open(way: (actor: Actor) => Locker = ({ client }) => new SessionLocker(client)): Promise<SessionStage> {
    const simulation = new Simulation(7);
    for (const path of ['one.txt', 'two.txt']) simulation.disk.setText(path, tenLines);
    await simulation.startServer();
    await simulation.startHost();
    const actors = { ann: simulation.addActor(undefined, 'Ann'), bob: simulation.addActor(undefined, 'Bob') };
    await simulation.world.run(500);
    for (const actor of Object.values(actors)) for (const path of ['one.txt', 'two.txt']) void actor.edit(path);
    await simulation.world.run(500);
    return new SessionStage(simulation, way, actors);
  }

  nowMs(): number {
    return this.simulation.world.nowMs;
  }

  wish(who: Who, id: string, path: 'one.txt' | 'two.txt', lines: [number, number] | null) {
    const { client } = this.actors[who];
    const ref = documentAt(client.state, path)!;
    const at = lines && { start: lines[0], end: lines[1] };
    const section = at && { selection: selectionOf(client.documents.get(ref)!, at), lines: at };
    return { id, ref, path, section, untilMs: null, note: 'a note' };
  }

  async pass(durationMs: number): Promise<void> {
    await this.simulation.world.run(durationMs);
  }

  crashAnn(): void {
    this.actors.ann.client.abandon();
  }

  close(): void {
    this.simulation.stop();
  }
}

import type { Actor } from '../cast.ts';
import { Simulation } from '../simulation.ts';
import { act } from './acting.ts';
import { HeldWire } from './held-wire.ts';
import type { Trace, TraceStep } from './trace.ts';
import { Typist } from './typist.ts';

const path = 'trace.txt';
const names = ['Ada', 'Ben', 'Cleo', 'Dan'];
const tickMs = 10;
const restMs = 5000;

const start = Array.from({ length: 30 }, (_, index) =>
  index % 6 === 0
    ? `## Part ${index / 6 + 1} of the plan for the harbour\n`
    : `Line ${index} of the notes of that day.\n`,
).join('');

interface Author {
  actor: Actor;
  /** Yjs client id of this author. */
  client: number;
  wire: HeldWire;
  typist: Typist;
  /** Steps, with the seq up to which this author knew the log then. */
  done: { applied: number; what: TraceStep[2]; markSeq?: number }[];
  backMs: number | null;
}

/** Has four typists with a real network between them write for a while, and gives their steps. */
export async function record(seed: number, stepCount: number): Promise<Trace> {
  const run = new Recording(seed);
  try {
    return await run.run(stepCount);
  } finally {
    run.simulation.stop();
  }
}

const clientOf = (actor: Actor) => actor.editors.values().next().value!.document.yText.doc!.clientID;

class Recording {
  readonly simulation: Simulation;
  readonly #authors: Author[] = [];
  /** The edits, in the order of the log; the log itself may be trimmed. */
  readonly #logged: { by: string; seq: number }[] = [];

  constructor(seed: number) {
    this.simulation = new Simulation(seed);
    this.simulation.disk.files.set(path, new TextEncoder().encode(start));
  }

  async run(stepCount: number): Promise<Trace> {
    const { simulation } = this;
    const { world } = simulation;
    await simulation.startServer();
    await simulation.startHost();
    simulation.host!.disk.events.on('entry', ({ kind, by, seq }) => {
      if (kind === 'doc.updated') this.#logged.push({ by, seq });
    });
    for (const name of names) {
      const wire = new HeldWire();
      const actor = simulation.addActor(undefined, name, wire.through);
      await world.run(200);
      await Promise.all([actor.edit(path), world.run(500)]);
      const { document } = actor.editors.values().next().value!;
      const typist = new Typist(document, world.random);
      this.#authors.push({ actor, client: clientOf(actor), wire, typist, done: [], backMs: null });
    }
    simulation.weather = { latencyMs: 40, jitterMs: 250, cut: 0, doubled: 0, dropped: 0 };
    while (this.#count < stepCount) await this.#tick();
    for (const author of this.#authors) if (author.backMs !== null) await this.#comeBack(author);
    await world.run(restMs);
    return this.#trace();
  }

  get #count(): number {
    return this.#authors.reduce((sum, { done }) => sum + done.length, 0);
  }

  async #tick(): Promise<void> {
    const { world } = this.simulation;
    await world.run(tickMs);
    for (const author of this.#authors) {
      if (author.backMs !== null && world.nowMs > author.backMs) await this.#comeBack(author);
      else if (author.typist.nextMs <= world.nowMs) this.#step(author);
    }
    const someone = world.random.pick(this.#authors);
    if (world.random.chance(0.0015) && someone.backMs === null) await this.#cut(someone);
  }

  #step({ actor, typist, done }: Author): void {
    const { document } = actor.editors.values().next().value!;
    const taken = this.#authors.filter((other) => other.actor !== actor).map((other) => other.typist.offset);
    const what = typist.next(this.simulation.world.nowMs, taken);
    if (what === null) return;
    const [applied, unsent] = [actor.client.applied, actor.client.unsentCount];
    act(document, what);
    // An action without effect, such as taking back text that others have deleted, is no step.
    if (actor.client.unsentCount === unsent) return;
    typist.did(what);
    done.push({ applied, what });
  }

  async #cut({ actor, wire, done }: Author): Promise<void> {
    await this.simulation.world.run(restMs);
    const applied = actor.client.applied;
    wire.cut();
    done.push({ applied, what: 'cut', markSeq: applied });
    const author = this.#authors.find((each) => each.wire === wire)!;
    author.backMs = this.simulation.world.nowMs + 3000 + this.simulation.random.below(20_000);
  }

  /** Reconnects an author; nobody else types meanwhile, so that their edits come into the log together. */
  async #comeBack(author: Author): Promise<void> {
    const { actor, wire, done } = author;
    const { world } = this.simulation;
    await world.run(restMs);
    wire.isUp = true;
    actor.client.reconnect();
    await world.run(restMs);
    author.backMs = null;
    done.push({ applied: actor.client.applied, what: 'back', markSeq: actor.client.applied });
  }

  /** Lists everything in the order of the log; steps that are no entries stand behind the entries of their time. */
  #trace(): Trace {
    const { text } = this.#authors[0]!.actor.editors.values().next().value!;
    const all = this.#authors.flatMap(({ actor, client, done }, author) => {
      // An edit of theirs was refused: a replay could not do that again.
      if (clientOf(actor) !== client) throw new Error(`the copy of ${actor.name} was made anew`);
      const own = this.#logged.filter(({ by }) => by === actor.client.replica);
      if (own.length !== done.filter(({ markSeq }) => markSeq === undefined).length)
        throw new Error(`${actor.name} did not do what was recorded`);
      return done.map(({ applied, what, markSeq }) => {
        return { author, applied, what, seq: markSeq === undefined ? own.shift()!.seq : markSeq + 0.5 };
      });
    });
    all.sort((a, b) => a.seq - b.seq);
    const steps = all.map(({ author, applied, what }, at): TraceStep => {
      const known = Math.min(at, all.filter(({ seq }) => seq <= applied).length);
      return [author, known, what] as TraceStep;
    });
    const clients = this.#authors.map(({ client }) => client);
    return { format: 'ensemble-trace-1', authors: names, clients, start, end: text, steps };
  }
}

import { saveFile } from '../../../src/client/shared-file.ts';
import type { Actor, Editor } from '../cast.ts';
import { Simulation } from '../simulation.ts';
import { calm } from '../wire.ts';
import { act } from './acting.ts';
import { delayed, HeldWire } from './held-wire.ts';
import type { Trace, TraceStep } from './trace.ts';
import type { Act } from './typist.ts';

const path = 'trace.txt';
const readers = 2;
/** Longest delay of a reader. */
const delayMs = 400;
const patienceMs = 20_000;
/** Average time between two steps: the server takes no more than people type. */
const stepMs = 20;
/** Probability that an idle author receives the entries that have come meanwhile. */
const hearing = 0.3;

interface Author {
  actor: Actor;
  wire: HeldWire;
  /** Places of this author's steps that are still to come, the next first. */
  ahead: number[];
  /** Places in the trace of steps done while cut off. */
  unsent: number[];
  /** Seqs of this author's edits in this run's log. */
  logged: number[];
}

export interface Replayed {
  /** Final text of each author, of readers with delays of their own, of a latecomer, and of the disk. */
  texts: Record<string, string>;
  problems: string[];
}

/**
 * Runs a trace through the real session server, a real host and real clients, on wires whose delays come from the seed.
 */
export async function replay(trace: Trace, seed: number): Promise<Replayed> {
  const run = new Replay(trace, seed);
  try {
    return await run.run();
  } finally {
    run.simulation.stop();
  }
}

class Replay {
  readonly simulation: Simulation;
  readonly #trace: Trace;
  readonly #authors: Author[] = [];
  /** Seq of each step in this run's log, once it has one. */
  readonly #seqs: (number | null)[] = [];

  constructor(trace: Trace, seed: number) {
    this.#trace = trace;
    this.simulation = new Simulation(seed);
    this.simulation.weather = calm;
    this.simulation.disk.files.set(path, new TextEncoder().encode(trace.start));
  }

  async run(): Promise<Replayed> {
    const { simulation } = this;
    const { world } = simulation;
    await simulation.startServer();
    await simulation.startHost();
    simulation.host!.disk.events.on('entry', ({ kind, by, seq }) => {
      if (kind === 'doc.updated') this.#authors.find(({ actor }) => actor.client.replica === by)?.logged.push(seq);
    });
    for (const name of this.#trace.authors) await this.#addAuthor(name);
    const slow = delayed(world, delayMs);
    const watching: Actor[] = [];
    for (let i = 0; i < readers; i++)
      watching.push(await this.#open(simulation.addActor(undefined, `reader ${i}`, slow)));
    for (const [at, step] of this.#trace.steps.entries()) await this.#take(at, step);
    for (const { wire } of this.#authors) wire.allow(Number.POSITIVE_INFINITY);
    await world.run(patienceMs);
    const late = await this.#open(simulation.addActor(undefined, 'late', slow));
    const { document } = editorOf(late);
    const saved = saveFile(late.client, document);
    await world.run(patienceMs);
    await saved;
    const everyone = [...this.#authors.map(({ actor }) => actor), ...watching, late];
    const disk = new TextDecoder().decode((await simulation.disk.read(path)) ?? new Uint8Array());
    const texts = Object.fromEntries(everyone.map((actor) => [actor.name, editorOf(actor).text]));
    return { texts: { ...texts, disk }, problems: simulation.problems };
  }

  async #addAuthor(name: string): Promise<void> {
    const wire = new HeldWire();
    const actor = await this.#open(this.simulation.addActor(undefined, name, wire.through));
    const by = this.#authors.length;
    const client = this.#trace.clients?.[by];
    if (client !== undefined) editorOf(actor).document.yText.doc!.clientID = client;
    const ahead = this.#trace.steps.flatMap(([author], at) => (author === by ? [at] : []));
    this.#authors.push({ actor, wire, ahead, unsent: [], logged: [] });
    wire.allow(await this.#head());
  }

  async #open(actor: Actor): Promise<Actor> {
    await this.#until(() => actor.client.status.is === 'online' && actor.client.state.host !== null);
    const opened = actor.edit(path);
    await this.#until(() => actor.editors.size > 0);
    await opened;
    return actor;
  }

  async #until(reached: () => boolean | Promise<boolean>): Promise<void> {
    const { world } = this.simulation;
    const endMs = world.nowMs + patienceMs;
    while (!(await reached())) {
      if (world.nowMs > endMs) throw new Error('the replay comes to no rest');
      await world.run(2);
    }
  }

  #head(): Promise<number> {
    return this.simulation.log.head(this.simulation.id);
  }

  async #take(at: number, [by, , what]: TraceStep): Promise<void> {
    const { world } = this.simulation;
    const author = this.#authors[by]!;
    await this.#hear(author, by);
    author.ahead.shift();
    this.#seqs[at] = null;
    if (what === 'cut') author.wire.cut();
    else if (what === 'back') await this.#comeBack(author);
    else await this.#do(author, at, what);
    await world.run(world.random.below(2 * stepMs));
    for (const [index, other] of this.#authors.entries())
      if (world.random.chance(hearing)) await this.#hear(other, index);
  }

  /** Hands somebody the entries in the log by now, but none that they do not know at their next step. */
  async #hear({ actor, wire, ahead, unsent }: Author, me: number): Promise<void> {
    if (!wire.isUp || unsent.length > 0) return;
    const next = ahead[0];
    const known = next === undefined ? Number.POSITIVE_INFINITY : this.#trace.steps[next]![1];
    let upTo = await this.#head();
    for (let at = known; at < this.#seqs.length; at++) {
      const seq = this.#seqs[at];
      if (this.#trace.steps[at]![0] === me || seq === null || seq === undefined) continue;
      upTo = seq - 1;
      break;
    }
    wire.allow(upTo);
    const newest = this.#seqs.slice(0, known).findLast((seq) => typeof seq === 'number') ?? 0;
    await this.#until(() => actor.client.applied >= newest);
  }

  async #do({ actor, wire, unsent, logged }: Author, at: number, what: Act): Promise<void> {
    const before = logged.length;
    act(editorOf(actor).document, what);
    if (!wire.isUp) {
      unsent.push(at);
      return;
    }
    await this.#until(() => logged.length > before);
    const seq = logged.at(-1)!;
    this.#seqs[at] = seq;
    await this.#until(() => this.#authors.every((other) => !other.wire.isUp || other.wire.reached >= seq));
  }

  async #comeBack({ actor, wire, unsent, logged }: Author): Promise<void> {
    const from = logged.length;
    wire.isUp = true;
    wire.allow(Number.POSITIVE_INFINITY);
    actor.client.reconnect();
    await this.#until(() => actor.client.status.is === 'online' && logged.length === from + unsent.length);
    const head = await this.#head();
    await this.#until(() => actor.client.applied >= head && editorOf(actor).document.status === 'ready');
    for (const [index, at] of unsent.splice(0).entries()) this.#seqs[at] = logged[from + index]!;
    wire.allow(head);
  }
}

/** Finds the one editor of somebody here. Throws when it shows another text than its document has. */
function editorOf(actor: Actor): Editor {
  const editor = actor.editors.values().next().value!;
  if (editor.text !== editor.document.toString()) throw new Error(`the editor of ${actor.name} shows another text`);
  return editor;
}

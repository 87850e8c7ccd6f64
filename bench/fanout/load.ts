import { percentile } from '../lib/report.ts';
import type { LoadOrder, LoadResult } from './messages.ts';
import { ensemble } from './systems/ensemble.ts';
import type { FullClient, RawPerson, System } from './systems/system.ts';
import { hocuspocus, yWebsocket } from './systems/yjs-peers.ts';
import { usageNow } from './usage.ts';

const systems: Record<string, System> = { ensemble, hocuspocus, 'y-websocket': yWebsocket };
const editsPerSecond = 5;
/** Edits before the measurement, as far as a server's limits allow, so that every server runs compiled code. */
const warmUpEdits = 3000;
const warmUpEditsPerSecond = 80;
/** Full clients that join after the typing, and must find the same text as the one that was there from the start. */
const latecomers = 3;
/** Number of people who measure; all others only receive. */
const listeners = 6;
const warmUpSeconds = 2;
const drainWithinMs = 100_000;

/** All typists, and their measurements. */
class Crowd {
  readonly people: RawPerson[] = [];
  readonly full: FullClient[] = [];
  readonly #sentMs: number[][] = [];
  readonly #heard: number[] = [];
  #samples = new Float64Array(1024);
  #count = 0;
  #measuring = false;
  edits = 0;

  async gather(system: System, port: number, count: number): Promise<void> {
    await system.prepare(port);
    this.full.push(await system.fullClient(port));
    for (let from = 0; from < count; from += 20) {
      const some = Array.from({ length: Math.min(20, count - from) }, (_, index) =>
        system.rawPerson(port, from + index),
      );
      this.people.push(...(await Promise.all(some)));
    }
    for (const _ of this.people) this.#sentMs.push([]);
    const step = Math.max(1, Math.floor(count / listeners));
    for (let i = 0; i < listeners; i++) this.#listen(i, (i * step) % count);
  }

  #listen(listener: number, at: number): void {
    this.#heard[listener] = 0;
    this.people[at]!.listen((person, clock, receivedMs) => {
      this.#heard[listener]!++;
      if (!this.#measuring || person === at) return;
      if (this.#count === this.#samples.length) {
        const longer = new Float64Array(this.#count * 2);
        longer.set(this.#samples);
        this.#samples = longer;
      }
      this.#samples[this.#count++] = receivedMs - this.#sentMs[person]![clock]!;
    });
  }

  /** Types for everyone at an even pace, beginning at a moment of their own. */
  type(seconds: number, perSecond: number, measuring: boolean): Promise<void> {
    this.#measuring = measuring;
    const everyMs = 1000 / perSecond;
    const startMs = performance.now();
    const dueMs = this.people.map(() => startMs + Math.random() * everyMs);
    const left = this.people.map(() => Math.ceil(seconds * perSecond));
    return new Promise((resolve) => {
      const timer = setInterval(() => {
        const nowMs = performance.now();
        let typing = false;
        for (const [person, raw] of this.people.entries()) {
          if (left[person]! <= 0) continue;
          typing = true;
          if (dueMs[person]! > nowMs) continue;
          dueMs[person]! += everyMs;
          left[person]!--;
          this.edits++;
          const sent = this.#sentMs[person]!;
          const clock = sent.push(performance.now()) - 1;
          raw.type(clock);
        }
        if (typing) return;
        clearInterval(timer);
        resolve();
      }, 1);
    });
  }

  /** Resolves once everyone who can tell has everything; gives the missing part when that takes too long. */
  drained(): Promise<string | null> {
    const endMs = performance.now() + drainWithinMs;
    return new Promise((resolve) => {
      const timer = setInterval(() => {
        const missing = this.#missing();
        if (missing !== null && performance.now() < endMs) return;
        clearInterval(timer);
        resolve(missing);
      }, 20);
    });
  }

  #missing(): string | null {
    const late = this.#heard.findIndex((heard) => heard < this.edits);
    if (late >= 0) return `listener ${late} heard ${this.#heard[late]} of ${this.edits} edits`;
    const short = this.full.find(({ text }) => text.length < this.edits);
    return short ? `a full client has ${short.text.length} of ${this.edits} letters` : null;
  }

  async addLatecomers(system: System, port: number): Promise<void> {
    for (let i = 0; i < latecomers; i++) this.full.push(await system.fullClient(port));
  }

  /** Difference between the typed and the final text, in words, or null. */
  get objection(): string | null {
    const [first, ...others] = this.full.map(({ text }) => text);
    if (first!.length !== this.edits) return `the text has ${first!.length} letters, ${this.edits} were typed`;
    if (others.some((text) => text !== first)) return 'the full clients have different texts';
    const closed = this.people.filter(({ isOpen }) => !isOpen).length;
    return closed > 0 ? `${closed} connections were lost` : null;
  }

  get latencies(): Float64Array {
    return this.#samples.slice(0, this.#count).sort();
  }
}

const say = (is: string) => process.send?.({ is });
const word = (is: string) =>
  new Promise<void>((resolve) => {
    const listen = (message: { is: string }) => {
      if (message.is !== is) return;
      process.off('message', listen);
      resolve();
    };
    process.on('message', listen);
  });

async function run({ system, port, people, seconds }: LoadOrder): Promise<void> {
  const crowd = new Crowd();
  await crowd.gather(systems[system]!, port, people);
  const warmUpRate = Math.min(warmUpEditsPerSecond, Math.max(editsPerSecond, warmUpEdits / warmUpSeconds / people));
  await crowd.type(Math.min(warmUpSeconds, seconds), warmUpRate, false);
  let lost = await crowd.drained();
  say('warm');
  await word('go');
  const before = crowd.edits;
  await crowd.type(seconds, editsPerSecond, true);
  say('typed');
  lost ??= await crowd.drained();
  say('drained');
  await word('finish');
  await crowd.addLatecomers(systems[system]!, port);
  const sorted = crowd.latencies;
  const [p50Ms, p95Ms, p99Ms] = [0.5, 0.95, 0.99].map((share) => percentile(sorted, share)) as [number, number, number];
  const edits = crowd.edits - before;
  const result: LoadResult = {
    is: 'result',
    edits,
    p50Ms,
    p95Ms,
    p99Ms,
    samples: sorted.length,
    lost: lost ?? crowd.objection,
  };
  process.send?.(result);
}

process.once('disconnect', () => process.exit(0));
process.once('SIGTERM', () => process.exit(0));
process.on('message', (message: { is: string }) => {
  if (message.is === 'usage') process.send?.(usageNow());
  if (message.is === 'start') void run(message as LoadOrder);
});
say('ready');

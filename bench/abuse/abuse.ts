import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TextDocument } from '../../src/client/text-document.ts';
import { RunningHost } from '../../tests/e2e/lib/running-host.ts';
import { ScriptedGuest } from '../../tests/e2e/lib/scripted-guest.ts';
import { PinnedChild } from '../lib/pinned-child.ts';
import { type Cell, percentile, report } from '../lib/report.ts';
import type { Attacked } from './messages.ts';
import { worstFrames } from './worst-frames.ts';

const path = 'measured.txt';
/** Limit on the p95 in which others' keys show, whatever one guest sends. */
const limitMs = 100;
const keyEveryMs = 40;
/** Time limit of one case, however slow the host has become. */
const withinMs = 5_000;
const afterMs = 3000;

/** Times the way of one person's keys to another. */
class Keys {
  readonly #typist: TextDocument;
  readonly #reader: TextDocument;
  readonly #latenciesMs: number[] = [];
  #sentMs: number | null = null;
  #timer: NodeJS.Timeout | null = null;

  constructor(typist: TextDocument, reader: TextDocument) {
    this.#typist = typist;
    this.#reader = reader;
    this.#reader.onEdits(() => {
      if (this.#sentMs !== null) this.#latenciesMs.push(performance.now() - this.#sentMs);
      this.#sentMs = null;
    });
  }

  start(): void {
    this.#timer = setInterval(() => {
      // A key that is still on its way counts with its whole time in the end.
      if (this.#sentMs !== null) return;
      this.#sentMs = performance.now();
      this.#typist.edit([{ offset: 0, deleteLength: this.#typist.length > 2000 ? 1 : 0, insertText: 'k' }]);
    }, keyEveryMs);
  }

  /** Gives the times of all keys since the start, in milliseconds, sorted. */
  stop(): Float64Array {
    if (this.#timer) clearInterval(this.#timer);
    if (this.#sentMs !== null) this.#latenciesMs.push(performance.now() - this.#sentMs);
    this.#sentMs = null;
    return Float64Array.from(this.#latenciesMs.splice(0)).sort();
  }
}

/**
 * Sends from one guest many frames of the worst kind of each kind and method, one after another, while two others type.
 * Exit code 0: their keys stayed fast; 1: they did not; 2: the run is void, since a connection of theirs was lost.
 */
export async function runAbuse({ frames, only }: { frames: number; only: readonly string[] }): Promise<number> {
  const host = await RunningHost.start();
  const guests: ScriptedGuest[] = [];
  const attacker = new PinnedChild('the attacker', 0, [join(import.meta.dirname, 'attacker.ts')]);
  try {
    await writeFile(join(host.folder, path), 'a line\n');
    await attacker.next('ready');
    const [ada, bob] = [await ScriptedGuest.join(host.link, 'Ada'), await ScriptedGuest.join(host.link, 'Bob')];
    guests.push(ada, bob);
    const [theirs, read] = [await ada.open(path), await bob.open(path)];
    attacker.send({ is: 'join', link: host.link, ref: theirs.ref, path } as { is: string });
    await attacker.next('joined');
    const keys = new Keys(theirs, read);
    const rows: Record<string, Cell>[] = [];
    for (const name of ['nothing', ...Object.keys(worstFrames)].filter(
      (each) => only.length === 0 || only.includes(each),
    )) {
      keys.start();
      const attacked = name === 'nothing' ? nothing : await attack(attacker, name, frames);
      // Work that waits at the host is felt after the last frame was sent.
      await pause(afterMs);
      const timesMs = keys.stop();
      rows.push({
        case: name,
        sent: attacked.sent,
        closed: attacked.closed,
        told: Object.entries(attacked.told)
          .map(([code, times]) => `${times} ${code}`)
          .join(', '),
        keys: timesMs.length,
        'p95 ms': percentile(timesMs, 0.95),
        'limit ms': limitMs,
      });
    }
    report('abuse', rows);
    if (ada.drops + bob.drops > 0) {
      console.log('void: a connection of those who typed was lost');
      return 2;
    }
    return rows.every((row) => (row['p95 ms'] as number) < limitMs) ? 0 : 1;
  } finally {
    // They would dial for ever.
    for (const guest of guests) guest.leave();
    await attacker.close();
    await host.close();
  }
}

async function attack(attacker: PinnedChild, name: string, frames: number): Promise<Attacked> {
  attacker.send({ is: 'attack', name, frames, withinMs } as { is: string });
  return attacker.next<Attacked>('attacked');
}

const nothing: Attacked = { is: 'attacked', sent: 0, closed: 0, told: {} };

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RunningHost } from '../../tests/e2e/lib/running-host.ts';
import { ScriptedGuest } from '../../tests/e2e/lib/scripted-guest.ts';
import { ownWindow } from '../../tests/lib/own-window.ts';
import { heapAfterCollection, residentMb } from './memory.ts';

const perFolder = 200;
const atOnce = 16;
const starts = 3;

/** Cost of many documents that were opened over time, for the host and for a guest's window. */
export interface DocumentsCost {
  /** Growth of the guest's heap, and of the host's memory, in MB. */
  guestMb: number;
  hostMb: number;
  /** Times from the host's start until it is ready, with few documents in its log, and with many. */
  fewMs: number;
  manyMs: number;
  lostConnections: number;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

/** Has a guest open so many files one after another, and close each again; and starts the host anew. */
export async function documentsCost(few: number, count: number): Promise<DocumentsCost> {
  const host = await RunningHost.start();
  const paths = Array.from({ length: count }, (_, index) => `many/${Math.floor(index / perFolder)}/${index}.txt`);
  for (let folder = 0; folder * perFolder < count; folder++)
    await mkdir(join(host.folder, 'many', `${folder}`), { recursive: true });
  for (const path of paths) await writeFile(join(host.folder, path), `text of ${path}\n`);
  const startsMs = async () => {
    const times: number[] = [];
    for (let round = 0; round < starts; round++) {
      await host.end('SIGTERM');
      const beganMs = performance.now();
      await host.restart();
      times.push(performance.now() - beganMs);
    }
    return median(times);
  };
  try {
    await withOpener(host, (opener) => opener.open(paths.slice(0, few)));
    const fewMs = await startsMs();
    const cost = await withOpener(host, async (opener) => {
      // Things that are made once are no growth.
      await opener.open(paths.slice(few, perFolder));
      const [heapMb, hostMb] = [heapAfterCollection(), residentMb(host.pid)];
      await opener.open(paths.slice(perFolder));
      const grown = { guestMb: heapAfterCollection() - heapMb, hostMb: residentMb(host.pid) - hostMb };
      return { ...grown, lostConnections: opener.lostConnections };
    });
    return { ...cost, fewMs, manyMs: await startsMs() };
  } finally {
    await host.close();
  }
}

/** A guest who opens files that the host's own window has made documents of, and closes each again. */
interface Opener {
  open: (paths: readonly string[]) => Promise<void>;
  readonly lostConnections: number;
}

async function withOpener<T>(host: RunningHost, run: (opener: Opener) => Promise<T>): Promise<T> {
  const own = await ownWindow(host.url);
  const guest = await ScriptedGuest.join(host.link, 'Opener');
  // A guest alone would be told that so many at a time are too many.
  const openOne = async (path: string) => {
    const { ref } = await own.direct.request('documents.open', { path });
    await guest.client.documents.open(ref);
    guest.client.documents.close(ref);
  };
  const open = async (paths: readonly string[]) => {
    for (let at = 0; at < paths.length; at += atOnce) await Promise.all(paths.slice(at, at + atOnce).map(openOne));
  };
  try {
    return await run({
      open,
      get lostConnections() {
        return guest.drops;
      },
    });
  } finally {
    guest.leave();
    own.client.leave();
    own.direct.close();
  }
}

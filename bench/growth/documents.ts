import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RunningHost } from '../../tests/e2e/lib/running-host.ts';
import { ScriptedGuest } from '../../tests/e2e/lib/scripted-guest.ts';
import { ownWindow } from '../../tests/lib/own-window.ts';
import { heapAfterCollection, residentMb } from './memory.ts';

const perFolder = 200;
const atOnce = 16;

/** Cost of many documents that were opened over time, for the host and for a guest's window. */
export interface DocumentsCost {
  /** Growth of the guest's heap, and of the host's memory, in MB. */
  guestMb: number;
  hostMb: number;
  /** Time from the host's start until it is ready: before there were documents, and with all of them in its log. */
  startMs: number;
  startWithAllMs: number;
  lostConnections: number;
}

/** Has a guest open so many files one after another, and close each again; then starts the host anew. */
export async function documentsCost(count: number): Promise<DocumentsCost> {
  const host = await RunningHost.start();
  const paths = Array.from({ length: count }, (_, index) => `many/${Math.floor(index / perFolder)}/${index}.txt`);
  for (let folder = 0; folder * perFolder < count; folder++)
    await mkdir(join(host.folder, 'many', `${folder}`), { recursive: true });
  for (const path of paths) await writeFile(join(host.folder, path), `text of ${path}\n`);
  const restart = async () => {
    await host.end('SIGTERM');
    const beganMs = performance.now();
    await host.restart();
    return performance.now() - beganMs;
  };
  const startMs = await restart();
  const own = await ownWindow(host.url);
  const guest = await ScriptedGuest.join(host.link, 'Opener');
  const leave = () => {
    guest.leave();
    own.client.leave();
    own.direct.close();
  };
  try {
    const openAll = async (some: readonly string[]) => {
      for (let at = 0; at < some.length; at += atOnce)
        await Promise.all(
          some.slice(at, at + atOnce).map(async (path) => {
            // A guest alone would be told that so many at a time are too many.
            const { ref } = await own.direct.request('documents.open', { path });
            await guest.client.documents.open(ref);
            guest.client.documents.close(ref);
          }),
        );
    };
    // Things that are made once are no growth.
    await openAll(paths.slice(0, perFolder));
    const [heapMb, hostMb] = [heapAfterCollection(), residentMb(host.pid)];
    await openAll(paths.slice(perFolder));
    const cost = { guestMb: heapAfterCollection() - heapMb, hostMb: residentMb(host.pid) - hostMb };
    const lostConnections = guest.drops;
    leave();
    return { ...cost, startMs, startWithAllMs: await restart(), lostConnections };
  } finally {
    leave();
    await host.close();
  }
}

import { stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Down } from '../../shared/session/contract.ts';
import { writeNewFile } from '../machine/new-file.ts';

type Part = Down<'library.export'>;
type Sink = (bytes: Uint8Array) => Promise<void>;

/** Destination of the files that are made of a recording. */
export interface ExportTarget {
  readonly places: string[];
  readonly sizeBytes: number;
  put(name: string, write: (sink: Sink) => Promise<void>): Promise<void>;
}

/** Bytes of a file in one part. */
const partBytes = 32 * 1024;

/** Sends the files to the window that asks, piece by piece, as fast as it takes them. */
export function sentTo(send: (part: Part) => Promise<void>, share: () => number): ExportTarget {
  const target = { places: [] as string[], sizeBytes: 0 };
  return Object.assign(target, {
    async put(name: string, write: (sink: Sink) => Promise<void>): Promise<void> {
      await write(async (bytes) => {
        target.sizeBytes += bytes.length;
        for (let at = 0; at < bytes.length; at += partBytes)
          await send({ name, content: bytes.slice(at, at + partBytes), share: share() });
      });
    },
  });
}

/** Writes new files of the host's machine: into a folder, or one under the very path. Tells how far it is. */
export async function writtenTo(
  place: string,
  send: (part: Part) => Promise<void>,
  share: () => number,
): Promise<ExportTarget> {
  const path = resolve(homedir(), place.replace(/^~[\\/]/, ''));
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  const target = { places: [] as string[], sizeBytes: 0 };
  let told = -1;
  return Object.assign(target, {
    async put(name: string, write: (sink: Sink) => Promise<void>): Promise<void> {
      // Several files of which the place names none go beside each other under numbers.
      const beside = target.places.length === 0 ? path : `${path}.${target.places.length + 1}`;
      const file = isFolder ? join(path, name) : beside;
      await writeNewFile(file, (handle) =>
        write(async (bytes) => {
          target.sizeBytes += bytes.length;
          await handle.writeFile(bytes);
          const percent = Math.floor(share() * 100);
          if (percent === told) return;
          told = percent;
          await send({ name: null, content: new Uint8Array(), share: share() });
        }),
      );
      target.places.push(file);
    },
  });
}

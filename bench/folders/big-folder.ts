import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { EnsembleProcess } from '../../tests/e2e/lib/ensemble-process.ts';

const [inEach, filesInEach] = [170, 12];
const filesInTop = inEach * filesInEach;
/** 17,000 folders with 200,000 files. */
export const fileCount = 100 * filesInTop;
/** Word in one of so many files. */
export const rareWord = 'needle';
const rareEvery = 500;

/** Makes a folder of very many files, at least so many, and removes it when `run` is over. */
export async function withBigFolder<T>(run: (folder: string) => Promise<T>, files = fileCount): Promise<T> {
  const base = await mkdtemp(join(tmpdir(), 'ensemble-folders-'));
  const folder = join(base, 'many');
  try {
    let count = 0;
    for (let top = 0; top * filesInTop < files; top++)
      for (let inside = 0; inside < inEach; inside++) {
        const path = join(folder, `area${top}`, `part${inside}`);
        mkdirSync(path, { recursive: true });
        for (let file = 0; file < filesInEach; file++, count++)
          writeFileSync(join(path, `f${file}.txt`), `text ${count}\n${count % rareEvery === 0 ? `${rareWord}\n` : ''}`);
      }
    writeFileSync(join(folder, 'README.md'), '# Many files\n');
    return await run(folder);
  } finally {
    await rm(base, { recursive: true, force: true });
  }
}

/** Starts a host of the folder, and times it until it is ready. */
export async function startHost(
  folder: string,
): Promise<{ host: EnsembleProcess; readyMs: number; url: string; link: string; close: () => Promise<void> }> {
  const home = await mkdtemp(join(tmpdir(), 'ensemble-home-'));
  const host = new EnsembleProcess();
  const args = ['host', folder, '--port', '0', '--no-open', '--share', '--admit-everyone', '--address', '127.0.0.1'];
  const startedMs = performance.now();
  await host.start(args, home);
  const readyMs = performance.now() - startedMs;
  const close = async () => {
    await host.end('SIGTERM');
    await rm(home, { recursive: true, force: true });
  };
  return { host, readyMs, url: host.printed('ready') ?? '', link: host.printed('invite') ?? '', close };
}

import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { boundsSchema } from './window-bounds.ts';

const mostRecent = 15;

const schema = z.object({
  bounds: z.record(z.string(), boundsSchema).catch({}),
  /** The port of each folder's host: the page's own storage is found again only under the same origin. */
  ports: z.record(z.string(), z.int().min(1).max(65_535)).catch({}),
  recentFolders: z.array(z.string()).catch([]),
  /** Values that the system's key store has encrypted, in base64. */
  secrets: z.record(z.string(), z.string()).catch({}),
});
export type Settings = z.infer<typeof schema>;

/** What the shell remembers between starts, in one small file that may be lost without harm. */
export class SettingsFile {
  readonly path: string;
  #settings: Settings;

  constructor(path: string) {
    this.path = path;
    this.#settings = schema.parse(readJson(path) ?? {});
  }

  get current(): Readonly<Settings> {
    return this.#settings;
  }

  /** Changes and writes the settings: a new file first, so that a crash leaves the old one whole. */
  update(change: (settings: Settings) => void): void {
    change(this.#settings);
    mkdirSync(dirname(this.path), { recursive: true });
    writeFileSync(`${this.path}.new`, JSON.stringify(this.#settings, null, 2), { mode: 0o600 });
    renameSync(`${this.path}.new`, this.path);
  }
}

/** The recent folders with this one in front. */
export function withRecent(folders: readonly string[], folder: string): string[] {
  return [folder, ...folders.filter((other) => other !== folder)].slice(0, mostRecent);
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

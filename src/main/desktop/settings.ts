import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { placeSchema } from './window-bounds.ts';

const mostRecent = 15;

/** Schema of a list or a record that leaves out broken entries, and nothing else. */
const listOf = <T>(entry: z.ZodType<T>) =>
  z
    .array(z.unknown())
    .catch([])
    .transform((all) => all.flatMap((each) => entry.safeParse(each).data ?? []) as T[]);
const recordOf = <T>(entry: z.ZodType<T>) =>
  z
    .record(z.string(), z.unknown())
    .catch({})
    .transform((all) => {
      const kept: Record<string, T> = {};
      for (const [key, value] of Object.entries(all)) {
        const parsed = entry.safeParse(value);
        if (parsed.success) kept[key] = parsed.data;
      }
      return kept;
    });

const schema = z.object({
  /** Place of each window. */
  bounds: recordOf(placeSchema),
  /** Port of each folder's host: the page's own storage is found again only under the same origin. */
  ports: recordOf(z.int().min(1).max(65_535)),
  recentFolders: listOf(z.string().min(1)),
  /** Folders whose windows were open when the app ended. */
  openFolders: listOf(z.string().min(1)),
  /** Links back to other people's sessions whose windows were open when the app ended: they hold no secret. */
  openSessions: listOf(z.string().min(1).max(2048)),
  /** Values that the system's key store has encrypted, in base64. */
  secrets: recordOf(z.string()),
  /** Other people's hosts that the person has agreed to visit, each with its fingerprint or none. */
  knownHosts: recordOf(z.string().nullable()),
  /** Permissions that the person has granted each host, as a list of devices. */
  permissions: recordOf(listOf(z.string())),
  /** Colour of the last page, for the first moment of the next window. */
  background: z
    .string()
    .regex(/^#[0-9a-f]{6}$/i)
    .nullable()
    .catch(null),
});
export type Settings = z.infer<typeof schema>;

/** Memory of the shell between starts, in one small file that may be lost without harm. */
export class SettingsFile {
  readonly path: string;
  readonly #onUnwritable: (reason: string) => void;
  #settings: Settings;
  #isUnwritable = false;

  /** @param onUnwritable is called once with the reason when nothing can be remembered */
  constructor(path: string, onUnwritable: (reason: string) => void = () => undefined) {
    this.path = path;
    this.#onUnwritable = onUnwritable;
    this.#settings = schema.parse(readJson(path) ?? {});
  }

  get current(): Readonly<Settings> {
    return this.#settings;
  }

  /** Changes and writes the settings: a new file first, so that a crash leaves the old one whole. */
  update(change: (settings: Settings) => void): void {
    change(this.#settings);
    try {
      mkdirSync(dirname(this.path), { recursive: true });
      writeFileSync(`${this.path}.new`, JSON.stringify(this.#settings, null, 2), { mode: 0o600 });
      renameSync(`${this.path}.new`, this.path);
    } catch (thrown) {
      if (!this.#isUnwritable) this.#onUnwritable((thrown as Error).message);
      this.#isUnwritable = true;
    }
  }
}

/** Puts this folder in front of the recent ones. */
export function withRecent(folders: readonly string[], folder: string): string[] {
  return [folder, ...folders.filter((other) => other !== folder)].slice(0, mostRecent);
}

function readJson(path: string): unknown {
  try {
    const read: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof read === 'object' ? read : null;
  } catch {
    return null;
  }
}

import { existsSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import {
  type CopiedRecording,
  type LinkToRecording,
  libraryLimits,
  type ShelvedRecording,
} from '../../shared/capabilities/library/methods.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { outsideArchive } from '../../shared/desktop/archive.ts';
import type {
  Down,
  Handlers,
  Params,
  StreamHandlers,
  StreamParams,
  StreamResult,
} from '../../shared/session/contract.ts';
import type { TakenFiles } from './taken-files.ts';

/** The host's recordings: those of its session, and the files that its windows open. */
export interface RecordingShelf {
  list(): Promise<ShelvedRecording[]>;
  copies(): CopiedRecording[];
  /** Keeps a copy in this machine's library, of a session whose folder has this name, and gives its id. */
  keep(
    recording: { recording: string; folder: string },
    signal: AbortSignal,
    send: (part: Down<'library.keep'>) => Promise<void>,
  ): Promise<string>;
  label(params: Params<'library.label'>): Promise<void>;
  limit(params: Params<'library.limit'>): Promise<void>;
  delete(params: Params<'library.delete'>): Promise<void>;
  share(params: Params<'library.share'>): Promise<{ secret: string; expiresMs: number }>;
  links(): Promise<LinkToRecording[]>;
  revoke(params: Params<'library.revoke'>): Promise<void>;
  find(text: string, signal: AbortSignal, send: (part: Down<'library.find'>) => Promise<void>): Promise<void>;
  /** Writes a recording into files; without a place for them they go to `send`. */
  export(
    params: StreamParams<'library.export'>,
    signal: AbortSignal,
    send: (part: Down<'library.export'>) => Promise<void>,
  ): Promise<StreamResult<'library.export'>>;
  /** Throws `not-permitted` where the passphrase is wrong, or one is needed. */
  open(
    path: string,
    passphrase: string | null,
  ): Promise<{ id: string; file: { header: { title: string; folder: string }; damage: string | null } }>;
}

type LibraryMethod =
  | 'library.list'
  | 'library.label'
  | 'library.limit'
  | 'library.delete'
  | 'library.share'
  | 'library.links'
  | 'library.revoke'
  | 'library.browse'
  | 'library.open';

/** Name of a recording's file. */
const isRecording = (name: string) => name.toLowerCase().endsWith('.ensemble');

/** Place of the sample recording, which comes with Ensemble; null where it is not there. */
function samplePlace(): string | null {
  const root = resolve(import.meta.dirname, '..', '..', '..');
  const place = outsideArchive(join(root, 'examples', 'boat-race.ensemble'));
  return existsSync(place) ? place : null;
}

/** Parts of the host on which the library depends. */
export interface LibraryParts {
  shelf: RecordingShelf;
  /** Name of the folder that is shared. */
  folder: string;
  /** Opens the door at which links to recordings are shown, and writes a link with this secret. */
  linkWith(secret: string): Promise<string>;
  taken: TakenFiles;
  /** Gives errors of the system as ours. */
  inWords: (thrown: unknown, path: string) => EnsembleError;
}

/** Makes the handlers for recordings: for windows of the host's own. */
export function createLibraryService({
  shelf,
  folder,
  linkWith,
  taken,
  inWords,
}: LibraryParts): Handlers<LibraryMethod> &
  StreamHandlers<'library.export' | 'library.find' | 'library.keep' | 'library.take'> {
  return {
    'library.export': async (params, caller, signal, stream) => {
      if (!caller.isDirect)
        throw new EnsembleError('not-permitted', 'Recordings are exported for windows of the host’s own alone.');
      try {
        return await shelf.export(params, signal, (part) => stream.send(part));
      } catch (thrown) {
        throw inWords(thrown, params.place ?? '');
      }
    },
    'library.keep': async ({ recording }, caller, signal, stream) => {
      if (!caller.isDirect)
        throw new EnsembleError('not-permitted', 'Copies are kept for windows of the host’s own alone.');
      try {
        return { copy: await shelf.keep({ recording, folder }, signal, (part) => stream.send(part)) };
      } catch (thrown) {
        throw inWords(thrown, 'the library of this computer');
      }
    },
    'library.take': async (_params, caller, _signal, stream) => {
      if (!caller.isDirect)
        throw new EnsembleError('not-permitted', 'Files are taken from windows of the host’s own alone.');
      try {
        return { path: await taken.take(stream, (takenBytes) => stream.send({ takenBytes })) };
      } catch (thrown) {
        throw inWords(thrown, 'the copy of this file');
      }
    },
    'library.find': async ({ text }, caller, signal, stream) => {
      if (!caller.isDirect)
        throw new EnsembleError('not-permitted', 'Recordings are searched for windows of the host’s own alone.');
      await shelf.find(text, signal, (part) => stream.send(part));
      return {};
    },
    'library.label': async (params) => {
      await shelf.label(params);
      return {};
    },
    'library.limit': async (params) => {
      await shelf.limit(params);
      return {};
    },
    'library.delete': async (params) => {
      await shelf.delete(params);
      return {};
    },
    'library.share': async (params) => {
      const { secret, expiresMs } = await shelf.share(params);
      return { link: await linkWith(secret), expiresMs };
    },
    'library.links': async () => ({ links: (await shelf.links()).slice(0, libraryLimits.listed) }),
    'library.revoke': async (params) => {
      await shelf.revoke(params);
      return {};
    },
    'library.list': async () => {
      const recordings = await shelf.list();
      return { recordings: recordings.slice(0, libraryLimits.listed), copies: shelf.copies(), sample: samplePlace() };
    },
    'library.browse': async ({ path }) => {
      const absolute = resolve(homedir(), path);
      try {
        const entries = (await readdir(absolute, { withFileTypes: true })).filter(({ name }) => !name.startsWith('.'));
        const named = (wanted: (entry: (typeof entries)[number]) => boolean) =>
          entries
            .filter(wanted)
            .map(({ name }) => name)
            .sort((a, b) => a.localeCompare(b))
            .slice(0, libraryLimits.names);
        return {
          path: absolute,
          folders: named((entry) => entry.isDirectory()),
          files: named((entry) => !entry.isDirectory() && isRecording(entry.name)),
        };
      } catch (thrown) {
        throw inWords(thrown, path);
      }
    },
    'library.open': async ({ path, passphrase }) => {
      try {
        const { id, file } = await shelf.open(resolve(homedir(), path), passphrase);
        const { title, folder } = file.header;
        return { opened: { is: 'open', session: id, title, folder, damage: file.damage } };
      } catch (thrown) {
        const known = inWords(thrown, path);
        if (known.code === 'not-permitted') return { opened: { is: 'locked', why: known.message } };
        throw known;
      }
    },
  };
}

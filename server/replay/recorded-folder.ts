import type { DocumentsState } from '../../src/shared/capabilities/documents/document-state.ts';
import { documentAt } from '../../src/shared/capabilities/documents/paths.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import type { Handlers } from '../../src/shared/session/contract.ts';
import type { SessionState } from '../../src/shared/session/state.ts';
import { hasInOrder } from '../../src/shared/text/has-in-order.ts';
import type { ReplayHistory } from './replay-history.ts';

/** Most bytes of a file in one answer. */
const mostBytes = 32 * 1024;

const gone = (path: string) => new EnsembleError('not-found', `The recording has no ${path} at this moment.`);

type FolderMethod =
  | 'workspace.describe'
  | 'files.stat'
  | 'files.list'
  | 'files.read'
  | 'documents.open'
  | 'search.files';
/** Handlers that get the seq of the moment in place of their caller. */
type Answers = {
  [M in FolderMethod]: (params: Parameters<Handlers<M>[M]>[0], seq: number) => ReturnType<Handlers<M>[M]>;
};

type Names = ReadonlyMap<string, 'file' | 'folder'>;

/** Folder of a recording, as far as it is known: the documents of the session at a moment, in their folders. */
export class RecordedFolder {
  readonly #history: ReplayHistory;

  constructor(history: ReplayHistory) {
    this.#history = history;
  }

  /** Answers to the requests about the folder, as it was after an entry. They reject for what is not in it. */
  answers(): Answers {
    const at = (seq: number) => this.#history.stateAt(seq);
    return {
      'workspace.describe': async (_params, seq) => ({
        name: (await at(seq)).host?.folder ?? 'folder',
        caseSensitive: true,
        readable: true,
      }),
      'files.stat': async ({ path }, seq) => {
        const state = await at(seq);
        const times = { modifiedMs: 1, createdMs: 1, readOnly: true };
        if (foldersOf(state).has(path)) return { type: 'folder', sizeBytes: 0, ...times };
        const { saved } = state.documents[fileAt(state, path)]!;
        return { type: 'file', sizeBytes: saved?.lengthUtf16 ?? 0, ...times };
      },
      'files.list': async ({ path }, seq) => {
        const names = foldersOf(await at(seq)).get(path);
        return { entries: [...(names ?? [])].map(([name, type]) => ({ name, type })) };
      },
      'files.read': async ({ path, offsetBytes = 0, lengthBytes = mostBytes }, seq) => {
        const ref = fileAt(await at(seq), path);
        const content = new TextEncoder().encode(await this.#history.textAt(ref, seq));
        const end = offsetBytes + Math.min(lengthBytes, mostBytes);
        return { content: content.subarray(offsetBytes, end), sizeBytes: content.length };
      },
      'documents.open': async ({ path }, seq) => ({ ref: fileAt(await at(seq), path), path }),
      'search.files': async ({ pattern, maxResults }, seq) => {
        const letters = pattern.toLowerCase().replace(/\s+/g, '');
        const found = pathsOf(await at(seq)).filter((each) => hasInOrder(each.toLowerCase(), letters));
        return { paths: found.slice(0, maxResults), limitHit: found.length > maxResults };
      },
    };
  }
}

/** Finds the document at a path. Throws where there is none, or its file was gone. */
function fileAt(state: SessionState, path: string): string {
  const ref = documentAt(state, path);
  if (ref === null || state.documents[ref]?.deleted) throw gone(path);
  return ref;
}

/** Paths of the documents that have a file. */
export function pathsOf({ documents }: Pick<DocumentsState, 'documents'>): string[] {
  return Object.values(documents).flatMap(({ path, deleted }) => (path === null || deleted ? [] : path));
}

/** Memo by set of documents: the names in each folder. */
const known = new WeakMap<object, ReadonlyMap<string, Names>>();

/** Gives the names in every folder of a state. */
function foldersOf(state: SessionState): ReadonlyMap<string, Names> {
  const before = known.get(state.documents);
  if (before) return before;
  const folders = new Map<string, Map<string, 'file' | 'folder'>>([['', new Map()]]);
  for (const path of pathsOf(state)) {
    let folder = '';
    const parts = path.split('/');
    for (const [index, name] of parts.entries()) {
      const isFile = index === parts.length - 1;
      const names = folders.get(folder) ?? new Map<string, 'file' | 'folder'>();
      folders.set(folder, names);
      if (!isFile || !names.has(name)) names.set(name, isFile ? 'file' : 'folder');
      folder = folder === '' ? name : `${folder}/${name}`;
    }
  }
  known.set(state.documents, folders);
  return folders;
}

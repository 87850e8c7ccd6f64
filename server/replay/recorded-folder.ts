import type { DocumentsState } from '../../src/shared/capabilities/documents/document-state.ts';
import { documentAt } from '../../src/shared/capabilities/documents/paths.ts';
import { mostUnopened } from '../../src/shared/capabilities/replay/methods.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import type { Handlers } from '../../src/shared/session/contract.ts';
import type { SessionState } from '../../src/shared/session/state.ts';
import { hasInOrder } from '../../src/shared/text/has-in-order.ts';
import { RecordedTree, type Tree } from './recorded-tree.ts';
import type { ReplayHistory } from './replay-history.ts';

/** Most bytes of a file in one answer. */
const mostBytes = 32 * 1024;

const unopened = (path: string) =>
  new EnsembleError(
    'not-recorded',
    `Nobody had opened ${path} by this moment of the recording, so its text is not in it. If somebody opens it later, it shows from that moment on.`,
  );

const gone = (path: string) => new EnsembleError('not-found', `The recording has no ${path} at this moment.`);

type FolderMethod =
  | 'replay.tree'
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

/** Trees of recordings, read once for all who watch. */
const trees = new WeakMap<ReplayHistory, RecordedTree>();

/** Folder of a recording, as far as it is known: its documents at a moment, and the files that its host has listed. */
export class RecordedFolder {
  readonly #history: ReplayHistory;
  readonly #tree: RecordedTree;

  constructor(history: ReplayHistory) {
    this.#history = history;
    this.#tree = trees.get(history) ?? new RecordedTree(history);
    trees.set(history, this.#tree);
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
        const tree = await this.#tree.at(seq);
        const times = { modifiedMs: 1, createdMs: 1, readOnly: true };
        if (foldersOf(state, tree).has(path)) return { type: 'folder', sizeBytes: 0, ...times };
        if (tree.paths.has(path) && openedAt(state, path) === null) return { type: 'file', sizeBytes: 0, ...times };
        const { saved } = state.documents[fileAt(state, path)]!;
        return { type: 'file', sizeBytes: saved?.lengthUtf16 ?? 0, ...times };
      },
      'files.list': async ({ path }, seq) => {
        const names = foldersOf(await at(seq), await this.#tree.at(seq)).get(path);
        return { entries: [...(names ?? [])].map(([name, type]) => ({ name, type })) };
      },
      'files.read': async ({ path, offsetBytes = 0, lengthBytes = mostBytes }, seq) => {
        const state = await at(seq);
        if (openedAt(state, path) === null && (await this.#tree.at(seq)).paths.has(path)) throw unopened(path);
        const ref = fileAt(state, path);
        const content = new TextEncoder().encode(await this.#history.textAt(ref, seq));
        const end = offsetBytes + Math.min(lengthBytes, mostBytes);
        return { content: content.subarray(offsetBytes, end), sizeBytes: content.length };
      },
      'replay.tree': async (_params, seq) => {
        const state = await at(seq);
        const tree = await this.#tree.at(seq);
        const folders = foldersOf(state, tree);
        const isUnopened = (path: string) => openedAt(state, path) === null && !folders.has(path);
        return { unopened: [...tree.paths].filter(isUnopened).slice(0, mostUnopened), isWhole: tree.isWhole };
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

/** Finds the document at a path; null where there is none, or its file was gone. */
function openedAt(state: SessionState, path: string): string | null {
  const ref = documentAt(state, path);
  return ref === null || state.documents[ref]?.deleted ? null : ref;
}

/** Finds the document at a path. Throws where there is none, or its file was gone. */
function fileAt(state: SessionState, path: string): string {
  const ref = openedAt(state, path);
  if (ref === null) throw gone(path);
  return ref;
}

/** Paths of the documents that have a file. */
export function pathsOf({ documents }: Pick<DocumentsState, 'documents'>): string[] {
  return Object.values(documents).flatMap(({ path, deleted }) => (path === null || deleted ? [] : path));
}

/** Memo by set of documents: the names in each folder, and the tree of which they are. */
const known = new WeakMap<object, { tree: Tree; folders: ReadonlyMap<string, Names> }>();

/** Most characters of the paths of all files and of the folders that each is in: of people's, some millions. */
const mostNamed = 100_000_000;

/** Gives the names in every folder of a state, and of the tree that its host had listed. */
function foldersOf(state: SessionState, tree: Tree): ReadonlyMap<string, Names> {
  const before = known.get(state.documents);
  if (before?.tree === tree) return before.folders;
  const folders = new Map<string, Map<string, 'file' | 'folder'>>([['', new Map()]]);
  let room = mostNamed;
  for (const path of [...pathsOf(state), ...tree.paths]) {
    let folder = '';
    const parts = path.split('/');
    room -= parts.length * path.length;
    if (room < 0) break;
    for (const [index, name] of parts.entries()) {
      const isFile = index === parts.length - 1;
      const names = folders.get(folder) ?? new Map<string, 'file' | 'folder'>();
      folders.set(folder, names);
      if (!isFile || !names.has(name)) names.set(name, isFile ? 'file' : 'folder');
      folder = folder === '' ? name : `${folder}/${name}`;
    }
  }
  known.set(state.documents, { tree, folders });
  return folders;
}

import { documentAt } from '../../src/shared/capabilities/documents/paths.ts';
import type { FileStat } from '../../src/shared/capabilities/files/methods.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { checkPacked, unpack } from '../../src/shared/core/message-pack.ts';
import { isWorkspaceMethod, workspaceMethods } from '../../src/shared/session/contract.ts';
import type { SessionState } from '../../src/shared/session/state.ts';
import type { ReplayHistory } from './replay-history.ts';

/** Most bytes of a file in one answer. */
const mostBytes = 32 * 1024;

const gone = (path: string) => new EnsembleError('not-found', `The recording has no ${path} at this moment.`);

/** Parameters of the requests that are answered. */
interface Asked {
  path?: string;
  offsetBytes?: number;
  lengthBytes?: number;
  pattern?: string;
  maxResults?: number;
}

/** Folder of a recording, as far as it is known: the documents of the session at a moment, in their folders. */
export class RecordedFolder {
  readonly #history: ReplayHistory;

  constructor(history: ReplayHistory) {
    this.#history = history;
  }

  /** Answers a request of a viewer who sees the entry `seq` last. Throws for what a recording cannot answer. */
  async answer(kind: string, body: Uint8Array, seq: number): Promise<unknown> {
    checkPacked(body);
    const { params } = unpack(body) as { params?: unknown };
    const checked = (isWorkspaceMethod(kind) ? workspaceMethods[kind].params.parse(params) : {}) as Asked;
    const state = await this.#history.stateAt(seq);
    const asked = checked.path ?? '';
    switch (kind) {
      case 'workspace.describe':
        return { name: state.host?.folder ?? 'folder', caseSensitive: true, readable: true };
      case 'files.stat':
        return this.#stat(state, asked);
      case 'files.list':
        return { entries: namesIn(pathsOf(state), asked) };
      case 'files.read': {
        const { offsetBytes = 0, lengthBytes = mostBytes } = checked;
        const content = new TextEncoder().encode(await this.#text(state, asked, seq));
        const end = offsetBytes + Math.min(lengthBytes, mostBytes);
        return { content: content.subarray(offsetBytes, end), sizeBytes: content.length };
      }
      case 'documents.open': {
        const ref = documentAt(state, asked);
        if (ref === null) throw gone(asked);
        return { ref, path: asked };
      }
      case 'search.files': {
        const found = pathsOf(state).filter((each) => hasInOrder(each, checked.pattern ?? ''));
        const { maxResults = found.length } = checked;
        return { paths: found.slice(0, maxResults), limitHit: found.length > maxResults };
      }
      default:
        throw new EnsembleError('host-away', 'This is a recording: nobody is there to do this.');
    }
  }

  #stat(state: SessionState, path: string): FileStat {
    const times = { modifiedMs: 1, createdMs: 1, readOnly: true };
    const paths = pathsOf(state);
    if (path === '' || paths.some((each) => each.startsWith(`${path}/`)))
      return { type: 'folder', sizeBytes: 0, ...times };
    if (!paths.includes(path)) throw gone(path);
    const ref = documentAt(state, path);
    return { type: 'file', sizeBytes: state.documents[ref ?? '']?.saved?.lengthUtf16 ?? 0, ...times };
  }

  async #text(state: SessionState, path: string, seq: number): Promise<string> {
    const ref = documentAt(state, path);
    if (ref === null) throw gone(path);
    return this.#history.textAt(ref, seq);
  }
}

/** Paths of the documents that have a file. */
function pathsOf({ documents }: SessionState): string[] {
  return Object.values(documents).flatMap(({ path, deleted }) => (path === null || deleted ? [] : path));
}

/** Lists the names in a folder. */
function namesIn(paths: readonly string[], folder: string): { name: string; type: 'file' | 'folder' }[] {
  const prefix = folder === '' ? '' : `${folder}/`;
  const types = new Map<string, 'file' | 'folder'>();
  for (const path of paths) {
    if (!path.startsWith(prefix)) continue;
    const [name = '', ...rest] = path.slice(prefix.length).split('/');
    types.set(name, rest.length > 0 ? 'folder' : (types.get(name) ?? 'file'));
  }
  return [...types].map(([name, type]) => ({ name, type }));
}

/** Says whether a path has some letters in their order, whatever their case. */
function hasInOrder(path: string, letters: string): boolean {
  let at = 0;
  for (const letter of letters.toLowerCase().replace(/\s+/g, '')) {
    at = path.toLowerCase().indexOf(letter, at) + 1;
    if (at === 0) return false;
  }
  return true;
}

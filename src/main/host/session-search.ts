import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { TextMatch } from '../../shared/capabilities/search/methods.ts';
import type { Caller, HostStream } from '../../shared/session/contract.ts';
import { FolderBoundary } from '../files/folder-boundary.ts';
import { SearchedFolder } from '../files/searched-folder.ts';
import { parsePath } from '../files/wire-path.ts';
import type { KeptLists } from '../search/kept-lists.ts';
import { createSearchService, type SearchHandlers, SearchTurns, type SearchView } from '../search/search-service.ts';

/** An unsaved text of the session. */
export interface OpenText {
  path: string;
  text: string;
}

export interface SessionSearchOptions {
  /** Real path of the shared folder. */
  root: string;
  /** The search in the folder's files. */
  inFiles: SearchHandlers;
  /** Turns of both searches together. */
  searches: SearchTurns;
  viewFor: (caller: Caller) => SearchView;
  texts: () => OpenText[];
}

/** Names of files with patterns that a search leaves out. */
const ignoreFiles = ['.gitignore', '.ignore', '.rgignore'];
const timeoutMs = 10_000;

/** Makes the handlers for searching a folder's files together with its unsaved texts. */
export function createFolderSearch(
  boundary: FolderBoundary,
  viewFor: SessionSearchOptions['viewFor'],
  texts: SessionSearchOptions['texts'],
  lists: KeptLists,
): SearchHandlers {
  const searches = new SearchTurns();
  const inFiles = createSearchService({ folder: new SearchedFolder(boundary), viewFor, turns: searches, lists });
  return createSessionSearch({ root: boundary.root, inFiles, searches, viewFor, texts });
}

/**
 * Makes the handlers for searching the texts that people see: unsaved text is found by everybody, and the disk's text
 * in its place is not.
 */
export function createSessionSearch(options: SessionSearchOptions): SearchHandlers {
  const { root, inFiles, searches, viewFor, texts } = options;
  return {
    ...inFiles,
    'search.text': async (params, caller, signal, stream) => {
      const view = viewFor(caller);
      const open = texts().filter(({ path }) => view.sees(path));
      if (open.length === 0 || params.pattern === '') return inFiles['search.text'](params, caller, signal, stream);
      const paths = new Set(open.map(({ path }) => path));
      const folder = await mkdtemp(join(tmpdir(), 'ensemble-search-'));
      try {
        await writeTexts(root, folder, open);
        const checked = new SearchedFolder(await FolderBoundary.open(folder));
        const times = { ownerTimeoutMs: timeoutMs, guestTimeoutMs: timeoutMs };
        const inTexts = createSearchService({ folder: checked, viewFor, turns: searches, ...times });
        const cut = new Cut(params.maxResults);
        const inOpen = cut.stream(stream, ({ path }) => paths.has(path));
        const found = await inTexts['search.text'](params, caller, signal, inOpen);
        const elsewhere = cut.stream(stream, ({ path }) => !paths.has(path));
        const others = await inFiles['search.text'](params, caller, signal, elsewhere);
        return {
          limitHit: cut.hasCut || found.limitHit || others.limitHit,
          ...((found.notice ?? others.notice) && { notice: found.notice ?? others.notice }),
        };
      } finally {
        await rm(folder, { recursive: true, force: true });
      }
    },
  };
}

/** Cuts several lists of matches off at one limit. */
class Cut {
  #left: number;
  hasCut = false;

  constructor(most: number) {
    this.#left = most;
  }

  /** Wraps a stream so that only wanted matches are sent. */
  stream(to: HostStream<'search.text'>, isMeant: (match: TextMatch) => boolean): HostStream<'search.text'> {
    return {
      send: async ({ matches }) => {
        const wanted = this.#take(matches.filter(isMeant));
        if (wanted.length > 0) await to.send({ matches: wanted });
      },
      get unsentBytes() {
        return to.unsentBytes;
      },
      [Symbol.asyncIterator]: () => to[Symbol.asyncIterator](),
    };
  }

  #take(matches: readonly TextMatch[]): TextMatch[] {
    return matches.flatMap((match) => {
      const ranges = match.ranges.slice(0, this.#left);
      this.#left -= ranges.length;
      this.hasCut ||= ranges.length < match.ranges.length;
      return ranges.length > 0 ? [{ ...match, ranges }] : [];
    });
  }
}

/** Writes texts to their places in a folder, with the ignore files that apply to them. */
async function writeTexts(root: string, folder: string, texts: readonly OpenText[]): Promise<void> {
  const copied = new Set<string>();
  const copy = async (path: string) => {
    if (copied.has(path)) return;
    copied.add(path);
    await cp(join(root, path), join(folder, path)).catch(() => undefined);
  };
  await copy('.git/info/exclude');
  for (const { path, text } of texts) {
    const names = parsePath(path);
    await mkdir(dirname(join(folder, ...names)), { recursive: true });
    for (let depth = 0; depth < names.length; depth++)
      for (const name of ignoreFiles) await copy([...names.slice(0, depth), name].join('/'));
    await writeFile(join(folder, ...names), text, { mode: 0o600 });
  }
}

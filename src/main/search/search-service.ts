import { setImmediate } from 'node:timers/promises';
import { EnsembleError } from '../../shared/core/errors.ts';
import { FairTurns } from '../../shared/fair-turns.ts';
import type { Caller, Handlers, ParsedParams, StreamHandlers } from '../../shared/session/contract.ts';
import { type FileList, FileListMaker } from './file-list.ts';
import { FileRanking } from './file-ranking.ts';
import { wirePathOf } from './found-path.ts';
import type { KeptLists, ListedFiles } from './kept-lists.ts';
import { previewsOf, readMatch } from './line-matches.ts';
import { MatchParts } from './match-parts.ts';
import { ReadAgain } from './read-again.ts';
import { type RipgrepOptions, runRipgrep } from './ripgrep.ts';
import { patternArguments, scopeArguments } from './search-arguments.ts';

/**
 * A caller's view for searches. Results are filtered by `sees`; the globs only save work where nothing may be found.
 */
export interface SearchView {
  sees(path: string): boolean;
  readonly hiddenGlobs: readonly string[];
  /** True where others see more: lists that are kept are made for all. */
  readonly isLimited?: boolean;
}

/** The shared folder, each of whose files is checked when it is opened: ripgrep's word alone is not enough. */
export interface CheckedFolder {
  /** Real path of the folder. */
  readonly root: string;
  /** Gives a descriptor for reading. */
  open(path: string): number | null;
  files(paths: readonly string[], view: SearchView, signal: AbortSignal): Promise<string[]>;
  links(
    folders: Iterable<string>,
    view: SearchView,
    signal: AbortSignal,
  ): Promise<{ toFiles: readonly string[]; others: readonly string[] }>;
}

/** Handlers for searching: in texts as a stream, and for files by name. */
export type SearchHandlers = Handlers<'search.files'> & StreamHandlers<'search.text'>;

export interface SearchServiceOptions {
  readonly folder: CheckedFolder;
  /** Gives the view, at every search, so that the host's settings may change at any time. */
  readonly viewFor: (caller: Caller) => SearchView;
  /** Time limits of one search, of the owner and of a guest. */
  readonly ownerTimeoutMs?: number;
  readonly guestTimeoutMs?: number;
  /** Size limit of one search's previews, in UTF-16 units. */
  readonly maxAnswerLength?: number;
  /** Finds ripgrep, where it is another than the installed one. */
  readonly findProgram?: () => Promise<string>;
  /** Turns, where several services share them. */
  readonly turns?: SearchTurns;
  /** Lists of files that outlive a search; without them each search lists the folder. */
  readonly lists?: KeptLists;
}

/** Order of searches: people one after another, and the owner however much guests search. */
export class SearchTurns {
  readonly #owners: FairTurns;
  readonly #guests: FairTurns;

  /** @param atOnce how many of the owners' searches run at a time; guests have one less among them */
  constructor(atOnce = 4) {
    const each = { ofOne: 2, waitingOfOne: 8, things: 'searches' };
    this.#owners = new FairTurns({ ...each, atOnce });
    this.#guests = new FairTurns({ ...each, atOnce: Math.max(1, atOnce - 1) });
  }

  take<R>({ isOwner, person }: Caller, signal: AbortSignal, work: () => Promise<R>): Promise<R> {
    return (isOwner ? this.#owners : this.#guests).take(person, signal, work);
  }
}

const maxPieceBytes = 8 * 1024 * 1024;
/** Bounds on the folders looked through for links, and on the links left out by name. */
const maxFolders = 5000;
const maxAvoidedLinks = 1000;

/**
 * Makes the handlers for searching. Lines and columns count from 0. Links are not followed, but named where they lead
 * to a file of the folder; Git's own files are never searched. They reject with EnsembleErrors only.
 */
export function createSearchService(options: SearchServiceOptions): SearchHandlers {
  const { folder, viewFor, maxAnswerLength = 8_000_000, turns = new SearchTurns(), lists } = options;
  const { ownerTimeoutMs = 60_000, guestTimeoutMs = 10_000 } = options;

  /** Runs a search when the caller's turn has come, for no longer than the caller's time limit. */
  async function inTurn<R>(caller: Caller, signal: AbortSignal, work: (search: Search) => Promise<R>): Promise<R> {
    const timeoutMs = caller.isOwner ? ownerTimeoutMs : guestTimeoutMs;
    return turns.take(caller, signal, () => {
      const { findProgram } = options;
      const common = { cwd: folder.root, maxPieceBytes, isPatient: !caller.isOwner, signal, findProgram };
      return work(new Search(common, timeoutMs));
    });
  }

  return {
    'search.text': async (params, caller, signal, stream) => {
      if (params.pattern === '') return { limitHit: false };
      const view = viewFor(caller);
      const args = [...patternArguments(params), ...scopeArguments(params, view.hiddenGlobs), '--', './'];
      const parts = new MatchParts(stream);
      let rangesLeft = params.maxResults;
      let lengthLeft = maxAnswerLength;
      const again = new ReadAgain((path) => folder.open(path));
      const onPiece = (piece: Buffer): boolean | Promise<boolean> => {
        const line = readMatch(piece);
        if (line === null || !view.sees(line.path) || !again.holds(line)) return true;
        // One more than wanted is needed to know that there are more.
        if (rangesLeft === 0 || lengthLeft <= 0) return false;
        const found = line.found.slice(0, rangesLeft);
        rangesLeft -= found.length;
        for (const match of previewsOf({ ...line, found })) {
          parts.take(match);
          lengthLeft -= match.preview.length;
        }
        const wantsMore = found.length === line.found.length;
        return parts.room()?.then(() => wantsMore) ?? wantsMore;
      };
      return inTurn(caller, signal, async (search) => {
        const isComplete = await search.run(args, '\n', onPiece).finally(() => again.close());
        parts.tell();
        return { limitHit: !isComplete, ...search.notice };
      });
    },

    'search.files': async (params, caller, signal) => {
      const view = viewFor(caller);
      const args = fileArguments(params, view);
      const make = (cancelled: AbortSignal) =>
        inTurn(caller, cancelled, (search) => listFiles(folder, { params, view, args }, search, cancelled));
      const rank = async ({ list: { paths, lowered, isComplete, notice }, added }: ListedFiles) => {
        const ranking = new FileRanking(params.pattern, params.maxResults, (path) => view.sees(path));
        for (let from = 0; from < paths.length && !ranking.isFull; from += rankedAtOnce) {
          if (from > 0) await setImmediate();
          signal.throwIfAborted();
          const to = Math.min(paths.length, from + rankedAtOnce);
          for (let i = from; i < to; i++) ranking.add(paths[i]!, lowered[i]!);
        }
        for (const path of added) ranking.add(path);
        const { paths: best, limitHit } = ranking.best();
        const there = await folder.files([...new Set(best)], view, signal);
        return { paths: there, limitHit: limitHit || !isComplete, ...(notice !== undefined && { notice }) };
      };
      const find = async () => {
        if (!lists || view.isLimited) return rank({ list: await make(signal), added: [] });
        const kept = lists.of(caller.isOwner, args);
        // Typing cancels each search for the next; the list is for all of them.
        const makeForAll = () => make(new AbortController().signal);
        const found = await rank(await unlessAborted(kept.get(lists.isWatched, makeForAll), signal));
        if (found.paths.length > 0) return found;
        const anew = await unlessAborted(kept.getAnew(lists.isWatched, makeForAll), signal);
        return anew === null ? found : rank(anew);
      };
      return find().catch((error: unknown) => {
        throw signal.aborted ? new EnsembleError('cancelled', 'This search was cancelled.') : error;
      });
    },
  };
}

/** Names that are compared before others have their turn. */
const rankedAtOnce = 20_000;

function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const leave = () => reject(signal.reason as Error);
    if (signal.aborted) leave();
    signal.addEventListener('abort', leave, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
  });
}

/** Scope of a search by name, and its caller. */
interface Listing {
  params: ParsedParams<'search.files'>;
  view: SearchView;
  args: readonly string[];
}

/** Lists the files that a search looks at, and the links to files of the folder. The caller's view is applied later. */
async function listFiles(
  folder: CheckedFolder,
  { params, view, args }: Listing,
  search: Search,
  signal: AbortSignal,
): Promise<FileList> {
  const maker = new FileListMaker();
  let isComplete = await search.run(args, '\0', (piece) => {
    const path = wirePathOf(piece.toString('utf8'));
    if (path !== null) maker.add(path);
    return true;
  });
  const looked = [...maker.folders].slice(0, maxFolders).filter((path) => path === '' || view.sees(path));
  const { toFiles, others } = await folder.links(looked, view, signal);
  if (toFiles.length > 0 && others.length <= maxAvoidedLinks) {
    // The same program decides whether a link is ignored, as for files.
    const links = new Set(toFiles);
    const all = await search.run(fileArguments(params, view, others), '\0', (piece) => {
      const path = wirePathOf(piece.toString('utf8'));
      if (path !== null && links.delete(path)) maker.add(path);
      return links.size > 0;
    });
    isComplete &&= all || links.size === 0;
  }
  return maker.list(isComplete, search.notice);
}

function fileArguments(
  params: ParsedParams<'search.files'>,
  view: SearchView,
  avoidedLinks: readonly string[] | null = null,
): string[] {
  return ['--files', '--null', ...scopeArguments(params, view.hiddenGlobs, avoidedLinks), '--', './'];
}

type CommonOptions = Omit<RipgrepOptions, 'args' | 'separator' | 'timeoutMs' | 'onPiece'>;

/** One search's time, over all that it runs. */
class Search {
  readonly #common: CommonOptions;
  readonly #timeoutMs: number;
  readonly #startedMs = performance.now();
  #timedOut = false;

  constructor(common: CommonOptions, timeoutMs: number) {
    this.#common = common;
    this.#timeoutMs = timeoutMs;
  }

  /** Runs ripgrep once, as long as there is time. Says whether all of its output was taken. */
  async run(args: readonly string[], separator: '\n' | '\0', onPiece: RipgrepOptions['onPiece']): Promise<boolean> {
    const timeoutMs = Math.max(0, this.#timeoutMs - (performance.now() - this.#startedMs));
    const { complete, timedOut } = await runRipgrep({ ...this.#common, args, separator, timeoutMs, onPiece });
    this.#timedOut ||= timedOut;
    return complete;
  }

  /** Message for the person about the search's end. */
  get notice(): { notice?: string } {
    if (!this.#timedOut) return {};
    const seconds = Math.round(this.#timeoutMs / 1000);
    return {
      notice: `The search was stopped after ${seconds} s, so this is not all. Search for something simpler, or in fewer files.`,
    };
  }
}

import type { Caller, Handlers, TextMatch } from '../../shared/workspace/contract.ts';
import { FileRanking } from './file-ranking.ts';
import { wirePathOf } from './found-path.ts';
import { previewsOf, readMatch } from './line-matches.ts';
import { runRipgrep } from './ripgrep.ts';
import { patternArguments, scopeArguments } from './search-arguments.ts';
import { Turns } from './turns.ts';

/** What a caller sees. Results are filtered by `sees`; the globs only save looking where nothing may be found. */
export interface SearchView {
  sees(path: string): boolean;
  readonly hiddenGlobs: readonly string[];
}

export interface SearchServiceOptions {
  /** The shared folder's real path. */
  readonly root: string;
  /** Asked at every search, so that the host's settings may change at any time. */
  readonly viewFor: (caller: Caller) => SearchView;
  readonly timeoutMs?: number;
  /** The most that one answer's previews may take, in UTF-16 units. */
  readonly maxAnswerLength?: number;
  readonly maxRunning?: number;
}

const maxPieceBytes = 8 * 1024 * 1024;

/**
 * Gives the handlers for searching. Lines and columns count from 0. Links are not followed, so nothing outside of the
 * folder is read; Git's own files are never searched. They reject with EnsembleErrors only.
 */
export function createSearchService(options: SearchServiceOptions): Handlers<'search.text' | 'search.files'> {
  const { root, viewFor, timeoutMs = 60_000, maxAnswerLength = 8_000_000 } = options;
  const turns = new Turns(options.maxRunning ?? 4);
  const common = { cwd: root, maxPieceBytes, timeoutMs };

  return {
    'search.text': async (params, caller, signal) => {
      if (params.pattern === '') return { matches: [], limitHit: false };
      const view = viewFor(caller);
      const args = [...patternArguments(params), ...scopeArguments(params, view.hiddenGlobs), '--', './'];
      const matches: TextMatch[] = [];
      let rangesLeft = params.maxResults;
      let lengthLeft = maxAnswerLength;
      const onPiece = (piece: Buffer): boolean => {
        const line = readMatch(piece);
        if (line === null || !view.sees(line.path)) return true;
        // One more than wanted is needed to know that there are more.
        if (rangesLeft === 0 || lengthLeft <= 0) return false;
        const found = line.found.slice(0, rangesLeft);
        rangesLeft -= found.length;
        for (const match of previewsOf({ ...line, found })) {
          matches.push(match);
          lengthLeft -= match.preview.length;
        }
        return found.length === line.found.length;
      };
      const { complete } = await turns.take(signal, () =>
        runRipgrep({ ...common, args, separator: '\n', signal, onPiece }),
      );
      return { matches, limitHit: !complete };
    },

    'search.files': async (params, caller, signal) => {
      const view = viewFor(caller);
      const args = ['--files', '--null', ...scopeArguments(params, view.hiddenGlobs), '--', './'];
      const ranking = new FileRanking(params.pattern, params.maxResults);
      const onPiece = (piece: Buffer): boolean => {
        const path = wirePathOf(piece.toString('utf8'));
        if (path !== null && view.sees(path)) ranking.add(path);
        return true;
      };
      const { complete } = await turns.take(signal, () =>
        runRipgrep({ ...common, args, separator: '\0', signal, onPiece }),
      );
      const { paths, limitHit } = ranking.best();
      return { paths, limitHit: limitHit || !complete };
    },
  };
}
